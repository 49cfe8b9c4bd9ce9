"""A support actions sheet is counted."""

import pytest
from django.http import Http404

from core.models import AuditEvent
from search.actions import record_sheet
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory


@pytest.mark.django_db
def test_making_a_sheet_is_counted_and_says_nothing_more():
    prison = PrisonFactory()
    officer = user_with_role("staff", prison)
    record_sheet(prison=prison, services=3, form="page", by=officer)
    row = AuditEvent.objects.get(event="support-sheet.printed")
    assert (row.scope_key, row.details) == (prison.code, {"count": 3, "form": "page"})


@pytest.mark.django_db
def test_staff_of_another_prison_cannot_have_one_counted_here():
    officer = user_with_role("staff", PrisonFactory())
    with pytest.raises(Http404):
        record_sheet(prison=PrisonFactory(), services=1, form="page", by=officer)
    assert not AuditEvent.objects.filter(event="support-sheet.printed").exists()
