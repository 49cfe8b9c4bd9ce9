"""At least 5,000 random steps by several people and the clock; then everything that was written down must agree.

The steps come in several worlds, each begun anew. After a step its own referral is compared with what a model of a
few lines expects; when a world ends, so are audit trail, change logs, figures and what retention leaves.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from core import retention
from core.audit_chain import verify
from core.models import AuditEvent
from referrals.actions.clock import Totals, keep_time, keep_time_of_concerns
from referrals.actions.concerns import Worry, acknowledge_concern, raise_concern
from referrals.actions.drafts import start_draft
from referrals.actions.handover import (
    agree_to_handover,
    complete_handover,
    note_handover,
    offer_handover,
    take_back_handover,
)
from referrals.actions.moves import make_move
from referrals.actions.oversee import chase, reassign
from referrals.actions.statistics import write_figures
from referrals.actions.work import Contact, assign, record_contact, send_message
from referrals.enums import CLOSED, OPEN, WORKING, Actor, Agreement, ContactSafe, MayShare, Source, Status
from referrals.models import (
    Concern,
    ContactRecord,
    Handover,
    Message,
    Person,
    Referral,
    ReferralEvent,
    ReferralReminder,
    ReferralSettings,
)
from referrals.permissions import LINK_MOVES, LinkHolder
from referrals.policies import NotPossible, Overtaken, Why
from referrals.workflow import LEGAL_PAIRS, MOVES
from tests.factories.accounts import user_with_role
from tests.factories.directory import service
from tests.factories.referrals import person

STEPS, WORLDS = 500, 12
#: As many stand open at once: more would make each turn of the clock long and no step more telling.
MOST_OPEN = 12
WHO = ("staff", "colleague", "worker", "lead", "coordinator", "outsider", "clock", "link")
ORGANISATION = ("worker", "lead")
CONCERNED = ("staff", "worker", "lead", "custody", "coordinator", "outsider")
PICK = st.integers(0, 63)


class World(RuleBasedStateMachine):
    """One prison, one service, the people around it; and a tally of what should have been written down."""

    shift = timedelta(0)
    """How far time has gone on, for everything that asks what time it is."""
    steps, handed_over = 0, 0
    """Steps and complete handovers of all worlds."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        World.shift = timedelta(0)
        self.page = service()
        prison, organisation = self.page.prison, self.page.organisation
        self.other_page = service(prison, organisation=organisation)
        self.people = {
            "staff": user_with_role("staff", prison),
            "colleague": user_with_role("staff", prison),
            "worker": user_with_role("worker", organisation),
            "lead": user_with_role("lead", organisation),
            "coordinator": user_with_role("coordinator", prison),
            "custody": user_with_role("safer-custody", prison),
            "outsider": user_with_role("staff", service().prison),
            "clock": None,
        }
        self.tally: Counter[str] = Counter()
        self.paths: dict[object, list[str]] = {}
        self.follows: dict[object, str] = {}
        self.due: dict[object, object] = {}
        self.kept_until: dict[object, object] = {}
        self.lines: Counter[object] = Counter()
        self.concerns: dict[object, dict] = {}
        self.pages: dict[object, object] = {}
        self.about: dict[object, Person] = {}
        self.handovers: dict[object, dict] = {}

    def teardown(self) -> None:
        """Compare everything with everything, then forget this world."""
        try:
            check_trail(self)
            check_timelines(self)
            check_concerns(self)
            check_figures(self)
            check_retention(self)
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def standing(self, *states: str) -> list[object]:
        return [key for key, path in self.paths.items() if path[-1] in states]

    def any_of(self, pick: int, *, closed: bool = False) -> Referral:
        """Return one of those that are not closed, or now and then one that is."""
        keys = self.standing(*CLOSED) if closed else []
        keys = keys or self.standing(Status.DRAFT, *OPEN) or list(self.paths)
        return Referral.objects.get(pk=keys[pick % len(keys)])

    def by(self, who: str, made: Referral):
        return LinkHolder(made.pk) if who == "link" else self.people[who]

    def actors(self, who: str, key: object) -> set[Actor]:
        """Return who somebody is to a referral, by the model."""
        sent = len(self.paths[key]) > 1 and self.paths[key][1] == Status.SENT
        if who == "clock":
            return {Actor.CLOCK}
        if who == self.follows[key]:
            return {Actor.REFERRER}
        if who in (*ORGANISATION, "link") and sent:
            return {Actor.ORGANISATION}
        return {Actor.COORDINATOR} if who == "coordinator" and sent else set()

    @precondition(lambda self: len(self.standing(Status.DRAFT, *OPEN)) < MOST_OPEN)
    @rule(agreed=st.booleans(), again=st.booleans())
    def begin(self, agreed: bool, again: bool) -> None:
        """Begin a referral of somebody new, or of somebody with one to the other service."""
        World.steps += 1
        open_ones = self.standing(*OPEN)
        seconds = {self.about[key] for key in self.pages if self.pages[key] == self.other_page}
        known = [self.about[key] for key in open_ones if self.about[key] not in seconds] if again else []
        if known:
            self.started(self.other_page, known[0], agreed)
        else:
            self.started(self.page, person(self.page.prison, location="B1-02"), agreed)

    def started(self, page, about: Person, agreed: bool) -> object:
        """Start a draft, and return its key."""
        made = start_draft(
            service=page,
            source=Source.WING,
            by=self.people["staff"],
            person=about,
            agreement=Agreement.SPOKEN if agreed else "",
            agreed_on=timezone.localdate() if agreed else None,
            agreement_explained_by="Key worker",
            agreement_language="English",
            may_share=MayShare.ALL if agreed else "",
            contact_safe=ContactSafe.YES,
            own_words="I would like to talk to somebody.",
        )
        self.tally["referral.started"] += 1
        self.paths[made.pk], self.follows[made.pk] = ["draft"], "staff"
        self.pages[made.pk], self.about[made.pk] = page, about
        self.kept_until[made.pk] = timezone.localdate() + timedelta(days=ReferralSettings.load().draft_days)
        return made.pk

    def expected(self, made: Referral, code: str, who: str) -> type[Exception] | None:
        """Return what should stop a move, by the model; None for one that is made."""
        move, status = MOVES[code], self.paths[made.pk][-1]
        if not move.actors & self.actors(who, made.pk) or (who == "link" and code not in LINK_MOVES):
            return PermissionDenied
        if status not in move.sources:
            return Overtaken
        question = status == Status.RETURNED and self.paths[made.pk][-2] == Status.ASKED
        not_now = status == Status.RETURNED and code == ("resend" if question else "reply")
        return NotPossible if not_now or (code == "send" and not made.agreement) else None

    @precondition(lambda self: self.paths)
    @rule(pick=PICK, code=st.sampled_from(sorted(MOVES)), who=st.sampled_from(WHO), closed=st.booleans())
    def any_move(self, pick: int, code: str, who: str, closed: bool) -> None:
        """Try any move as anybody."""
        self.try_move(self.any_of(pick, closed=closed), code, who)

    @precondition(lambda self: self.standing(Status.DRAFT, *OPEN))
    @rule(pick=PICK, which=PICK, who=PICK)
    def legal_move(self, pick: int, which: int, who: int) -> None:
        """Make one of the moves that the table allows from here."""
        made = self.any_of(pick)
        ways = [
            (move.code, each) for move in MOVES.values() for each in WHO if self.expected(made, move.code, each) is None
        ]
        if ways:
            self.try_move(made, *ways[(which * 64 + who) % len(ways)])

    def try_move(self, made: Referral, code: str, who: str) -> None:
        World.steps += 1
        wanted, move = self.expected(made, code, who), MOVES[code]
        why = Why(sorted(move.reasons)[0] if move.reasons else "", "A few words")
        said = (self.paths[made.pk], code, who)
        if wanted is not None:
            with pytest.raises(wanted) as refused:
                make_move(referral=made, move=code, by=self.by(who, made), why=why)
            assert refused.type is wanted, said
            return
        after = make_move(referral=made, move=code, by=self.by(who, made), why=why)
        self.moved(after, code)
        assert after.previous_status == self.paths[made.pk][-2]
        assert (after.closed_at is not None) == (after.status in CLOSED)

    def moved(self, after: Referral, code: str) -> None:
        """Tally a move, and note where the model now stands."""
        assert after.status == MOVES[code].target
        self.tally[f"referral.{code}"] += 1
        self.paths[after.pk].append(after.status)
        self.lines[after.pk] += 1
        self.due[after.pk] = after.answer_due_on
        assert ReferralEvent.objects.filter(referral=after).aggregate(n=Max("number"))["n"] == self.lines[after.pk]

    @precondition(lambda self: self.paths)
    @rule(pick=PICK, who=st.sampled_from(WHO[:6]), closed=st.booleans())
    def message(self, pick: int, who: str, closed: bool) -> None:
        made = self.any_of(pick, closed=closed)
        may = bool(self.actors(who, made.pk) & {Actor.REFERRER, Actor.ORGANISATION}) and made.status in OPEN
        self.do("referral.message", may, lambda: send_message(referral=made, text="Hello", by=self.people[who]))

    @precondition(lambda self: self.standing(*WORKING))
    @rule(pick=PICK, who=st.sampled_from(WHO[:6]), happened=st.sampled_from(["came", "not-unlocked", "provider"]))
    def contact(self, pick: int, who: str, happened: str) -> None:
        keys = self.standing(*WORKING)
        made = Referral.objects.get(pk=keys[pick % len(keys)])
        contact = Contact(timezone.localdate(), "group", happened)
        self.do(
            "referral.contact",
            who in ORGANISATION,
            lambda: record_contact(referral=made, by=self.people[who], contact=contact),
        )

    @precondition(lambda self: self.standing(*OPEN))
    @rule(pick=PICK, to=st.sampled_from(WHO[:6]), reassigning=st.booleans())
    def give(self, pick: int, to: str, reassigning: bool) -> None:
        """Give a referral to somebody: the coordinator to staff, or the lead to a worker."""
        made = self.any_of(pick)
        wanted, by = self.people[to], self.people["coordinator" if reassigning else "lead"]
        if reassigning:
            may = to in {"staff", "colleague"} - {self.follows[made.pk]} and made.status in OPEN
            done = self.do(
                "referral.reassigned", may, lambda: reassign(referral=made, to=wanted, by=by, reason="is-away")
            )
            self.follows[made.pk] = to if done else self.follows[made.pk]
        else:
            may = to in ORGANISATION and made.status in OPEN and made.assigned_to != wanted
            if made.assigned_to == wanted:
                return
            done = self.do("referral.assigned", may, lambda: assign(referral=made, to=wanted, by=by))
        self.lines[made.pk] += done

    @precondition(lambda self: self.standing(Status.SENT, Status.RETURNED))
    @rule(pick=PICK)
    def chase(self, pick: int) -> None:
        keys = self.standing(Status.SENT, Status.RETURNED)
        made = Referral.objects.get(pk=keys[pick % len(keys)])
        path = self.paths[made.pk]
        question = path[-1] == Status.RETURNED and path[-2] == Status.ASKED
        may = made.chased_on != timezone.localdate() and not question
        self.do("referral.chased", may, lambda: chase(referral=made, by=self.people["coordinator"]))

    def do(self, event: str, may: bool, action) -> bool:
        """Do something that the model says is possible or not; tally it when it was done."""
        World.steps += 1
        if not may:
            with pytest.raises((NotPossible, PermissionDenied)):
                action()
            return False
        action()
        self.tally[event] += 1
        return True

    @precondition(lambda self: self.paths)
    @rule(pick=PICK, who=st.sampled_from(CONCERNED), closed=st.booleans(), voice=st.booleans())
    def raise_one(self, pick: int, who: str, closed: bool, voice: bool) -> None:
        """Raise a concern about somebody's referral, whether it goes on or has ended, after telling staff or not."""
        made = self.any_of(pick, closed=closed)
        sides = self.actors(who, made.pk) & {Actor.REFERRER, Actor.ORGANISATION}
        told = "Officer Example" if voice else ""
        worry = Worry("risk-to-self", "He seemed low.", "Planted Name", told, timezone.now())
        done: list[Concern] = []
        self.do(
            "concern.raised",
            bool(sides) and voice,
            lambda: done.append(raise_concern(prison=made.prison, by=self.people[who], worry=worry, referral=made)),
        )
        for each in done:
            self.concerns[each.pk] = {"by": who, "until": each.acknowledge_by, "times": 0, "done": False}

    def pairs(self) -> list[tuple[object, object]]:
        """Return the referrals of one person that are worked on, each with the other."""
        keys = self.standing(*WORKING)
        return [(one, two) for one in keys for two in keys if one != two and self.about[one] == self.about[two]]

    @precondition(lambda self: self.pairs())
    @rule(pick=PICK, who=st.sampled_from(WHO[:6]))
    def offer(self, pick: int, who: str) -> None:
        """Offer to hand somebody over: a worker may, while nothing waits."""
        giving, to = (Referral.objects.get(pk=key) for key in self.pairs()[pick % len(self.pairs())])
        waits = any(
            known["from"] == giving.pk and not known["done"] and self.paths[known["to"]][-1] in WORKING
            for known in self.handovers.values()
        )
        done: list[Handover] = []
        self.do(
            "handover.offered",
            who in ORGANISATION and not waits,
            lambda: done.append(
                offer_handover(referral=giving, to_reference=to.reference, person_agreed_on=None, by=self.people[who])
            ),
        )
        for each in done:
            self.handovers[each.pk] = {"from": giving.pk, "to": to.pk, "agreed": False, "asked": False, "done": False}

    @precondition(lambda self: self.handovers)
    @rule(pick=PICK, what=st.sampled_from(["agreed", "noted", "completed", "taken-back"]), who=st.sampled_from(WHO[:6]))
    def hand_over(self, pick: int, what: str, who: str) -> None:
        """Agree, write down that the person does, or complete, as anybody and in any order."""
        key = list(self.handovers)[pick % len(self.handovers)]
        known, found, by = self.handovers[key], Handover.objects.get(pk=key), self.people[who]
        is_worked_on = self.paths[known["to"]][-1] in WORKING
        goes_on = is_worked_on and self.paths[known["from"]][-1] in WORKING
        may, act = {
            "agreed": (is_worked_on and not known["agreed"], lambda: agree_to_handover(handover=found, by=by)),
            "noted": (
                not known["done"],
                lambda: note_handover(handover=found, by=by, person_agreed_on=timezone.localdate()),
            ),
            "completed": (
                known["agreed"] and known["asked"] and not known["done"] and goes_on,
                lambda: complete_handover(handover=found, by=by),
            ),
            "taken-back": (not known["done"], lambda: take_back_handover(handover=found, by=by)),
        }[what]
        if not self.do(f"handover.{what}", who in ORGANISATION and may, act):
            return
        if what == "taken-back":
            self.lines[known["from"]] += 1
            del self.handovers[key]
        else:
            known[{"agreed": "agreed", "noted": "asked", "completed": "done"}[what]] = True
            for side in (known["from"], known["to"]) if what == "completed" else ():
                self.lines[side] += 1

    @precondition(lambda self: len(self.standing(Status.DRAFT, *OPEN)) < MOST_OPEN)
    @rule(together=st.booleans())
    def hand_somebody_over(self, together: bool) -> None:
        """Take somebody on in two places, and hand them over from one to the other, or leave that half done."""
        about = person(self.page.prison, location="B1-02")
        for page in (self.page, self.other_page):
            key = self.started(page, about, agreed=True)
            for move, who in (("send", "staff"), ("accept", "worker")):
                self.try_move(Referral.objects.get(pk=key), move, who)
        self.offer(next(n for n, pair in enumerate(self.pairs()) if pair[1] == key), "worker")
        for what in ("agreed", "noted", "completed") if together else ("agreed",):
            self.hand_over(len(self.handovers) - 1, what, "lead")

    @precondition(lambda self: self.concerns)
    @rule(pick=PICK, who=st.sampled_from(CONCERNED))
    def acknowledge(self, pick: int, who: str) -> None:
        """Acknowledge a concern: Safer Custody may, once, and never one of their own."""
        key = list(self.concerns)[pick % len(self.concerns)]
        known = self.concerns[key]
        found, by = Concern.objects.get(pk=key), self.people[who]
        may = who == "custody" and not known["done"]
        done = self.do(
            "concern.acknowledged",
            may,
            lambda: acknowledge_concern(concern=found, by=by, what_was_done="Seen on the wing."),
        )
        known["done"] = known["done"] or done

    @precondition(lambda self: self.concerns)
    @rule(minutes=st.sampled_from([5, 61, 150]))
    def time_of_concerns(self, minutes: int) -> None:
        """Let some time pass and the clock look after the concerns: once more for every further period."""
        World.steps += 1
        World.shift += timedelta(minutes=minutes)
        period = timedelta(minutes=ReferralSettings.load().concern_minutes)
        now, totals, wanted = timezone.now(), Totals(), 0
        for known in self.concerns.values():
            if not known["done"] and known["until"] + known["times"] * period <= now:
                known["times"] = int((now - known["until"]) / period) + 1
                wanted += 1
        keep_time_of_concerns(totals, now=now)
        assert (totals.failed, totals.done.get("concerns escalated", 0)) == (0, wanted)
        self.tally["concern.escalated"] += wanted

    @rule(days=st.integers(0, 3))
    def days_pass(self, days: int) -> None:
        """Let some days go by and the clock run."""
        World.steps += 1
        World.shift += timedelta(days=days)
        today, totals = timezone.localdate(), Totals()
        late = [key for key in self.standing(Status.SENT, Status.ASKED) if self.due[key] < today]
        old = [key for key in self.standing(Status.DRAFT) if self.kept_until[key] < today]
        keep_time(totals)
        assert totals.failed == 0
        assert totals.done.get("returned", 0) == len(late)
        assert totals.done.get("drafts expired", 0) == len(old)
        for code, keys in (("return", late), ("discard", old)):
            for after in Referral.objects.filter(pk__in=keys):
                self.moved(after, code)
        self.tally["referral.reminded"] += totals.done.get("reminded", 0)
        self.tally["referral.overdue"] += totals.done.get("marked overdue", 0)


def check_trail(world: World) -> None:
    """The audit trail counts what was done, and nothing of it was changed or left out."""
    told = Q(event__startswith="referral.") | Q(event__startswith="concern.") | Q(event__startswith="handover.")
    names = AuditEvent.objects.filter(told).values_list("event", flat=True)
    assert Counter(names) == +world.tally
    assert verify().problems == []


def check_concerns(world: World) -> None:
    """Every concern that was raised is there, and says of itself what was done about it, as the trail does."""
    assert set(Concern.objects.values_list("pk", flat=True)) == set(world.concerns)
    for found in Concern.objects.all():
        known = world.concerns[found.pk]
        assert (found.acknowledged_at is not None) == known["done"]
        assert (found.escalations, found.escalated_at is not None) == (known["times"], known["times"] > 0)
        assert found.raised_by == world.people[known["by"]]
        assert found.text
    open_ones = sum(not known["done"] for known in world.concerns.values())
    assert Concern.objects.waiting().count() == open_ones


def check_timelines(world: World) -> None:
    """Every change log is numbered without a gap, tells the path that was walked, and ends where the row stands."""
    logs: dict[object, list[ReferralEvent]] = {key: [] for key in world.paths}
    for event in ReferralEvent.objects.order_by("referral", "number"):
        logs[event.referral_id].append(event)
    for made in Referral.objects.prefetch_related("contacts", "steps"):
        log = logs[made.pk]
        assert [event.number for event in log] == list(range(1, world.lines[made.pk] + 1))
        moves = [event for event in log if event.move in MOVES]
        assert ["draft", *(event.to_status for event in moves)] == world.paths[made.pk]
        assert all((event.from_status, event.to_status) in LEGAL_PAIRS for event in moves)
        assert all(event.from_status == event.to_status for event in log if event.move not in MOVES)
        assert made.status == world.paths[made.pk][-1]
        steps = [step.to_status for step in made.steps.all()]
        assert steps == world.paths[made.pk], "the database's own chain says the same"
        came = [each.on for each in made.contacts.all() if each.happened == "came"]
        assert made.first_contact_on == min(came, default=None)
        assert made.referrer == world.people[world.follows[made.pk]]
    assert Message.objects.count() == world.tally["referral.message"]
    assert ContactRecord.objects.count() == world.tally["referral.contact"]
    assert ReferralReminder.objects.count() == world.tally["referral.reminded"]


def share_accepted(world: World) -> int | None:
    """Return the share of decided referrals that were taken, counted from the paths that were walked."""
    rules = ReferralSettings.load()
    since = timezone.now() - timedelta(days=rules.statistics_days)
    counted = set(Referral.objects.filter(service=world.page, sent_at__gte=since).values_list("pk", flat=True))
    paths = [path for key, path in world.paths.items() if key in counted]
    taken = sum(path[-1] in (*WORKING, Status.COMPLETED, Status.ENDED_EARLY) for path in paths)
    refused = sum(path[-1] == Status.DECLINED or path[-2:] == [Status.SENT, Status.RETURNED] for path in paths)
    decided = taken + refused
    return round(100 * taken / decided) if decided >= rules.statistics_least else None


def check_figures(world: World) -> None:
    """The share beside the listing is what the paths give."""
    write_figures()
    world.page.status.refresh_from_db()
    assert world.page.status.share_accepted == share_accepted(world)


def check_retention(world: World) -> None:
    """What has ended long enough ago names nobody, what goes on is whole, and status, log and figures stay."""
    rules = ReferralSettings.load()
    World.shift += timedelta(days=rules.keep_days_declined + 1)
    kept_for = {Status.DECLINED: rules.keep_days_declined, Status.WITHDRAWN: rules.keep_days_declined}
    now, events = timezone.now(), ReferralEvent.objects.exclude(referral__sent_at=None).count()
    assert [outcome.error for outcome in retention.run() if outcome.error] == []
    for made in Referral.objects.select_related("person"):
        days = kept_for.get(made.status, rules.keep_days_closed)
        is_over = made.closed_at is not None and made.closed_at < now - timedelta(days=days)
        if is_over:
            assert (made.person, made.own_words, made.location) == (None, "", "")
            assert not made.messages.exclude(text="").exists()
            assert not made.events.exclude(note="").exists()
            assert not made.handovers.exclude(receiving_worker=None, person_asked_by=None).exists()
        else:
            assert made.person.last_name == "Name"
            assert made.own_words
        assert made.status == world.paths[made.pk][-1]
    check_kept_concerns(world, now - timedelta(days=rules.keep_days_closed))
    World.handed_over += world.tally["handover.completed"]
    complete = {key for key, known in world.handovers.items() if known["done"]}
    assert set(Handover.objects.exclude(completed_at=None).values_list("pk", flat=True)) == complete
    sent = {key for key, path in world.paths.items() if Status.SENT in path}
    assert set(Referral.objects.values_list("pk", flat=True)) == sent, "a draft goes when its time is over"
    assert ReferralEvent.objects.count() == events
    whole = Person.objects.filter(anonymised_at=None).values_list("pk", flat=True)
    assert set(whole) == set(Referral.objects.exclude(person=None).values_list("person", flat=True))
    share = share_accepted(world)
    write_figures()
    world.page.status.refresh_from_db()
    assert world.page.status.share_accepted == share
    World.shift += timedelta(days=rules.keep_days_closed + 1)
    assert [outcome.error for outcome in retention.run() if outcome.error] == []
    check_kept_concerns(world, timezone.now() - timedelta(days=rules.keep_days_closed))
    assert verify().problems == []


def check_kept_concerns(world: World, before) -> None:
    """Of an acknowledged concern the words go after those of its referral; one that nobody acknowledged keeps them."""
    assert set(Concern.objects.values_list("pk", flat=True)) == set(world.concerns)
    for found in Concern.objects.select_related("referral"):
        over = found.referral is None or found.referral.person is None
        settled = bool(over and found.acknowledged_at and found.acknowledged_at < before)
        assert (found.text, found.about) == (("", "") if settled else ("He seemed low.", "Planted Name")), settled


@pytest.mark.slow
@pytest.mark.django_db
def test_after_five_thousand_steps_audit_timeline_figures_and_retention_agree(monkeypatch):
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + World.shift)
    World.steps = World.handed_over = 0
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=WORLDS,
            stateful_step_count=STEPS,
            deadline=None,
            # A world that fails is printed whole: to shrink one of 500 steps would take longer than to read it.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert World.steps >= 5_000
    assert World.handed_over, "no handover was completed: what follows it was not tried"
