"""People who speak for an applicant: naming, asking, answering without an account, reminding and ending."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from core.notifications import Facts, Kind, Mailbox, notify
from volunteers.actions.recruitment import check_recruits
from volunteers.enums import ReferenceState, Stage
from volunteers.links import has_ended, reference_link
from volunteers.models import Application, Reference, VolunteeringSettings
from volunteers.notifications import holders
from volunteers.notifications_applying import REFERENCE_ASKED, REFERENCE_CAME, REFERENCE_REMINDER
from volunteers.policies import NotPossible

#: More would be a list of acquaintances, not references.
MOST = 4
APPLICANT_LABEL, REFEREE_LABEL = "applicant link", "referee link"


@transaction.atomic
def name_referee(*, application: Application, name: str, email: str, known_as: str, by: Any) -> Reference:
    """Ask somebody to speak for an applicant. `by` is None for the applicant behind the own link.

    Applicants name people at the stage of references, whoever decides about them at any open one. Raises
    PermissionDenied, NotPossible or ValidationError.
    """
    if by is not None:
        check_recruits(by, application)
    locked = Application.objects.select_for_update(of=("self",)).select_related("position__prison").get(
        pk=application.pk
    )  # fmt: skip
    if locked.closed_on is not None or (by is None and locked.stage != Stage.REFERENCES):
        raise NotPossible("Nobody is asked for references at this stage.")
    if email.casefold() == locked.email.casefold():
        raise NotPossible("Name somebody else than the applicant.")
    if locked.references.count() >= MOST:
        raise NotPossible(f"{MOST} people have been named already.")
    today = timezone.localdate()
    made = Reference(
        application=locked, name=name, email=email, known_as=known_as, asked_on=today, until=_last_day(today)
    )
    made.full_clean()
    made.save()
    label = "" if by else APPLICANT_LABEL
    audit.record("reference.asked", by=by, about=locked, scope=locked.position.prison, actor_label=label)
    _ask(made, REFERENCE_ASKED)
    return made


def _last_day(day: date) -> date:
    return day + timedelta(days=VolunteeringSettings.load().reference_link_days)


def _ask(reference: Reference, kind: Kind) -> None:
    facts = Facts(link=reference_link(reference), reference=reference.application.reference, on=reference.until)
    notify(kind, to=[Mailbox(reference.email)], scope=reference.application.position.prison, facts=facts)


@transaction.atomic
def ask_again(*, reference: Reference, by: Any) -> Reference:
    """Send the request anew, with a new last day. Raises PermissionDenied or NotPossible."""
    check_recruits(by, reference.application)
    locked = _locked(reference)
    if locked.state not in (ReferenceState.ASKED, ReferenceState.ENDED) or locked.application.closed_on is not None:
        raise NotPossible("There is nothing to ask any more.")
    today = timezone.localdate()
    locked.state, locked.asked_on, locked.until, locked.reminded_on = (
        ReferenceState.ASKED,
        today,
        _last_day(today),
        None,
    )
    locked.save()
    audit.record("reference.asked", by=by, about=locked.application, scope=locked.application.position.prison)
    _ask(locked, REFERENCE_ASKED)
    return locked


def _locked(reference: Reference) -> Reference:
    rows = Reference.objects.select_for_update(of=("self",))
    return rows.select_related("application__position__prison", "application__position__organisation").get(
        pk=reference.pk
    )


@transaction.atomic
def answer(*, reference: Reference, suits: str, words: str) -> Reference:
    """Take the answer of who was asked, behind their link; who decides is told. Nobody else reads it.

    Raises NotPossible once it is answered or the link has ended, or ValidationError for words that must not be held.
    """
    return _close(reference, ReferenceState.ANSWERED, suits, words.strip())


@transaction.atomic
def decline(*, reference: Reference) -> Reference:
    """Note that whoever was asked would rather not. Raises NotPossible once it is answered or has ended."""
    return _close(reference, ReferenceState.DECLINED)


def _close(reference: Reference, state: str, suits: str = "", words: str = "") -> Reference:
    locked = _locked(reference)
    if has_ended(locked):
        raise NotPossible("This has been answered already, or its time is over.")
    locked.state, locked.suits, locked.words, locked.answered_on = state, suits, words, timezone.localdate()
    locked.full_clean(exclude={"application"})
    locked.save()
    audit.record(
        "reference.answered", about=locked.application, scope=locked.application.position.prison, state=state,
        actor_label=REFEREE_LABEL,
    )  # fmt: skip
    _tell_recruiters(locked)
    return locked


def _tell_recruiters(reference: Reference) -> None:
    application = reference.application
    position = application.position
    people = holders(MANAGE_VOLUNTEERS, position.organisation) if position.organisation else []
    link = reverse("volunteers:application", kwargs={"pk": application.pk})
    facts = Facts(link=link, reference=application.reference)
    notify(REFERENCE_CAME, to=people, scope=position.prison, facts=facts)


@transaction.atomic
def remind(*, reference: Reference, on: date) -> int:
    """Remind who has not answered for some days, once; return how many. Safe to run twice."""
    locked = _locked(reference)
    due = locked.asked_on + timedelta(days=VolunteeringSettings.load().reference_remind_days)
    if locked.reminded_on is not None or on < due or has_ended(locked):
        return 0
    locked.reminded_on = on
    locked.save(update_fields=["reminded_on", "updated_at"])
    _ask(locked, REFERENCE_REMINDER)
    return 1


@transaction.atomic
def end(*, reference: Reference, on: date) -> int:
    """End a request whose last day is over and tell who decides; return how many. Safe to run twice."""
    locked = _locked(reference)
    if locked.state != ReferenceState.ASKED or locked.until >= on:
        return 0
    locked.state = ReferenceState.ENDED
    locked.save(update_fields=["state", "updated_at"])
    scope = locked.application.position.prison
    audit.record("reference.ended", about=locked.application, scope=scope, actor_label="command:run_people_clock")
    if locked.application.closed_on is None:
        _tell_recruiters(locked)
    return 1
