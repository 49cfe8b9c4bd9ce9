"""Confirming a listing, logging attempts, setting availability: who may, what changes, what is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.models import AuditEvent
from directory.actions.review import confirm_listing, log_attempt, set_availability
from directory.models import ConfirmationAttempt
from tests.factories.accounts import user_with_role
from tests.factories.directory import OrganisationFactory, PrisonFactory, service

pytestmark = pytest.mark.django_db

LONG_AGO = date(2025, 1, 1)


@pytest.fixture
def listing():
    return service(reviewed_on=LONG_AGO, review_due_on=LONG_AGO, availability_confirmed_on=LONG_AGO)


def test_confirming_sets_the_dates_logs_the_attempt_and_is_audited(listing):
    coordinator = user_with_role("coordinator", listing.prison)

    status = confirm_listing(page=listing, by=coordinator, method="phone", note="Spoke to the office.")

    today = timezone.localdate()
    assert status.reviewed_on == status.availability_confirmed_on == today
    assert status.review_due_on > today + timedelta(days=150)
    assert status.reviewed_by == "Voluntary sector coordinator"
    attempt = ConfirmationAttempt.objects.get(page=listing)
    assert (attempt.method, attempt.disposition, attempt.by) == ("phone", "confirmed", coordinator)
    row = AuditEvent.objects.get(event="listing.confirmed")
    assert (row.about_id, row.scope_key) == (str(listing.pk), listing.prison_id)


def test_the_organisations_own_people_confirm_as_their_organisation(listing):
    worker = user_with_role("worker", listing.organisation)
    assert confirm_listing(page=listing, by=worker, method="online").reviewed_by == listing.organisation.name


@pytest.mark.parametrize("role", ["staff", "sponsor", "safer-custody"])
def test_other_roles_of_the_prison_may_not(listing, role):
    officer = user_with_role(role, listing.prison)
    with pytest.raises(PermissionDenied):
        confirm_listing(page=listing, by=officer, method="phone")
    with pytest.raises(PermissionDenied):
        log_attempt(page=listing, by=officer, method="phone", disposition="no-answer")
    with pytest.raises(PermissionDenied):
        set_availability(page=listing, availability="closed", by=officer)
    listing.status.refresh_from_db()
    assert listing.status.reviewed_on == LONG_AGO


def test_another_prisons_coordinator_and_another_organisation_may_not(listing):
    for stranger in (
        user_with_role("coordinator", PrisonFactory()),
        user_with_role("lead", OrganisationFactory()),
    ):
        with pytest.raises(PermissionDenied):
            confirm_listing(page=listing, by=stranger, method="phone")


def test_somebody_without_an_account_is_named_by_a_label(listing):
    with pytest.raises(ValueError, match="by_label"):
        confirm_listing(page=listing, by=None, method="email")
    confirm_listing(page=listing, by=None, by_label="x" * 160, method="email")
    listing.status.refresh_from_db()
    assert len(listing.status.reviewed_by) == 120


def test_an_older_confirmation_never_turns_the_clock_back(listing):
    day = timezone.localdate() - timedelta(days=3)
    confirm_listing(page=listing, by=None, by_label="import", method="online", on=day)
    status = confirm_listing(page=listing, by=None, by_label="import", method="online", on=LONG_AGO)
    assert status.reviewed_on == status.availability_confirmed_on == day
    with pytest.raises(ValidationError):
        confirm_listing(
            page=listing, by=None, by_label="x", method="online", on=timezone.localdate() + timedelta(days=1)
        )


def test_an_attempt_without_answer_changes_no_date(listing):
    log_attempt(page=listing, by=None, by_label="x", method="phone", disposition="no-answer", note="n" * 500)
    listing.status.refresh_from_db()
    assert listing.status.reviewed_on == LONG_AGO
    assert ConfirmationAttempt.objects.get().note == "n" * 300
    with pytest.raises(ValidationError):
        log_attempt(page=listing, by=None, by_label="x", method="phone", disposition="confirmed")


def test_a_new_availability_forgets_the_numbers_of_the_old_one(listing):
    coordinator = user_with_role("coordinator", listing.prison)
    set_availability(page=listing, availability="waiting-list", by=coordinator, wait_weeks=6)
    status = set_availability(page=listing, availability="waiting-list", by=coordinator, places=0)
    assert (status.typical_wait_weeks, status.places) == (6, 0)

    resumes = timezone.localdate() + timedelta(days=20)
    status = set_availability(page=listing, availability="paused", by=coordinator, resumes_on=resumes)
    assert (status.typical_wait_weeks, status.places, status.resumes_on) == (None, None, resumes)
    assert set_availability(page=listing, availability="open", by=coordinator).resumes_on is None
    assert AuditEvent.objects.filter(event="listing.availability").count() == 4


@pytest.mark.parametrize(
    ("availability", "resumes_in"), [("full", None), ("open", 5), ("paused", 0)], ids=["unknown", "open", "past"]
)
def test_contradicting_availability_is_refused(listing, availability, resumes_in):
    resumes_on = None if resumes_in is None else timezone.localdate() + timedelta(days=resumes_in)
    with pytest.raises(ValidationError):
        set_availability(page=listing, availability=availability, by=None, by_label="x", resumes_on=resumes_on)
