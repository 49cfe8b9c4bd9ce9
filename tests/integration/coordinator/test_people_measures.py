"""Who comes in, how long vetting takes, who is trained as inspectors ask, and how often the insert is opened."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.roles import ScopeKind
from coordinator.measures.publish import cell_of, figure_of
from coordinator.measures.quarters import last_quarters
from coordinator.measures.registry import Period, Tally, measure_for
from core.models import AuditEvent
from directory.actions.insert import publish_edition, record_reading
from tests.factories import volunteers as make
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from volunteers.models import Approval, Clearance, Engagement, Entrant, TrainingModule

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
NOW = Period(TODAY, TODAY)


def tally(code, prison, period=NOW):
    return measure_for(code).tally(prison.code, period)


def test_people_at_work_are_those_approved_here_with_work_that_has_begun_and_lasts(prison):
    organisation = OrganisationFactory()
    make.entrant(prison, organisation, approval="approved")
    for status in ("not-asked", "asked", "not-approved", "suspended", "withdrawn"):
        make.entrant(prison, organisation, approval=status)
    make.entrant(PrisonFactory(code="BBB"), organisation, approval="approved")
    for change in ({"ends_on": TODAY - DAY}, {"paused_on": TODAY}, {"starts_on": TODAY + DAY}):
        who = make.entrant(prison, organisation, approval="approved")
        Engagement.objects.filter(entrant=who).update(**change)
    elsewhere = make.position(PrisonFactory(code="CCC"), organisation)
    make.entrant(prison, organisation, approval="approved", position=elsewhere)
    merged = make.entrant(prison, organisation, approval="approved")
    Entrant.objects.filter(pk=merged.pk).update(merged_into=Entrant.objects.exclude(pk=merged.pk).first())
    twice = make.entrant(prison, organisation, approval="approved")
    Engagement.objects.create(entrant=twice, organisation=OrganisationFactory(), kind="volunteer", starts_on=TODAY)
    assert tally("people-at-work", prison).hits == 2, "each once"


def test_people_at_work_are_counted_as_of_the_period_s_last_day(prison):
    who = make.entrant(prison, OrganisationFactory(), approval="approved")
    Engagement.objects.filter(entrant=who).update(starts_on=TODAY - 40 * DAY, ends_on=TODAY - 10 * DAY)
    Approval.objects.update(person_agreed_on=TODAY - 41 * DAY)
    counted = [
        tally("people-at-work", prison, Period(day, day)).hits for day in (TODAY - 41 * DAY, TODAY - 10 * DAY, TODAY)
    ]
    assert counted == [0, 1, 0]


def test_days_of_vetting_are_of_decisions_of_the_period_and_few_are_hidden(prison):
    (quarter,) = last_quarters(1, TODAY)
    organisation, other = OrganisationFactory(), PrisonFactory(code="BBB")
    for number, days in enumerate((10, 20, 30, 40, 50, 100)):
        who = make.entrant(prison, organisation)
        place = prison if number < 5 else other
        make.clearance(who, place, decided_on=quarter.last, sent_on=quarter.last - days * DAY)
    make.clearance(make.entrant(prison, organisation), prison, decided_on=quarter.last + DAY, sent_on=quarter.first)
    make.clearance(make.entrant(prison, organisation), prison, decided_on=quarter.last, sent_on=None)
    refused = make.entrant(prison, organisation)
    make.clearance(refused, prison, "not-cleared", decided_on=quarter.first, sent_on=quarter.first - 60 * DAY)
    median, ninety = measure_for("clearance-median"), measure_for("clearance-90")
    counted = tally("clearance-median", prison, quarter)
    assert sorted(counted.days) == [10, 20, 30, 40, 50, 60]
    assert (median.value(counted), ninety.value(counted)) == (35, 60)
    assert figure_of(median, [cell_of(median, counted)]).words == "35 days"
    assert figure_of(median, [cell_of(median, Tally(days=(10, 20, 30)))]).words == "Too few to show"
    assert Clearance.objects.count() == 9


def test_trained_as_inspectors_ask_is_who_holds_every_such_module_on_the_day(prison):
    organisation = OrganisationFactory()
    TrainingModule.objects.update(counts_for_inspection=False)
    TrainingModule.objects.filter(slug__in=["acct-awareness", "raising-a-concern"]).update(counts_for_inspection=True)
    assert TrainingModule.objects.filter(counts_for_inspection=True).count() == 2
    both, one, ran_out, _none = (make.entrant(prison, organisation, approval="approved") for _ in range(4))
    for who, slug, fields in (
        (both, "acct-awareness", {}),
        (both, "raising-a-concern", {"expires_on": None}),
        (one, "acct-awareness", {}),
        (ran_out, "acct-awareness", {}),
        (ran_out, "raising-a-concern", {"expires_on": TODAY - DAY}),
    ):
        make.trained(who, slug, **fields)
    counted = tally("inspection-training", prison)
    assert (counted.hits, counted.of) == (1, 4)
    before = tally("inspection-training", prison, Period(TODAY - DAY, TODAY - DAY))
    assert (before.hits, before.of) == (2, 4), "it held until yesterday"
    TrainingModule.objects.update(counts_for_inspection=False)
    assert tally("inspection-training", prison).hits == 0


def test_the_insert_s_openings_are_counted_from_the_trail_by_prison_and_day(prison, coordinator):
    service(prison, needs=[NeedFactory(slug="grief", label="Grief", parent=NeedFactory(slug="loss", label="Loss"))])
    edition = publish_edition(prison=prison, by=coordinator)
    record_reading(edition=edition, by=coordinator, form="screen")
    record_reading(edition=edition, by=coordinator, form="booklet")
    assert tally("insert-views", prison).hits == 2
    assert tally("insert-views", prison, Period(TODAY - DAY, TODAY - DAY)).hits == 0
    assert tally("insert-views", PrisonFactory(code="BBB")).hits == 0
    late = timezone.make_aware(datetime.combine(date(2026, 6, 30), datetime.max.time()))
    AuditEvent.objects.filter(event="insert.viewed").update(at=late)
    counted = [tally("insert-views", prison, Period(day, day)).hits for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert counted == [1, 0], "days are those of London"
    assert AuditEvent.objects.filter(scope_kind=ScopeKind.PRISON, event="insert.viewed").count() == 1
