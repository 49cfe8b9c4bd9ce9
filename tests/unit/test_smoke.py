"""The project starts, answers and refuses."""

import pytest
from django.db import OperationalError, connections

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


@pytest.mark.django_db
def test_health_check_answers_on_plain_http_where_everything_else_is_led_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/")["Location"].startswith("https://")


@pytest.mark.django_db
def test_health_check_says_when_the_database_cannot_be_reached(client, monkeypatch):
    def fail(*args: object) -> None:
        raise OperationalError("no connection to password=secret")

    with monkeypatch.context() as broken:
        broken.setattr(connections["default"], "cursor", fail)
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "database unreachable"}


@pytest.mark.django_db
def test_our_pages_cannot_be_framed(client):
    answer = client.get("/find/")
    assert answer["X-Frame-Options"] == "DENY"
