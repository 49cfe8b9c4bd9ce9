"""The project starts, answers and refuses."""

import pytest

from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service


@pytest.mark.django_db
def test_health_check_answers_without_signing_in(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_staff_of_a_prison_see_details_of_that_prison_only():
    mine, other = PrisonFactory(), PrisonFactory()
    listing, elsewhere = service(mine), service(other)
    officer = user_with_role("staff", mine)
    from directory.models import ServicePage

    seen = ServicePage.objects.with_staff_details_for(officer)
    assert list(seen) == [listing]
    assert set(ServicePage.objects.visible_to(officer)) == {listing, elsewhere}
