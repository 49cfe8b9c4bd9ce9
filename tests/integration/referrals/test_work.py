"""The work on one referral: messages, contacts, moving prison, handing over."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Notification, OutboxMessage
from referrals.actions.clock import Totals, keep_time_of_concerns
from referrals.actions.concerns import Worry, acknowledge_concern, due_for_escalation, raise_concern
from referrals.actions.handover import (
    agree_to_handover,
    complete_handover,
    note_handover,
    offer_handover,
    take_back_handover,
)
from referrals.actions.outcomes import Outcome, finish, record_housing
from referrals.actions.transfer import close_for_move, continue_there, equivalents
from referrals.actions.work import Contact, record_contact, send_message
from referrals.enums import Status
from referrals.models import Concern, ContactRecord, Handover, Referral
from referrals.policies import NotPossible, Why
from tests.factories.accounts import user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import put, referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return service(needs=[NeedFactory(slug="loneliness")])


@pytest.fixture
def worker(page):
    return user_with_role("worker", page.organisation, name="Wanda Worker")


@pytest.fixture
def today():
    return timezone.localdate()


def test_both_sides_write_and_read_messages(client, page, worker):
    made = referral(page, status=Status.ACCEPTED)
    case = reverse("referrals:case", args=[made.pk])
    client.force_login(worker)
    assert client.post(reverse("referrals:message", args=[made.pk]), {"text": "When is best?"}).status_code == 302
    assert Notification.objects.filter(user=made.referrer, kind="referrals.moved").exists()
    assert made.messages.get().read_at is None
    client.get(case)
    assert made.messages.get().read_at is None, "the writer's own look does not count"
    client.force_login(made.referrer)
    assert "When is best?" in client.get(case).content.decode()
    assert made.messages.get().read_at is not None
    answer = client.post(reverse("referrals:message", args=[made.pk]), {"text": ""})
    assert "Write the message" in answer.content.decode()


def test_nobody_else_writes_and_nothing_is_written_after_the_end(page, worker):
    made = referral(page, status=Status.ACCEPTED)
    with pytest.raises(PermissionDenied):
        send_message(referral=made, text="x", by=user_with_role("coordinator", page.prison))
    with pytest.raises(NotPossible, match="has ended"):
        send_message(referral=referral(page, status=Status.COMPLETED), text="x", by=worker)


CONTACT = {"planned": "yes", "mode": "one-to-one", "happened": "came", "note": "", "any_concern": "no", "start": "on"}


def dated(day) -> dict:
    return {"on_day": day.day, "on_month": day.month, "on_year": day.year}


def test_a_first_contact_starts_the_work_and_is_dated(client, page, worker, today):
    made = referral(page, status=Status.ACCEPTED, sent_at=timezone.now() - timedelta(days=5))
    client.force_login(worker)
    address = reverse("referrals:contact", args=[made.pk])
    day = today - timedelta(days=2)
    assert client.post(address, CONTACT | dated(day)).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.first_contact_on) == (Status.IN_PROGRESS, day)
    client.post(address, CONTACT | dated(today))
    made.refresh_from_db()
    assert made.first_contact_on == day
    assert made.contacts.count() == 2


def test_a_contact_that_did_not_happen_is_recorded_and_is_no_first_contact(page, worker, today):
    made = referral(page, status=Status.ACCEPTED)
    record_contact(referral=made, by=worker, contact=Contact(today, "one-to-one", "not-unlocked"))
    made.refresh_from_db()
    assert made.first_contact_on is None
    assert made.status == Status.ACCEPTED


def test_a_concern_in_a_contact_leads_to_writing_it_down_and_is_not_forgotten(client, page, worker, today):
    made = referral(page, status=Status.IN_PROGRESS)
    client.force_login(worker)
    answer = client.post(reverse("referrals:contact", args=[made.pk]), CONTACT | dated(today) | {"any_concern": "yes"})
    assert answer.url == reverse("referrals:concern_about", args=[made.pk])
    case = reverse("referrals:case", args=[made.pk])
    assert "have not written it down yet" in client.get(case).content.decode()
    told = {"told_to": "Officer Gray", "told_time": "0:01", "about": "Planted Name", "category": "other", "text": "x"}
    told |= {"told_on_day": today.day, "told_on_month": today.month, "told_on_year": today.year}
    assert client.post(answer.url, told).status_code == 302
    [concern] = Concern.objects.all()
    assert (ContactRecord.objects.get().concern, concern.text, concern.told_to) == (concern, "x", "Officer Gray")
    assert "have not written it down yet" not in client.get(case).content.decode()


def test_a_concern_in_a_contact_is_open_even_if_the_tab_is_closed(client, page, worker, today):
    custody = user_with_role("safer-custody", page.prison)
    coordinator = user_with_role("coordinator", page.prison)
    made = referral(page, status=Status.IN_PROGRESS)
    client.force_login(worker)
    client.post(reverse("referrals:contact", args=[made.pk]), CONTACT | dated(today) | {"any_concern": "yes"})
    concern = Concern.objects.get()
    assert (concern.referral, concern.raised_by, concern.organisation) == (made, worker, page.organisation)
    assert concern.acknowledge_by - concern.raised_at == timedelta(minutes=60)
    assert "Planted Name" in concern.about
    assert OutboxMessage.objects.filter(kind="referrals.concern-raised", to=custody.email).exists()
    totals = Totals()
    keep_time_of_concerns(totals, now=concern.acknowledge_by)
    assert totals.done == {"concerns escalated": 1}
    told = OutboxMessage.objects.filter(kind="referrals.concern-escalated").values_list("to", flat=True)
    assert {custody.email, coordinator.email} <= set(told)
    address = reverse("referrals:concern", args=[concern.pk])
    assert "Write it down now" in client.get(address).content.decode()
    client.force_login(custody)
    words = client.get(address).content.decode()
    assert "Not written down yet" in words
    assert "Write it down now" not in words
    acknowledge_concern(concern=concern, by=custody, what_was_done="Seen")
    assert client.get(reverse("referrals:concern_print", args=[concern.pk])).status_code == 200
    raise_concern(prison=page.prison, by=worker, referral=made, worry=WORRY)
    assert Concern.objects.count() == 2, "what was acknowledged is not written over"


WORRY = Worry("other", "words", "Planted Name", "Officer Gray", timezone.now() - timedelta(minutes=5))


def test_somebody_else_s_concern_leaves_a_worker_s_own_unwritten(client, page, worker, today):
    made = referral(page, status=Status.IN_PROGRESS)
    record = record_contact(referral=made, by=worker, contact=Contact(today, "one-to-one", "came", any_concern=True))
    colleague = user_with_role("worker", page.organisation)
    for by in (colleague, made.referrer):
        other = raise_concern(prison=page.prison, by=by, referral=made, worry=WORRY)
        record.refresh_from_db()
        assert record.concern != other
        assert record.concern.is_unwritten
    client.force_login(worker)
    assert "have not written it down yet" in client.get(reverse("referrals:case", args=[made.pk])).content.decode()


def test_a_concern_that_was_forgotten_before_is_opened_and_late_at_once(page, worker, today):
    made = referral(page, status=Status.IN_PROGRESS)
    ContactRecord.objects.create(
        referral=made, by=worker, on=today, mode="one-to-one", happened="came", any_concern=True
    )
    migration = import_module("referrals.migrations.0006_concern_opened_by_a_contact")
    for _ in range(2):
        migration.open_forgotten(apps, None)
    concern = Concern.objects.get()
    assert ContactRecord.objects.get().concern == concern
    assert concern.raised_by == worker
    assert due_for_escalation(timezone.now()) == [concern.pk]


def test_each_page_of_the_work_says_what_it_does_not_replace(client, page, worker):
    made = referral(page, status=Status.IN_PROGRESS)
    client.force_login(worker)
    addresses = [
        reverse("referrals:transfer_to", args=[made.pk, PrisonFactory().code]),
        reverse("referrals:reply_new"),
        reverse("referrals:answer", kwargs={"token": "cut-short"}),
    ]
    for address in addresses:
        assert "does not replace opening an ACCT" in client.get(address).content.decode(), address


def test_a_page_with_a_refused_message_is_not_kept(client, page, worker):
    made = referral(page, status=Status.ACCEPTED)
    client.force_login(worker)
    answer = client.post(reverse("referrals:message", args=[made.pk]), {"text": ""})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("days", "words"), [(1, "to come"), (-9, "before the referral was sent")])
def test_a_contact_has_a_possible_day(client, page, worker, today, days, words):
    made = referral(page, status=Status.ACCEPTED)
    client.force_login(worker)
    address = reverse("referrals:contact", args=[made.pk])
    assert words in client.post(address, CONTACT | dated(today + timedelta(days=days))).content.decode()
    assert not ContactRecord.objects.exists()


@pytest.mark.parametrize("status", [Status.SENT, Status.DECLINED])
def test_a_contact_needs_a_referral_that_is_worked_on(page, worker, today, status):
    with pytest.raises(NotPossible, match="once a referral is accepted"):
        record_contact(referral=referral(page, status=status), by=worker, contact=Contact(today, "group", "came"))


def test_work_goes_on_in_another_prison_and_the_old_one_sees_no_more(client, page, worker, today):
    there = service(PrisonFactory(), organisation=page.organisation, title="Same work there")
    made = referral(page, status=Status.IN_PROGRESS)
    coordinator = user_with_role("coordinator", there.prison)
    client.force_login(worker)
    address = reverse("referrals:transfer", args=[made.pk])
    second = client.post(address, {"prison": there.prison.pk}).url
    assert "Same work there" in client.get(second).content.decode()
    agreed = {f"agreed_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert client.post(second, {"answer": "continue", "service": there.pk, **agreed}).status_code == 302
    made.refresh_from_db()
    assert (made.prison, made.service, made.status) == (there.prison, there, Status.IN_PROGRESS)
    assert (made.person.prison, made.person.location) == (there.prison, "")
    assert made.events.get().move == "transfer"
    assert Notification.objects.filter(user=coordinator).exists()
    client.force_login(made.referrer)
    assert client.get(reverse("referrals:case", args=[made.pk])).status_code == 404


def test_work_cannot_go_on_where_the_organisation_is_not_or_the_person_has_not_agreed(page, worker, today):
    made = referral(page, status=Status.IN_PROGRESS)
    with pytest.raises(NotPossible, match="no such service there"):
        continue_there(referral=made, service=service(), agreed_on=today, by=worker)
    there = service(organisation=page.organisation)
    with pytest.raises(NotPossible, match="agreed already"):
        continue_there(referral=made, service=there, agreed_on=today + timedelta(days=1), by=worker)
    with pytest.raises(NotPossible, match="once a referral is accepted"):
        continue_there(referral=referral(page, status=Status.SENT), service=there, agreed_on=today, by=worker)
    with pytest.raises(PermissionDenied):
        continue_there(referral=made, service=there, agreed_on=today, by=made.referrer)


def test_otherwise_it_closes_and_says_what_there_is_instead(client, page, worker):
    prison = PrisonFactory()
    need = page.needs.first()
    same = service(prison, needs=[need], title="Somebody to talk to")
    service(prison, needs=[need], title="Closed choir", availability="closed")
    made = referral(page, status=Status.IN_PROGRESS)
    made.needs.set([need])
    assert equivalents(made, prison, needs=[need]) == [same]
    client.force_login(worker)
    address = reverse("referrals:transfer_to", args=[made.pk, prison.pk])
    assert "Somebody to talk to" in client.get(address).content.decode()
    client.post(address, {"answer": "close", "seen": made.status})
    made.refresh_from_db()
    assert (made.status, made.reason, made.transferred_to) == (Status.ENDED_EARLY, "transferred", prison)
    client.force_login(made.referrer)
    assert "Somebody to talk to" in client.get(reverse("referrals:case", args=[made.pk])).content.decode()


def test_the_referrer_closes_what_is_not_answered_yet(page):
    made = referral(page, status=Status.SENT)
    prison = PrisonFactory()
    close_for_move(referral=made, to=prison, by=made.referrer, why=Why(), seen_status="sent")
    made.refresh_from_db()
    assert (made.status, made.reason) == (Status.WITHDRAWN, "transferred")


@pytest.mark.parametrize(
    ("status", "who", "is_offered"),
    [
        ("sent", "worker", False),
        ("sent", "referrer", True),
        ("accepted", "worker", True),
        ("accepted", "referrer", True),
    ],
)
def test_closing_is_offered_to_whoever_may_close(client, page, worker, status, who, is_offered):
    made = referral(page, status=status)
    client.force_login(worker if who == "worker" else made.referrer)
    address = reverse("referrals:transfer_to", args=[made.pk, PrisonFactory().pk])
    answer = client.get(address)
    assert ("Close, because the person moves" in answer.content.decode()) is is_offered
    assert client.post(address, {"answer": "close", "seen": status}).status_code == (302 if is_offered else 403)


@pytest.fixture
def two(page, worker):
    """Return two accepted referrals of one person, to two organisations, with the worker of each."""
    other = service(page.prison, organisation=OrganisationFactory())
    first = referral(page, status=Status.IN_PROGRESS)
    second = referral(other, status=Status.ACCEPTED, person=first.person)
    return first, second, worker, user_with_role("worker", other.organisation, name="Rita Receiver")


def test_a_handover_is_warm_when_both_workers_and_the_person_agree(client, two, today):
    first, second, giver, receiver = two
    client.force_login(giver)
    address = reverse("referrals:handover", args=[first.pk])
    assert client.post(address, {"reference": second.reference.lower()}).status_code == 302
    handover = first.handovers.get()
    assert not handover.is_agreed
    client.force_login(receiver)
    assert "I agree to take this on" in client.get(reverse("referrals:case", args=[second.pk])).content.decode()
    assert client.post(reverse("referrals:handover_agree", args=[second.pk, handover.pk])).status_code == 302
    handover.refresh_from_db()
    assert not handover.is_agreed
    complete = reverse("referrals:handover_complete", args=[second.pk, handover.pk])
    page = client.post(complete, follow=True).content.decode()
    assert "It still waits for the person." in page
    assert "Not handed over yet" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.update(completed_at=timezone.now())  # the database says so too
    note_handover(handover=handover, by=receiver, person_agreed_on=today, met_together_on=today)
    handover.refresh_from_db()
    assert handover.is_agreed
    client.force_login(giver)
    page = client.get(reverse("referrals:case", args=[first.pk])).content.decode()
    assert "as Rita Receiver wrote down" in page
    assert "All agree: it can be completed." in page
    page = client.post(reverse("referrals:handover_complete", args=[first.pk, handover.pk]), follow=True)
    assert "Handed over on" in page.content.decode()
    for side in (first, second):
        line = side.events.get()
        assert (line.move, line.note) == ("warm-handover", "Both workers and the person agreed.")
    with pytest.raises(NotPossible, match="what was agreed stays"):
        note_handover(handover=handover, by=giver, person_agreed_on=today)


def test_who_has_not_agreed_is_named(two, today):
    first, second, giver, receiver = two
    handover = offer_handover(referral=first, to_reference=second.reference, person_agreed_on=None, by=giver)
    with pytest.raises(NotPossible, match="waits for the worker who receives and the person"):
        complete_handover(handover=handover, by=giver)
    with pytest.raises(PermissionDenied):
        complete_handover(handover=handover, by=first.referrer)
    agree_to_handover(handover=handover, by=receiver)
    note_handover(handover=handover, by=giver, person_agreed_on=today)
    assert complete_handover(handover=handover, by=receiver).completed_at
    with pytest.raises(NotPossible, match="complete already"):
        complete_handover(handover=handover, by=giver)


def agreed_by_all(first, second, giver, receiver, today):
    handover = offer_handover(referral=first, to_reference=second.reference, person_agreed_on=today, by=giver)
    return agree_to_handover(handover=handover, by=receiver)


@pytest.mark.parametrize("ended", [0, 1])
def test_nobody_is_handed_over_once_either_referral_has_ended(two, today, ended):
    handover = agreed_by_all(*two, today)
    put(two[ended], Status.ENDED_EARLY, closed_at=timezone.now())
    with pytest.raises(NotPossible, match="until it ends"):
        complete_handover(handover=handover, by=two[2])
    handover.refresh_from_db()
    assert handover.completed_at is None


def test_an_offer_to_a_referral_that_ended_stands_in_nobody_s_way(two, today, page):
    first, second, giver, _receiver = two
    agreed_by_all(*two, today)
    put(second, Status.ENDED_EARLY, closed_at=timezone.now())
    third = referral(service(page.prison), status=Status.ACCEPTED, person=first.person)
    again = offer_handover(referral=first, to_reference=third.reference, person_agreed_on=None, by=giver)
    assert again.to == third


def test_an_offer_is_taken_back_by_whoever_made_it(client, two, today):
    first, second, giver, receiver = two
    handover = agreed_by_all(*two, today)
    case, back = (reverse(f"referrals:{name}", args=[first.pk, *more]) for name, more in (
        ("case", []), ("handover_take_back", [handover.pk])
    ))  # fmt: skip
    with pytest.raises(PermissionDenied):
        take_back_handover(handover=handover, by=receiver)
    client.force_login(receiver)
    assert client.post(reverse("referrals:handover_take_back", args=[second.pk, handover.pk])).status_code == 404
    assert "Take the offer back" not in client.get(reverse("referrals:case", args=[second.pk])).content.decode()
    client.force_login(giver)
    assert "Take the offer back" in client.get(case).content.decode()
    page = client.post(back, follow=True).content.decode()
    assert "Taken back. The other worker has been told." in page
    assert "The offer to hand over was taken back" in page, "the change log says so"
    assert not first.handovers.exists()
    assert AuditEvent.objects.filter(event="handover.taken-back").count() == 1
    assert client.post(back).status_code == 404, "a second press finds nothing"
    handover = agreed_by_all(*two, today)
    complete_handover(handover=handover, by=giver)
    with pytest.raises(NotPossible, match="what was agreed stays"):
        take_back_handover(handover=handover, by=giver)


def test_nobody_has_agreed_tomorrow(two, today):
    with pytest.raises(NotPossible, match="the day is to come"):
        offer_handover(
            referral=two[0], to_reference=two[1].reference, person_agreed_on=today + timedelta(days=1), by=two[2]
        )
    assert not two[0].handovers.exists()


def test_a_reference_tells_nothing_about_somebody_else(two, page):
    first, _, giver, _ = two
    strangers = referral(service(), status=Status.ACCEPTED)
    closed = referral(service(), status=Status.COMPLETED, person=first.person)
    answers = set()
    for reference in (strangers.reference, closed.reference, first.reference, "R-2222-222"):
        with pytest.raises(NotPossible) as refused:
            offer_handover(referral=first, to_reference=reference, person_agreed_on=None, by=giver)
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_only_the_two_sides_have_a_say(two, client):
    first, second, giver, receiver = two
    handover = offer_handover(referral=first, to_reference=second.reference, person_agreed_on=None, by=giver)
    with pytest.raises(PermissionDenied):
        agree_to_handover(handover=handover, by=giver)
    with pytest.raises(PermissionDenied):
        note_handover(handover=handover, by=first.referrer)
    with pytest.raises(NotPossible, match="waits already"):
        offer_handover(referral=first, to_reference=second.reference, person_agreed_on=None, by=giver)
    agree_to_handover(handover=handover, by=receiver)
    with pytest.raises(NotPossible, match="already"):
        agree_to_handover(handover=handover, by=receiver)
    client.force_login(giver)
    assert client.post(reverse("referrals:handover_agree", args=[first.pk, handover.pk])).status_code == 404


def test_housing_is_recorded_also_after_the_end(client, page, worker):
    made = referral(page, status=Status.COMPLETED)
    client.force_login(worker)
    address = reverse("referrals:housing", args=[made.pk])
    assert client.post(address, {"first_night": "temporary", "three_months": "settled", "suitable": "yes"}).url
    made = Referral.objects.get(pk=made.pk)
    assert (made.housing.first_night, made.housing.three_months, made.housing.suitable) == (
        "temporary",
        "settled",
        True,
    )
    early = reverse("referrals:housing", args=[referral(page, status=Status.ACCEPTED).pk])
    assert "once work has started" in client.post(early, {"first_night": "settled"}).content.decode()


@pytest.mark.parametrize("ending", ["transfer", "closed"])
def test_who_agreed_to_contact_only_is_not_given_away_by_what_there_is_elsewhere(client, worker, page, ending):
    need = NeedFactory(slug="debt", label="Debt")
    page.needs.add(need)
    page.save()
    prison = PrisonFactory()
    service(prison, needs=[need], title="Money worries")
    service(prison, needs=[page.needs.get(slug="loneliness")], title="Somebody to talk to")
    made = referral(page, status=Status.IN_PROGRESS, may_share="contact-only")
    made.needs.set([need])
    at = reverse("referrals:transfer_to", args=[made.pk, prison.pk])
    if ending == "closed":
        close_for_move(referral=made, to=prison, by=worker, why=Why(), seen_status=made.status)
        at = reverse("referrals:case", args=[made.pk])
    client.force_login(worker)
    text = client.get(at).content.decode()
    assert "Money worries" in text
    assert "Somebody to talk to" in text, "what the service is for, and not what of it the person needs"
    client.force_login(made.referrer)
    text = client.get(at).content.decode()
    assert "Money worries" in text
    assert "Somebody to talk to" not in text


def test_what_ended_where_the_work_went_on_speaks_of_no_other_services(client, page, worker, today):
    there = service(PrisonFactory(), organisation=page.organisation, needs=page.needs.all())
    made = referral(page, status=Status.IN_PROGRESS)
    continue_there(referral=made, service=there, agreed_on=today, by=worker)
    put(made, Status.COMPLETED, closed_at=timezone.now())
    client.force_login(worker)
    text = client.get(reverse("referrals:case", args=[made.pk])).content.decode()
    assert "What there is in" not in text
    assert "We know of no service" not in text


def test_a_handover_that_can_no_longer_be_completed_says_so_and_asks_for_nothing(client, two, today):
    handover = agreed_by_all(*two, today)
    put(two[1], Status.ENDED_EARLY, closed_at=timezone.now())
    client.force_login(two[2])
    text = client.get(reverse("referrals:case", args=[two[0].pk])).content.decode()
    assert "Not handed over: one of the two referrals has ended." in text
    assert "Complete the handover" not in text
    assert "Write down that the person agrees" not in text
    assert "Take the offer back" in text
    assert not Handover.objects.get(pk=handover.pk).completed_at


def test_what_was_typed_about_a_complete_handover_is_not_lost(client, two, today):
    handover = agreed_by_all(*two, today)
    complete_handover(handover=handover, by=two[2])
    client.force_login(two[2])
    address = reverse("referrals:handover_note", args=[two[0].pk, handover.pk])
    typed = {f"met_together_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    text = client.post(address, typed).content.decode()
    assert "what was agreed stays" in text
    assert f'value="{today.year}"' in text


def test_the_end_of_the_work_leaves_whether_a_home_is_suitable(page, worker):
    need = NeedFactory(parent=NeedFactory(slug="housing"))
    made = referral(page, status=Status.IN_PROGRESS)
    made.needs.set([need])
    record_housing(referral=made, by=worker, first_night="temporary", suitable=True)
    finish(referral=made, move="complete", by=worker, outcomes={need.pk: Outcome("met")}, first_night="settled")
    made = Referral.objects.get(pk=made.pk)
    assert (made.housing.first_night, made.housing.suitable) == ("settled", True)
