"""The retention run: on time, not before, in batches, safe to repeat, kept by a hold, and right counts afterwards."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from core.models import AuditEvent, LegalHold, Notification, PrivacySettings
from core.retention import Rule, all_rules, register, rules, run, simulate
from core.retention.rules import delete
from directory.models import ServicePage
from referrals.actions.refer import discard_bundle
from referrals.models import Concern, ContactRecord, Handover, HousingOutcome, Message, NeedOutcome, Person, Referral
from tests.factories.accounts import UserFactory
from tests.factories.directory import NeedFactory, service
from tests.factories.referrals import put, referral

pytestmark = pytest.mark.django_db


def outcome(code, outcomes):
    return next(outcome for outcome in outcomes if outcome.rule.code == code)


def closed(days_ago, *, status="completed", **fields):
    when = timezone.now() - timedelta(days=days_ago)
    return referral(status=status, sent_at=when, closed_at=when, own_words="my own words", **fields)


def test_a_completed_referral_is_emptied_after_its_days_and_not_before():
    old, new = closed(91), closed(89)
    run()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.person, old.own_words) == (None, "")
    assert new.person is not None
    assert new.own_words == "my own words"


def test_a_referral_that_was_handed_over_is_emptied_with_the_rest():
    now, other, old = timezone.now(), closed(91), closed(91)
    to = closed(91, person=old.person)
    done = Handover.objects.create(
        referral=old, to=to, giving_worker=old.referrer, giving_agreed_at=now, receiving_worker=to.referrer,
        receiving_agreed_at=now, person_agreed_on=now.date(), person_asked_by=to.referrer, completed_at=now,
    )  # fmt: skip
    emptied = outcome("referrals.closed", run())
    assert (emptied.error, emptied.count) == ("", 3)
    assert not Referral.objects.filter(pk__in=[old.pk, to.pk, other.pk]).exclude(person=None).exists()
    done.refresh_from_db()
    assert (done.receiving_worker, done.person_asked_by) == (None, None)
    assert done.completed_at, "that it was handed over stays, so that counts do"
    assert done.receiving_agreed_at


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_a_declined_or_withdrawn_referral_is_emptied_sooner(status):
    old, new = closed(31, status=status), closed(29, status=status)
    run()
    assert Referral.objects.get(pk=old.pk).person is None
    assert Referral.objects.get(pk=new.pk).person is not None


def test_the_days_are_an_administrator_s_setting():
    from referrals.models import ReferralSettings

    found = closed(40)
    ReferralSettings.load()
    ReferralSettings.objects.update(keep_days_closed=30)
    run()
    found.refresh_from_db()
    assert found.person is None


def test_what_belongs_to_a_referral_is_emptied_with_it_and_the_counts_stay_right():
    need = NeedFactory(slug="funeral")
    found = closed(91)
    found.needs.add(need)
    Message.objects.create(referral=found, by=found.referrer, from_organisation=False, text="ask for Jo")
    ContactRecord.objects.create(referral=found, mode="one-to-one", happened="came", note="was glad")
    NeedOutcome.objects.create(referral=found, need=need, met="met")
    HousingOutcome.objects.create(referral=found, first_night="settled", suitable=True)

    def counts():
        return (
            Referral.objects.filter(status="completed", needs=need, service=found.service).count(),
            ContactRecord.objects.filter(happened="came").count(),
            NeedOutcome.objects.filter(met="met", need=need).count(),
            HousingOutcome.objects.filter(first_night="settled", suitable=True).count(),
            Message.objects.count(),
            ServicePage.objects.get(pk=found.service_id).referrals.filter(source=found.source).count(),
        )

    before = counts()
    run()
    assert counts() == before == (1, 1, 1, 1, 1, 1)
    assert (Message.objects.get().text, Message.objects.get().by) == ("", None)
    assert ContactRecord.objects.get().note == ""


def test_a_person_is_emptied_when_the_last_referral_is():
    first = closed(200)
    second = referral(service(first.prison), person=first.person, status="sent", referrer=first.referrer)
    Person.objects.update(updated_at=timezone.now() - timedelta(days=300))
    run()
    assert Person.objects.get().first_name == "Planted"
    when = timezone.now() - timedelta(days=100)
    put(second, "completed", closed_at=when, sent_at=when)
    run()
    kept = Person.objects.get()
    assert (kept.first_name, kept.last_name, kept.prison_number, kept.location) == ("", "", None, "")
    assert kept.anonymised_at is not None


def test_drafts_that_were_never_sent_are_kept_through_their_day_and_then_deleted():
    today = timezone.localdate()
    referral(draft_expires_on=today - timedelta(days=1))
    kept, thrown_away = referral(draft_expires_on=today), referral(draft_expires_on=today)
    discard_bundle(drafts=[thrown_away], by=thrown_away.referrer)
    run()
    assert list(Referral.objects.values_list("pk", flat=True)) == [kept.pk]


def concern(**fields):
    now = timezone.now()
    found = fields.pop("referral", None) or referral(status="sent")
    return Concern.objects.create(
        reference=f"C-{Concern.objects.count()}",
        prison=found.prison,
        raised_by=found.referrer,
        category="risk-to-self",
        text="they said",
        about="Jo Planted",
        told_to="Officer",
        told_at=now,
        acknowledge_by=now,
        **fields,
    )


def test_a_concern_that_nobody_acknowledged_is_never_emptied():
    long_ago = timezone.now() - timedelta(days=400)
    waiting = concern(raised_at=long_ago)
    settled = concern(raised_at=long_ago, acknowledged_at=long_ago, acknowledged_by=UserFactory())
    run()
    waiting.refresh_from_db()
    settled.refresh_from_db()
    assert waiting.text == "they said"
    assert (settled.text, settled.about, settled.told_to) == ("", "", "")
    assert settled.acknowledged_by is not None


@pytest.mark.parametrize("left", ["text", "about", "told_to", "what_was_done"])
def test_a_settled_concern_is_emptied_whichever_of_its_fields_holds_something(left):
    long_ago = timezone.now() - timedelta(days=400)
    found = concern(
        raised_at=long_ago, acknowledged_at=long_ago, acknowledged_by=UserFactory(), what_was_done="Jo was seen"
    )
    others = {"text", "about", "told_to", "what_was_done"} - {left}
    Concern.objects.update(**dict.fromkeys(others, ""))
    assert outcome("referrals.concerns", run()).count == 1
    found.refresh_from_db()
    assert [getattr(found, name) for name in (left, *others)] == ["", "", "", ""]
    assert outcome("referrals.concerns", run()).count == 0
    assert Concern.objects.raised_in([found.prison_id], timezone.localdate(long_ago), timezone.localdate()).count() == 1


def test_a_legal_hold_keeps_what_hangs_on_what_it_holds_until_it_is_over():
    held, free = closed(91), closed(91)
    today = timezone.localdate()
    hold = LegalHold.objects.create(
        about_type="referrals.Person", about_id=str(held.person_id), reason="Complaint 12/26", until=today
    )
    assert (outcome("referrals.closed", simulate()).count, outcome("referrals.closed", simulate()).held) == (1, 1)
    done = outcome("referrals.closed", run())
    assert (done.count, done.held) == (1, 1)
    assert Referral.objects.get(pk=held.pk).person is not None
    assert Referral.objects.get(pk=free.pk).person is None
    LegalHold.objects.filter(pk=hold.pk).update(until=today - timedelta(days=1), reviewed_on=today - timedelta(days=1))
    run()
    assert Referral.objects.get(pk=held.pk).person is None


def test_an_account_nobody_uses_loses_its_holder_and_keeps_its_row():
    from accounts.actions import end_role
    from accounts.models import RoleAssignment, User
    from tests.factories.accounts import user_with_role
    from tests.factories.directory import PrisonFactory

    user = user_with_role("staff", PrisonFactory(), name="Nora Planted")
    working = user_with_role("staff", PrisonFactory())
    end_role(assignment=user.role_assignments.get(), by=None)
    long_ago = timezone.now() - timedelta(days=400)
    RoleAssignment.objects.update(starts_on=long_ago.date())
    RoleAssignment.objects.filter(user=user).update(ends_on=long_ago.date())
    User.objects.update(created_at=long_ago)
    run()
    user.refresh_from_db()
    assert user.name == "Former user"
    assert user.email == f"{user.pk}@forgotten.invalid"
    assert not user.is_active
    assert not user.has_usable_password()
    assert not user.authenticator_set.exists()
    assert RoleAssignment.objects.filter(user=user).count() == 1
    assert User.objects.get(pk=working.pk).name != "Former user"


def test_simulating_changes_nothing_and_says_what_a_later_day_brings(capsys):
    found = closed(0)
    day = timezone.localdate() + timedelta(days=92)
    call_command("retention", "--simulate")
    assert "referrals.closed: due 0" in capsys.readouterr().out
    call_command("retention", "--simulate", "--on", day.isoformat())
    assert "referrals.closed: due 1" in capsys.readouterr().out
    assert Referral.objects.get(pk=found.pk).person is not None


def test_running_twice_does_nothing_more_and_each_batch_has_its_audit_row(capsys):
    for _ in range(5):
        closed(91)
    done = outcome("referrals.closed", run(batch=2))
    rows = AuditEvent.objects.filter(event="retention.carried_out", details__rule="referrals.closed")
    assert done.count == 5
    assert [row.details["count"] for row in rows] == [2, 2, 1]
    assert {row.actor_label for row in rows} == {"retention"}
    call_command("retention", "--run")
    assert "referrals.closed: done 0" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--run", "--on", "2027-01-01"], ["--simulate", "--on", "2027-02-31"], []])
def test_what_cannot_be_is_refused_with_a_sentence(words):
    with pytest.raises(CommandError):
        call_command("retention", *words)


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(rules, "_rules", dict(rules._rules))


def rule(code, **fields):
    due = fields.pop("due", lambda before: Notification.objects.none())
    return Rule(code, "Test", "Test.", lambda: 0, due, (Notification,), **fields)


def test_a_rule_that_fails_or_never_ends_does_not_stop_the_others(registry, capsys):
    def fail(rows):
        raise models.ProtectedError("no", set())

    found = closed(91)
    register(rule("aa.fails", order=1, due=lambda before: Referral.objects.all(), carry_out=fail))
    register(rule("aa.endless", order=2, due=lambda before: Referral.objects.all(), carry_out=lambda rows: None))
    with pytest.raises(CommandError):
        call_command("retention", "--run")
    said = capsys.readouterr().out
    assert "aa.fails: done 0, FAILED ProtectedError" in said
    assert "aa.endless: done 1, FAILED NeverEnds" in said
    assert Referral.objects.get(pk=found.pk).person is None


def test_a_rule_is_declared_once(registry):
    register(rule("aa.once"))
    with pytest.raises(ValueError, match=r"aa\.once is declared twice"):
        register(rule("aa.once", carry_out=delete))


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_share_the_work():
    for _ in range(12):
        closed(91)
    PrivacySettings.load()
    counts, errors = [], []

    def work():
        try:
            done = run(batch=3)
            counts.append(outcome("referrals.closed", done).count)
            errors.extend(one.error for one in done if one.error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert sum(counts) == 12
    assert not Referral.objects.exclude(person=None).exists()
    assert len({one.code for one in all_rules()}) == len(all_rules())
