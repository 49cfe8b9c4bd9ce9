"""Publishing editions and recording where copies are."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import COORDINATOR, DEPUTY, SPONSOR, STAFF
from core.models import AuditEvent
from directory import models as m
from directory.actions.insert import publish_edition, record_distribution, record_reading, take_back_distribution
from directory.insert.distribution import places_with_older_copies, totals
from directory.insert.render import insert_html, of_edition
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import PrisonFactory, service
from tests.factories.insert import printable_prison

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison() -> m.Prison:
    return printable_prison()


@pytest.fixture
def coordinator(prison):
    return user_with_role(COORDINATOR.code, prison)


def test_publishing_freezes_the_content_with_a_number_and_an_audit_row(prison, coordinator) -> None:
    edition = publish_edition(prison=prison, by=coordinator)

    assert (edition.number, edition.published_by) == (1, coordinator)
    assert [entry["name"] for entry in edition.content["services"]] == ["Grief group", "Time with a chaplain"]
    row = AuditEvent.objects.get(event="insert.published")
    assert (row.actor_id, row.about_id, row.scope_key) == (str(coordinator.pk), str(edition.pk), prison.pk)
    assert row.details == {"number": 1, "services": 2, "hash": edition.content_hash}


def test_an_old_edition_is_drawn_as_it_was_whatever_changes_later(prison, coordinator) -> None:
    edition = publish_edition(prison=prison, by=coordinator)
    drawn = insert_html(of_edition(edition))
    m.ServicePage.objects.update(title="Renamed", summary="Other")
    m.PrisonContact.objects.update(phone="ext 9999")
    m.Need.objects.update(label="Other words")
    m.Prison.objects.filter(pk=prison.pk).update(name="Renamed prison")

    assert insert_html(of_edition(m.InsertEdition.objects.get(pk=edition.pk))) == drawn


def test_the_same_content_again_is_refused(prison, coordinator) -> None:
    publish_edition(prison=prison, by=coordinator)

    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        publish_edition(prison=prison, by=coordinator)
    assert prison.insert_editions.count() == 1


def test_the_next_edition_keeps_what_changed(prison, coordinator) -> None:
    publish_edition(prison=prison, by=coordinator)
    page = m.ServicePage.objects.get(title="Grief group")
    page.how_to_refer = "Ring us."
    page.save()
    m.ServicePage.objects.filter(title="Time with a chaplain").update(live=False)
    service(prison, title="New help")

    edition = publish_edition(prison=prison, by=coordinator)

    assert edition.number == 2
    assert edition.changes["added"] == ["New help"]
    assert edition.changes["removed"] == ["Time with a chaplain"]
    assert edition.changes["changed"] == [{"name": "Grief group", "fields": ["how to refer"]}]


def test_a_later_check_alone_is_worth_a_new_edition(prison, coordinator) -> None:
    m.ListingStatus.objects.update(reviewed_on=timezone.localdate() - datetime.timedelta(days=3))
    publish_edition(prison=prison, by=coordinator)
    m.ListingStatus.objects.update(reviewed_on=timezone.localdate())

    assert publish_edition(prison=prison, by=coordinator).changes["rechecked"] == [
        "Grief group",
        "Time with a chaplain",
    ]


def test_an_insert_without_services_is_refused(coordinator) -> None:
    empty = PrisonFactory()

    with pytest.raises(ValidationError, match="There is no service to print yet"):
        publish_edition(prison=empty, by=user_with_role(COORDINATOR.code, empty))


def test_prisons_count_their_editions_apart(prison, coordinator) -> None:
    publish_edition(prison=prison, by=coordinator)
    other = PrisonFactory()
    service(other)

    assert publish_edition(prison=other, by=user_with_role(COORDINATOR.code, other)).number == 1


@pytest.mark.parametrize("role", [STAFF, SPONSOR])
def test_only_curators_publish(prison, role) -> None:
    with pytest.raises(PermissionDenied):
        publish_edition(prison=prison, by=user_with_role(role.code, prison))


def test_a_coordinator_of_another_prison_does_not_publish_here(prison) -> None:
    with pytest.raises(PermissionDenied):
        publish_edition(prison=prison, by=user_with_role(COORDINATOR.code, PrisonFactory()))
    assert not m.InsertEdition.objects.exists()


def test_staff_record_where_copies_went(prison, coordinator) -> None:
    edition = publish_edition(prison=prison, by=coordinator)
    officer = user_with_role(STAFF.code, prison)

    record_distribution(edition=edition, place=" B wing office ", copies=20, by=officer)
    record_distribution(edition=edition, place="B wing office", copies=5, by=officer)
    record_distribution(edition=edition, place="Chapel", copies=1, by=coordinator)

    assert totals(edition) == {"copies": 26, "places": 2}
    assert AuditEvent.objects.filter(event="insert.distributed").count() == 3
    assert "B wing" not in str(AuditEvent.objects.filter(event="insert.distributed").values_list("details", flat=True))


@pytest.mark.parametrize(
    ("days", "reason"), [(1, "cannot be in the future"), (-1, "was not published yet on that day")]
)
def test_copies_are_put_out_between_publishing_and_today(prison, coordinator, days, reason) -> None:
    edition = publish_edition(prison=prison, by=coordinator)

    with pytest.raises(ValidationError, match=reason):
        record_distribution(
            edition=edition,
            place="B wing",
            copies=1,
            by=coordinator,
            on=timezone.localdate() + datetime.timedelta(days=days),
        )


def test_copies_of_a_replaced_edition_are_refused(prison, coordinator) -> None:
    first = publish_edition(prison=prison, by=coordinator)
    service(prison)
    publish_edition(prison=prison, by=coordinator)

    with pytest.raises(ValidationError, match="Hand out edition 2"):
        record_distribution(edition=first, place="B wing", copies=1, by=coordinator)


@pytest.mark.parametrize("make", [lambda prison: UserFactory(), lambda prison: user_with_role(SPONSOR.code, prison)])
def test_nobody_else_records_copies(prison, coordinator, make) -> None:
    edition = publish_edition(prison=prison, by=coordinator)

    with pytest.raises(PermissionDenied):
        record_distribution(edition=edition, place="B wing", copies=1, by=make(prison))


def test_a_slip_is_deleted_by_whoever_made_it_on_the_same_day(prison, coordinator) -> None:
    edition = publish_edition(prison=prison, by=coordinator)
    made = record_distribution(edition=edition, place="B wing", copies=200, by=coordinator)

    take_back_distribution(distribution=made, by=coordinator)

    assert totals(edition) == {"copies": 0, "places": 0}
    row = AuditEvent.objects.get(event="insert.distribution_taken_back")
    assert (row.about_id, row.details["copies"]) == (str(made.pk), 200)


def test_somebody_elses_record_stays(prison, coordinator) -> None:
    edition = publish_edition(prison=prison, by=coordinator)
    made = record_distribution(edition=edition, place="B wing", copies=2, by=coordinator)

    with pytest.raises(ValidationError, match="Only the person who made this record"):
        take_back_distribution(distribution=made, by=user_with_role(DEPUTY.code, prison))


def test_yesterdays_record_stays(prison, coordinator) -> None:
    edition = publish_edition(prison=prison, by=coordinator)
    made = record_distribution(edition=edition, place="B wing", copies=2, by=coordinator)
    m.InsertDistribution.objects.update(created_at=timezone.now() - datetime.timedelta(days=1, hours=1))
    made.refresh_from_db()

    with pytest.raises(ValidationError, match="only on the same day"):
        take_back_distribution(distribution=made, by=coordinator)


def test_places_that_may_hold_older_copies_are_known(prison, coordinator) -> None:
    first = publish_edition(prison=prison, by=coordinator)
    for place in ("A wing", "B wing"):
        record_distribution(edition=first, place=place, copies=3, by=coordinator)
    assert places_with_older_copies(prison, first) == []
    service(prison)
    second = publish_edition(prison=prison, by=coordinator)
    record_distribution(edition=second, place="A wing", copies=3, by=coordinator)

    assert places_with_older_copies(prison, second) == [{"place": "B wing", "number": 1}]


@pytest.mark.parametrize(("form", "event"), [("screen", "insert.viewed"), ("booklet", "insert.downloaded")])
def test_readings_are_counted_as_evidence(prison, coordinator, form, event) -> None:
    edition = publish_edition(prison=prison, by=coordinator)

    record_reading(edition=edition, by=coordinator, form=form)

    row = AuditEvent.objects.get(event=event)
    assert (row.about_id, row.details) == (str(edition.pk), {"number": 1, "form": form})
