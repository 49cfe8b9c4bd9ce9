"""What is frozen in an edition."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import models as m
from directory.enums import Availability, ContactFunction
from directory.insert.changes import compare
from directory.insert.content import build_content, content_hash, left_out
from directory.insert.render import Insert, insert_html
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.insert import printable_prison

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def day(days_ago: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days_ago)


def named(content, name: str):
    return next(entry for entry in content["services"] if entry["name"] == name)


def trigger(content, slug: str):
    return next(row for row in content["triggers"] if row["slug"] == slug)


def names(content, ids: list[int]) -> list[str]:
    by_id = {entry["id"]: entry["name"] for entry in content["services"]}
    return [by_id[pk] for pk in ids]


def test_the_content_is_plain_json_and_the_same_twice() -> None:
    prison = printable_prison()
    content = build_content(prison)

    assert json.loads(json.dumps(content)) == content
    assert content_hash(content) == content_hash(build_content(prison))


def test_urgent_contacts_come_in_the_order_of_urgency_and_the_coordinator_apart() -> None:
    content = build_content(printable_prison())

    assert [row["label"] for row in content["urgent"]] == [
        "Safer Custody",
        "Healthcare",
        "Chaplaincy",
        "Duty governor",
    ]
    assert [(row["name"], row["phone"]) for row in content["coordinators"]] == [("Sam Coordinator", "ext 5170")]
    assert [row["label"] for row in content["contacts"]] == ["Gate"]


def test_a_missing_urgent_contact_leaves_a_blank_to_write_in() -> None:
    content = build_content(PrisonFactory())

    assert [(row["label"], row["phone"]) for row in content["urgent"]] == [
        ("Safer Custody", ""),
        ("Healthcare", ""),
        ("Chaplaincy", ""),
        ("Duty governor", ""),
    ]


def test_helplines_with_a_number_are_printed() -> None:
    OrganisationFactory(name="Samaritans", is_helpline=True, phone="116 123")
    OrganisationFactory(name="No number", is_helpline=True)
    OrganisationFactory(name="No helpline", phone="123")

    assert build_content(PrisonFactory())["helplines"] == [{"name": "Samaritans", "phone": "116 123"}]


def test_named_contacts_and_staff_notes_of_services_are_not_in_it() -> None:
    text = json.dumps(build_content(printable_prison()))

    assert "ext 5120" in text
    assert "Reverend Private" not in text
    assert "Never printed." not in text


def test_every_fact_of_a_service_is_in_its_entry() -> None:
    prison = printable_prison()
    page = m.ServicePage.objects.get(title="Time with a chaplain")
    page.does_not, page.self_referral, page.needs_escort = "No advice.", True, True
    page.age_from, page.weeks_left_min, page.access_needs = 21, 4, "Step-free."
    page.groups = [GroupFactory(slug="veterans", label="Armed Forces veterans")]
    page.exclusions = [m.ServiceExclusion(group=GroupFactory(label="People on the unit"), reason="No safe room")]
    remand = m.LegalStatus.objects.create(slug="unconvicted", label="On remand", is_remand=True)
    sentenced = m.LegalStatus.objects.create(slug="sentenced", label="Serving a sentence")
    page.legal_statuses = [sentenced]
    page.languages = [m.Language.objects.create(slug="welsh", label="Welsh")]
    page.save()

    entry = named(build_content(prison), "Time with a chaplain")

    assert remand.pk not in [status.pk for status in page.legal_statuses.all()]
    assert entry["remand"] is False
    assert entry["for"] == ["Armed Forces veterans", "Age 21 and over", "At least 4 weeks left here"]
    assert entry["glance"] == "Age 21 and over; Armed Forces veterans; At least 4 weeks left here"
    assert entry["not_for"] == ["People on the unit: No safe room"]
    assert entry["who_refers"] == "Any member of staff, the person themselves"
    assert entry["sessions"] == ["Mon 09:00 to 11:30, Chapel"]
    assert entry["answer_days"] == 1
    assert entry["does_not"] == "No advice."
    assert entry["practical"] == ["The person must be escorted."]
    assert (entry["access"], entry["languages"]) == ("Step-free.", ["Welsh"])
    assert entry["availability"] == "Taking people now"
    assert entry["is_confirmed"]
    assert entry["checked_on"] == f"{TODAY.day} {TODAY:%B %Y}"


def test_a_service_whose_contacts_are_never_recorded_by_name_says_so() -> None:
    prison = PrisonFactory()
    service(prison, title="Listeners", never_by_name=True)
    content = build_content(prison)

    assert named(content, "Listeners")["never_by_name"]
    html = insert_html(Insert(content=content, on=TODAY, number=1))
    assert "Never record this contact against a person" in html


def test_a_restricted_group_that_a_service_excludes_is_named_because_staff_read_it() -> None:
    prison = printable_prison()
    page = m.ServicePage.objects.get(title="Grief group")
    page.exclusions = [m.ServiceExclusion(group=GroupFactory(label="Sensitive", is_restricted=True), staff_only=True)]
    page.save()

    assert named(build_content(prison), "Grief group")["not_for"] == ["Sensitive"]


def test_a_trigger_names_three_services_at_most_the_soonest_first() -> None:
    prison = PrisonFactory()
    need = NeedFactory(slug="debt", trigger_order=1)
    facts = [
        ("Answers late", {"response_days": 9}),
        ("Answers soon", {"response_days": 2}),
        ("Limited", {"response_days": 1, "availability": Availability.LIMITED}),
        ("Not confirmed", {"response_days": 1, "reviewed_on": day(220), "review_due_on": day(40)}),
        ("Waiting", {"response_days": 1, "availability": Availability.WAITING_LIST}),
        ("Paused", {"response_days": 1, "availability": Availability.PAUSED}),
    ]
    for title, more in facts:
        service(prison, title=title, needs=[need], **more)

    content = build_content(prison)
    row = trigger(content, "debt")

    assert names(content, row["services"]) == ["Answers soon", "Answers late", "Not confirmed"]
    assert names(content, row["more"]) == ["Limited", "Waiting"]
    assert names(content, row["paused"]) == ["Paused"]


def test_a_trigger_without_a_service_stays_in_the_index_and_says_whom_to_ask() -> None:
    content = build_content(printable_prison())

    assert trigger(content, "funeral")["services"] == []
    assert content["ask"] == (
        "Ask the chaplaincy (ext 5120), Safer Custody (ext 5101) or the voluntary sector coordinator (ext 5170)."
    )
    assert content["nothing_for"] == ["Funeral or saying goodbye"]


def test_the_index_by_need_has_headings_needs_and_services() -> None:
    content = build_content(printable_prison())

    (heading,) = content["headings"]
    assert (heading["label"], [need["label"] for need in heading["needs"]]) == (
        "Bereavement and loss",
        ["Someone close has died"],
    )
    assert names(content, heading["needs"][0]["services"]) == ["Grief group", "Time with a chaplain"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"availability": Availability.CLOSED}, "Closed"),
        ({"reviewed_on": day(280), "review_due_on": day(91)}, "Not confirmed since"),
    ],
)
def test_closed_and_long_unconfirmed_listings_are_left_out_with_a_reason(facts, reason) -> None:
    prison = PrisonFactory()
    service(prison, title="Gone", **facts)
    service(prison, title="Here")

    assert [entry["name"] for entry in build_content(prison)["services"]] == ["Here"]
    ((page, why),) = left_out(prison)
    assert (page.title, why.startswith(reason)) == ("Gone", True)


def test_the_number_of_days_after_which_a_listing_leaves_is_a_setting() -> None:
    prison = PrisonFactory()
    service(prison, reviewed_on=day(200), review_due_on=day(20))
    rules = m.ReviewSettings.load()
    rules.demote_after_days, rules.leave_insert_after_days = 5, 10
    rules.save()

    assert build_content(prison)["services"] == []


def test_drafts_and_other_prisons_are_left_out() -> None:
    prison = PrisonFactory()
    service(prison, title="Draft", live=False)
    service(PrisonFactory(), title="Elsewhere")

    assert build_content(prison)["services"] == []
    assert left_out(prison) == []


def test_a_paused_service_stays_with_the_day_it_resumes() -> None:
    prison = PrisonFactory()
    service(prison, title="Paused", availability=Availability.PAUSED, resumes_on=datetime.date(2027, 1, 5))

    entry = named(build_content(prison), "Paused")
    assert (entry["availability"], entry["is_paused"]) == ("Paused until 5 January 2027", True)


def test_a_listing_that_was_never_confirmed_says_so() -> None:
    prison = PrisonFactory()
    service(prison, title="New", reviewed_on=None, review_due_on=None)

    entry = named(build_content(prison), "New")
    assert (entry["is_confirmed"], entry["checked_on"]) == (False, "")


def test_welsh_names_are_printed_in_welsh_prisons_only() -> None:
    facts = {"title": "Help", "title_cy": "Cymorth", "summary_cy": "Yn helpu."}
    wales = PrisonFactory(code="CFI", name="Cardiff (HMP)", name_cy="Caerdydd (CEM)", country="Wales")
    england = PrisonFactory(name_cy="Never")
    service(wales, **facts)
    service(england, **facts)

    assert build_content(wales)["prison"]["name_cy"] == "Caerdydd (CEM)"
    assert named(build_content(wales), "Help")["name_cy"] == "Cymorth"
    assert build_content(england)["prison"]["name_cy"] == ""
    assert named(build_content(england), "Help")["name_cy"] == ""


def test_men_or_women_is_said_where_a_prison_holds_both() -> None:
    both = PrisonFactory(holds_men=True, holds_women=True)
    men = PrisonFactory(holds_men=True)
    service(both, title="Men", for_women=False)
    service(men, title="Men", for_women=False)

    assert named(build_content(both), "Men")["glance"] == "Men only"
    assert named(build_content(men), "Men")["glance"] == "Anyone"


def test_the_live_page_is_named(settings) -> None:
    settings.BASE_URL = "https://alongside.example/"

    assert build_content(printable_prison(name="Larkmoor (HMP)"))["prison"]["live_url"] == (
        "https://alongside.example/prisons/larkmoor-hmp/"
    )


def test_the_number_of_queries_does_not_grow_with_the_listings() -> None:
    prison = printable_prison()
    build_content(prison)
    with CaptureQueriesContext(
        connection,
    ) as few:
        build_content(prison)
    need = m.Need.objects.get(slug="recent-death")
    for number in range(12):
        service(prison, title=f"More {number}", needs=[need], groups=[GroupFactory()])
    with CaptureQueriesContext(connection) as many:
        build_content(prison)

    assert len(many) <= len(few)


def test_contacts_of_the_same_function_keep_their_order() -> None:
    prison = PrisonFactory()
    for order, name in enumerate(["Second", "First"]):
        m.PrisonContact.objects.create(
            prison=prison, function=ContactFunction.SAFER_CUSTODY, name=name, order=5 - order
        )

    assert [row["name"] for row in build_content(prison)["urgent"]][:2] == ["First", "Second"]


def test_a_prison_without_listeners_is_not_told_to_fetch_one() -> None:
    made = Insert(content=build_content(printable_prison()), on=datetime.date(2026, 11, 21), number=1)

    page = insert_html(made)
    assert "Listeners:" not in page
    assert "fetch one" not in page
    assert "A Listener contact is never recorded against a person" in page, "true everywhere"


def test_how_a_listener_is_reached_is_the_prisons_own_word_frozen_and_without_a_name() -> None:
    prison = printable_prison()
    m.PrisonContact.objects.create(
        prison=prison, function=ContactFunction.LISTENERS, name="Jo Personal", hours="Day and night", note="Ask staff."
    )
    frozen = build_content(prison)
    m.PrisonContact.objects.filter(function=ContactFunction.LISTENERS).update(note="Ask the chaplain.")

    page = insert_html(Insert(content=frozen, on=datetime.date(2026, 11, 21), number=1))
    assert "<strong>Listeners:</strong> Day and night. Ask staff." in page
    assert "Jo Personal" not in json.dumps(frozen)
    assert "Ask the chaplain." in json.dumps(build_content(prison))


def test_an_edition_of_the_first_schema_reads_as_it_was_printed_and_is_out_of_date() -> None:
    content = build_content(printable_prison())
    first = {**content, "schema": 1}
    del first["listeners"]

    page = insert_html(Insert(content=first, on=datetime.date(2026, 11, 21), number=1))
    assert "<strong>Listeners:</strong> Ask any officer to fetch one, at any hour" in page
    assert compare(first, content).contacts, "it says what this prison never said"
