"""Who may enter: every clearance status × approval × training × access type × day, and the words that explain it."""

import datetime as dt
import itertools
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.enums import CLEARED, ApprovalStatus, ClearanceStatus
from volunteers.gate import facts
from volunteers.gate.facts import Need
from volunteers.gate.rules import day_of, may_enter, what_is_missing
from volunteers.shipped_lists import ACCESS_TYPES

DAY = dt.date(2026, 6, 30)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
LONG_AGO, FAR_OFF = dt.date(2025, 1, 1), dt.date(2029, 12, 31)
BASELINE, ENHANCED = facts.Level(1, "Baseline"), facts.Level(3, "Enhanced 1")
ACCT = facts.Module("acct", "ACCT awareness")
KEYS = facts.Module("keys", "Key talk", face_to_face=True)
ESCORTED = facts.Access("escorted", "Escorted", in_every_approval=True)
AREAS = facts.Access("areas", "Unescorted in set areas", BASELINE, (ACCT,))
HOLDER = facts.Access("holder", "Key holder", ENHANCED, (ACCT, KEYS))
RADIO = facts.Access("radio", "Radio", BASELINE, (facts.Module("radio-use", "Radio", face_to_face=True),))
TOOLS = facts.Access("tools", "Tools", BASELINE, (facts.Module("safe-systems", "Safe systems of work"),))
ACCESS = (ESCORTED, AREAS, HOLDER, RADIO, TOOLS)
ENGAGED = (facts.Engagement(LONG_AGO),)
FULL = facts.Standing(
    engagements=ENGAGED,
    clearances=(facts.Clearance(ClearanceStatus.CLEARED, ENHANCED, LONG_AGO, DAY),),
    approval=facts.Approval("approved", frozenset({"areas", "holder", "radio", "tools"}), LONG_AGO, LONG_AGO, FAR_OFF),
    training={
        "acct": (facts.Training(LONG_AGO, FAR_OFF),),
        "keys": (facts.Training(LONG_AGO, FAR_OFF, face_to_face=True),),
    },
)


def codes(standing, access, on=DAY):
    return [lack.code for lack in what_is_missing(standing, facts.Requirement(access=(access,), level=BASELINE), on)]


TRAININGS = {
    "none": ((), False),
    "valid": ((facts.Training(LONG_AGO, DAY, face_to_face=True),), True),
    "not face to face": ((facts.Training(LONG_AGO, DAY),), None),
    "expired": ((facts.Training(LONG_AGO, BEFORE, face_to_face=True),), False),
    "later": ((facts.Training(AFTER, FAR_OFF, face_to_face=True),), False),
    "does not expire": ((facts.Training(LONG_AGO, None, face_to_face=True),), True),
}
DAYS = {"before": BEFORE, "on": DAY, "after": AFTER}
TABLE = list(itertools.product(ClearanceStatus, ApprovalStatus, TRAININGS, ACCESS, DAYS))


def test_the_table_is_whole():
    assert len(TABLE) == 14 * 6 * 6 * 5 * 3
    assert {access.label for access in ACCESS} == {label for _slug, label, *_more in ACCESS_TYPES}


@pytest.mark.parametrize(("status", "approval"), list(itertools.product(ClearanceStatus, ApprovalStatus)), ids=str)
def test_every_status_approval_training_access_and_day(status, approval):
    """Only a valid clearance, an approval and valid training let somebody in; the expected answer is written anew."""
    for training, access, when in itertools.product(TRAININGS, ACCESS, DAYS):
        records, _counts = TRAININGS[training]
        standing = replace(
            FULL,
            clearances=(facts.Clearance(status, ENHANCED, LONG_AGO, DAY),),
            approval=replace(FULL.approval, status=approval),
            training=dict.fromkeys(("acct", "keys", "radio-use", "safe-systems"), records),
        )
        on = DAYS[when]
        answer = may_enter(standing, facts.Requirement(access=(access,), level=BASELINE), on)
        cleared = status in ("cleared", "cleared-with-limits") and when != "after"
        expected = cleared and approval == "approved" and _trained(training, access.slug, when)
        assert answer.may_enter is expected, (status, approval, training, access.slug, when, answer.missing)
        if not expected:
            assert answer.missing
            assert all(lack.words.endswith(".") for lack in answer.missing)


def _trained(training: str, access: str, when: str) -> bool:
    """Say by hand what the table of trainings means for each way of moving about and day."""
    if access == "escorted":
        return True
    good = {
        "valid": ("before", "on"),
        "does not expire": ("before", "on", "after"),
        "later": ("after",),
        "expired": ("before",),
    }
    if training == "not face to face":
        return access in ("areas", "tools") and when != "after"
    return when in good.get(training, ())


@pytest.mark.parametrize("when", DAYS)
@pytest.mark.parametrize("field", ["clearance", "approval", "training", "engagement"])
def test_each_thing_holds_to_the_end_of_its_last_day(field, when):
    standing = {
        "clearance": replace(FULL, clearances=(facts.Clearance("cleared", ENHANCED, LONG_AGO, DAY),)),
        "approval": replace(FULL, approval=replace(FULL.approval, expires_on=DAY)),
        "training": replace(FULL, training=FULL.training | {"acct": (facts.Training(LONG_AGO, DAY),)}),
        "engagement": replace(FULL, engagements=(facts.Engagement(LONG_AGO, DAY),)),
    }[field]
    on = DAYS[when]
    standing = standing if field == "clearance" else _with_long_clearance(standing)
    answer = may_enter(standing, facts.Requirement(access=(AREAS,)), on)
    assert answer.may_enter is (when != "after")
    assert answer.good_until == (DAY if when != "after" else None)
    if when == "after":
        assert [lack.until for lack in answer.missing] == [DAY]


def _with_long_clearance(standing):
    return replace(standing, clearances=(facts.Clearance("cleared", ENHANCED, LONG_AGO, FAR_OFF),))


LONDON = ZoneInfo("Europe/London")
MOMENTS = [
    # Summer time: midnight in London is 23:00 the evening before in UTC.
    ("2026-06-30T22:59:59+00:00", DAY),
    ("2026-06-30T23:00:00+00:00", AFTER),
    ("2026-06-30T23:59:59+01:00", DAY),
    ("2026-07-01T00:00:00+01:00", AFTER),
    # Winter time: the same as UTC.
    ("2026-01-31T23:59:59+00:00", dt.date(2026, 1, 31)),
    ("2026-02-01T00:00:00+00:00", dt.date(2026, 2, 1)),
    # The clocks go forward on 29 March 2026 at 01:00 UTC, and back on 25 October 2026 at 01:00 UTC.
    ("2026-03-28T23:59:59+00:00", dt.date(2026, 3, 28)),
    ("2026-03-29T00:59:59+00:00", dt.date(2026, 3, 29)),
    ("2026-03-29T22:59:59+00:00", dt.date(2026, 3, 29)),
    ("2026-03-29T23:00:00+00:00", dt.date(2026, 3, 30)),
    ("2026-10-24T22:59:59+00:00", dt.date(2026, 10, 24)),
    ("2026-10-24T23:00:00+00:00", dt.date(2026, 10, 25)),
    ("2026-10-25T23:59:59+00:00", dt.date(2026, 10, 25)),
    ("2026-10-26T00:00:00+00:00", dt.date(2026, 10, 26)),
    # From elsewhere in the world.
    ("2026-06-30T18:59:59-04:00", DAY),
    ("2026-06-30T19:00:00-04:00", AFTER),
]


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
def test_a_moment_counts_as_the_day_it_is_in_london(moment, day):
    at = dt.datetime.fromisoformat(moment)
    assert day_of(at) == day
    ends_that_day = replace(FULL, clearances=(facts.Clearance("cleared", ENHANCED, LONG_AGO, day),))
    ended_before = replace(
        FULL, clearances=(facts.Clearance("cleared", ENHANCED, LONG_AGO, day - dt.timedelta(days=1)),)
    )
    requirement = facts.Requirement(access=(ESCORTED,), level=BASELINE)
    assert may_enter(ends_that_day, requirement, at).may_enter
    assert not may_enter(ended_before, requirement, at).may_enter


def test_both_of_the_hours_that_come_twice_are_the_same_day():
    for fold in (0, 1):
        assert day_of(dt.datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold)) == dt.date(2026, 10, 25)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        day_of(dt.datetime(2026, 6, 30, 12))


WORDS = [
    ({"clearances": ()}, "Baseline clearance or higher is needed: none has been started."),
    (
        {"clearances": (facts.Clearance("with-vetting", BASELINE),)},
        "Baseline clearance or higher is needed: it is in process (with vetting unit).",
    ),
    (
        {"clearances": (facts.Clearance("cleared", BASELINE, LONG_AGO, BEFORE),)},
        "Baseline clearance or higher is needed: it expired on 29 June 2026.",
    ),
    (
        {"clearances": (facts.Clearance("cleared", BASELINE, AFTER, FAR_OFF),)},
        "Baseline clearance or higher is needed: it holds from 1 July 2026.",
    ),
    (
        {"clearances": (facts.Clearance("cleared", facts.Level(0, "Escorted visitor"), LONG_AGO, FAR_OFF),)},
        "Baseline clearance or higher is needed: theirs is Escorted visitor.",
    ),
    (
        {"clearances": (facts.Clearance("lapsed", BASELINE, LONG_AGO, FAR_OFF),)},
        "Baseline clearance or higher is needed: it has lapsed.",
    ),
    (
        {"clearances": (facts.Clearance("withdrawn", BASELINE),)},
        "Baseline clearance or higher is needed: none has been started.",
    ),
    (
        {"clearances": (facts.Clearance("suspended", BASELINE, LONG_AGO, FAR_OFF), *FULL.clearances)},
        "The Baseline clearance is: suspended.",
    ),
    ({"approval": None}, "This prison has not been asked to approve them."),
    (
        {"approval": facts.Approval("asked", asked_on=BEFORE)},
        "This prison’s approval has been waited for since 29 June 2026.",
    ),
    ({"approval": facts.Approval("not-approved", decided_on=BEFORE)}, "This prison’s approval is: not approved."),
    (
        {"approval": replace(FULL.approval, expires_on=BEFORE)},
        "This prison’s approval ended on 29 June 2026.",
    ),
    ({"approval": replace(FULL.approval, decided_on=AFTER)}, "This prison’s approval does not hold yet."),
    (
        {"approval": replace(FULL.approval, access=frozenset())},
        "This prison’s approval does not cover: unescorted in set areas.",
    ),
    ({"training": {}}, "ACCT awareness: not done yet."),
    ({"training": {"acct": (facts.Training(LONG_AGO, BEFORE),)}}, "ACCT awareness: expired on 29 June 2026."),
    ({"training": {"acct": (facts.Training(AFTER, FAR_OFF),)}}, "ACCT awareness: counts from 1 July 2026."),
    ({"engagements": ()}, "They have no role with an organisation."),
    ({"engagements": (facts.Engagement(AFTER),)}, "Their role starts on 1 July 2026."),
    ({"engagements": (facts.Engagement(LONG_AGO, BEFORE),)}, "Their role ended on 29 June 2026."),
    ({"engagements": (facts.Engagement(LONG_AGO, None, BEFORE),)}, "Their role has been paused since 29 June 2026."),
    ({"engagements": (facts.Engagement(LONG_AGO, BEFORE, LONG_AGO),)}, "Their role ended on 29 June 2026."),
]


@pytest.mark.parametrize(("change", "words"), WORDS, ids=[words for _change, words in WORDS])
def test_it_says_exactly_what_is_missing_and_until_when(change, words):
    [lack] = what_is_missing(replace(FULL, **change), facts.Requirement(access=(AREAS,)), DAY)
    assert lack.words == words


def test_the_highest_level_asked_for_counts():
    low = replace(FULL, clearances=(facts.Clearance("cleared", BASELINE, LONG_AGO, FAR_OFF),))
    assert codes(low, AREAS) == []
    assert codes(low, HOLDER) == ["clearance"]


def test_a_refusal_before_a_later_clearance_does_not_count_and_one_after_it_does():
    refused = facts.Clearance("not-cleared", BASELINE, dt.date(2024, 1, 1))
    assert codes(replace(FULL, clearances=(refused, *FULL.clearances)), ESCORTED) == []
    later = replace(refused, decided_on=BEFORE)
    assert codes(replace(FULL, clearances=(later, *FULL.clearances)), ESCORTED) == ["clearance-refused"]


#: Statuses that stand against somebody by themselves, and those that do once somebody has decided.
ALWAYS_AGAINST = {"suspended", "not-cleared", "reconsideration"}
IN_PROCESS = {"not-started", "gathering", "sent-to-prison", "with-vetting", "query", "additional-consideration"}
AGAINST_ONCE_DECIDED = IN_PROCESS | {"withdrawn"}


@pytest.mark.parametrize("decided", [None, BEFORE], ids=["undecided", "decided"])
@pytest.mark.parametrize("status", ClearanceStatus, ids=str)
def test_every_status_beside_an_older_clearance_that_holds(status, decided):
    """What was decided against somebody later counts, also while it is looked at again; no override reaches it."""
    newer = facts.Clearance(status, BASELINE, decided, FAR_OFF if decided else None, since=BEFORE)
    older = facts.Clearance("cleared", ENHANCED, LONG_AGO, FAR_OFF)
    knows = replace(FULL.approval, decided_on=BEFORE)
    standing = replace(FULL, clearances=(newer, older), approval=knows, overrides=(override("clearance-refused"),))
    answer = may_enter(standing, facts.Requirement(access=(AREAS,)), DAY)
    against = status in ALWAYS_AGAINST or (decided is not None and status in AGAINST_ONCE_DECIDED)
    assert answer.may_enter is not against
    assert [lack.need for lack in answer.missing] == [Need.CLEARANCE_REFUSED] * against


def test_a_clearance_after_a_refusal_that_was_looked_at_again_counts():
    again = facts.Clearance("reconsideration", BASELINE, dt.date(2025, 3, 1))
    given = facts.Clearance("cleared", BASELINE, BEFORE, FAR_OFF)
    [lack] = what_is_missing(replace(FULL, clearances=(again,)), facts.Requirement(access=(AREAS,)), DAY)
    assert lack.words == "The Baseline clearance was refused and is looked at again: reconsideration asked."
    assert codes(replace(FULL, clearances=(again, given)), AREAS) == []


def test_a_suspension_counts_where_no_level_is_asked_for():
    suspended = replace(FULL, clearances=(facts.Clearance("suspended", BASELINE, LONG_AGO, FAR_OFF),))
    [lack] = what_is_missing(suspended, facts.Requirement(), DAY)
    assert lack.need == Need.CLEARANCE_REFUSED


def test_limits_have_to_be_known_to_the_prison_that_approves():
    limits = facts.Clearance("cleared-with-limits", ENHANCED, BEFORE, FAR_OFF)
    assert codes(replace(FULL, clearances=(limits,)), AREAS) == ["approval:limits"]
    knows = replace(FULL.approval, decided_on=BEFORE)
    assert codes(replace(FULL, clearances=(limits,), approval=knows), AREAS) == []
    assert codes(replace(FULL, clearances=(limits, *FULL.clearances)), AREAS) == ["approval:limits"]
    later = facts.Clearance("cleared", BASELINE, DAY, FAR_OFF)
    assert codes(replace(FULL, clearances=(limits, later)), ESCORTED) == []


def test_limits_that_came_after_the_decision_and_the_approval_are_not_ignored():
    """The vetting unit cleared somebody, the prison approved, and then limits came: the decision's day is old."""
    late = facts.Clearance("cleared-with-limits", ENHANCED, LONG_AGO, FAR_OFF, since=BEFORE)
    approved = replace(FULL.approval, decided_on=LONG_AGO + dt.timedelta(days=30))
    assert codes(replace(FULL, clearances=(late,), approval=approved), AREAS) == ["approval:limits"]
    anew = replace(approved, decided_on=BEFORE)
    assert codes(replace(FULL, clearances=(late,), approval=anew), AREAS) == []


def test_limits_of_a_lower_clearance_count_too():
    limits = facts.Clearance("cleared-with-limits", BASELINE, BEFORE, FAR_OFF)
    assert codes(replace(FULL, clearances=(limits, *FULL.clearances)), HOLDER) == ["approval:limits"]


LISTENER, HOST = facts.Party("role-1", "Listener"), facts.Party("role-2", "Host")
HANDS, KIND = facts.Party("org-1", "Helping Hands"), facts.Party("org-2", "Kind Words")
WORKS = {
    "at large": facts.Engagement(LONG_AGO, organisation="org-1"),
    "listener": facts.Engagement(LONG_AGO, organisation="org-1", role="role-1"),
    "for another": facts.Engagement(LONG_AGO, organisation="org-2", role="role-2"),
    "for the prison": facts.Engagement(LONG_AGO),
}
ASKS = {
    "a role": (facts.Requirement(role=LISTENER, organisation=HANDS), {"listener"}),
    "another role": (facts.Requirement(role=HOST, organisation=KIND), {"for another"}),
    "an organisation": (facts.Requirement(organisation=HANDS), {"at large", "listener"}),
    "another organisation": (facts.Requirement(organisation=KIND), {"for another"}),
    "the prison itself": (facts.Requirement(), set(WORKS)),
}


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("asked", ASKS)
def test_only_work_in_the_role_or_for_the_organisation_of_the_session_counts(work, asked):
    requirement, serve = ASKS[asked]
    answer = may_enter(replace(FULL, engagements=(WORKS[work],)), requirement, DAY)
    assert answer.may_enter is (work in serve)
    party = requirement.role or requirement.organisation
    expected = [] if work in serve else [f"engagement:{party.key}"]
    assert [lack.code for lack in answer.missing] == expected


def test_it_says_which_role_or_organisation_is_missing_and_an_override_covers_that_one_only():
    standing = replace(FULL, engagements=(WORKS["for another"],))
    [lack] = what_is_missing(standing, facts.Requirement(role=LISTENER), DAY)
    assert lack.words == "They do not have the role “Listener”."
    [lack] = what_is_missing(standing, facts.Requirement(organisation=HANDS), DAY)
    assert lack.words == "They do not work here for Helping Hands."
    overridden = replace(standing, overrides=(override("engagement:org-1"),))
    assert may_enter(overridden, facts.Requirement(organisation=HANDS), DAY).may_enter
    assert not may_enter(overridden, facts.Requirement(role=LISTENER), DAY).may_enter


def test_work_for_somebody_else_does_not_lengthen_an_entry():
    standing = replace(FULL, engagements=(replace(WORKS["listener"], ends_on=DAY), WORKS["for another"]))
    assert may_enter(standing, facts.Requirement(role=LISTENER), DAY).good_until == DAY


def override(*covers, starts=DAY, ends=DAY):
    return facts.Override(frozenset(covers), starts, ends, "Deputy governor", "Covers today only")


def test_an_override_covers_what_it_names_on_its_days_and_nothing_else():
    untrained = replace(FULL, training={}, overrides=(override("training:acct"),))
    requirement = facts.Requirement(access=(AREAS,))
    answer = may_enter(untrained, requirement, DAY)
    assert answer.may_enter
    assert answer.overridden[0][1].approver == "Deputy governor"
    assert answer.good_until == DAY
    assert not may_enter(untrained, requirement, BEFORE).may_enter
    assert not may_enter(untrained, requirement, AFTER).may_enter
    unapproved_too = replace(untrained, approval=None)
    assert [lack.code for lack in may_enter(unapproved_too, requirement, DAY).missing] == ["approval"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"clearances": (facts.Clearance("suspended", BASELINE, LONG_AGO, FAR_OFF),)}, "clearance-refused"),
        ({"clearances": (facts.Clearance("not-cleared", BASELINE, LONG_AGO),)}, "clearance-refused"),
        ({"clearances": (facts.Clearance("withdrawn", BASELINE, LONG_AGO),)}, "clearance-refused"),
        ({"approval": facts.Approval("not-approved", decided_on=LONG_AGO)}, "approval-refused"),
        ({"approval": facts.Approval("suspended", decided_on=LONG_AGO)}, "approval-refused"),
        ({"approval": facts.Approval("withdrawn", decided_on=LONG_AGO)}, "approval-refused"),
    ],
)
def test_no_override_lets_in_somebody_whom_somebody_decided_against(change, code):
    standing = replace(FULL, **change, overrides=(override(code, "clearance", "approval"),))
    answer = may_enter(standing, facts.Requirement(access=(AREAS,)), DAY)
    assert [lack.code for lack in answer.missing] == [code]


@given(
    status=st.sampled_from(list(ClearanceStatus)),
    approval=st.sampled_from(list(ApprovalStatus)),
    offset=st.integers(-800, 800),
    length=st.integers(0, 800),
)
def test_whoever_may_enter_has_all_of_it_until_the_day_that_is_named(status, approval, offset, length):
    start = DAY + dt.timedelta(days=offset)
    end = start + dt.timedelta(days=length)
    standing = replace(
        FULL,
        clearances=(facts.Clearance(status, ENHANCED, start, end),),
        approval=replace(FULL.approval, status=approval),
    )
    requirement = facts.Requirement(access=(HOLDER,))
    answer = may_enter(standing, requirement, DAY)
    assert answer.may_enter is (status in CLEARED and start <= DAY <= end and _knows(status, start, approval))
    if answer.may_enter:
        assert may_enter(standing, requirement, answer.good_until).may_enter
        assert not may_enter(standing, requirement, answer.good_until + dt.timedelta(days=1)).may_enter


def _knows(status, decided, approval):
    return approval == "approved" and (status == "cleared" or decided <= LONG_AGO)


def test_an_override_of_a_low_clearance_does_not_cover_a_higher_one():
    low, high = replace(BASELINE, slug="baseline"), replace(ENHANCED, slug="enhanced-1")
    standing = replace(FULL, clearances=(), overrides=(override("clearance:baseline"),))
    assert may_enter(standing, facts.Requirement(level=low), DAY).may_enter
    assert not may_enter(standing, facts.Requirement(level=high), DAY).may_enter
