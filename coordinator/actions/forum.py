"""Meetings of the forum: planning, inviting, answering, who came, minutes, and calling off."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordinator.models import ForumMeeting, MeetingInvitation, Reply
from coordinator.notifications import FORUM_CHANGED, FORUM_INVITED
from coordinator.permissions import check_coordinates
from coordinator.reach import make_token, organisations_in, reach_of
from core import audit
from core.notifications import Facts, Kind, notify
from directory.models import Organisation, Prison

_WHEN_AND_WHERE = ("on", "starts", "ends", "place")


@transaction.atomic
def save_meeting(*, prison: Prison, by: Any, meeting: ForumMeeting | None = None, **facts: Any) -> ForumMeeting:
    """Plan a meeting, or change one that is to come. Whoever was invited is told when day, time or place changed.

    Raises PermissionDenied, or ValidationError for a day that has passed or a meeting that is over or called off.
    """
    check_coordinates(by, prison)
    kept = _to_come(meeting) if meeting else ForumMeeting(prison=prison)
    before = [getattr(kept, name) for name in _WHEN_AND_WHERE]
    for name, value in facts.items():
        setattr(kept, name, value)
    if kept.on < timezone.localdate():
        raise ValidationError({"on": "Choose today or a day to come."})
    kept.by = by
    has_moved = meeting is not None and before != [getattr(kept, name) for name in _WHEN_AND_WHERE]
    kept.version += has_moved
    kept.full_clean()
    kept.save()
    audit.record("forum.planned", by=by, about=kept, scope=prison, on=kept.on)
    if has_moved:
        _tell_invited(kept)
    return kept


def _to_come(meeting: ForumMeeting) -> ForumMeeting:
    kept: ForumMeeting = ForumMeeting.objects.select_for_update().get(pk=meeting.pk)
    if kept.called_off_on is not None:
        raise ValidationError("This meeting is called off. Plan another.")
    if kept.is_over:
        raise ValidationError("This meeting is over: only its minutes, actions and who came can change.")
    return kept


@transaction.atomic
def call_off_meeting(*, meeting: ForumMeeting, by: Any) -> None:
    """Call a meeting off and tell whoever was invited. Raises PermissionDenied, or ValidationError when it cannot."""
    check_coordinates(by, meeting.prison)
    kept = _to_come(meeting)
    kept.called_off_on, kept.by = timezone.localdate(), by
    kept.version += 1
    kept.save()
    audit.record("forum.called-off", by=by, about=kept, scope=kept.prison, on=kept.on)
    _tell_invited(kept)


@transaction.atomic
def invite(*, meeting: ForumMeeting, organisations: Iterable[UUID], by: Any) -> list[MeetingInvitation]:
    """Invite organisations that work in the prison; who was invited before is not written to again.

    Returns the new invitations: one that `told` nobody has no address and must be rung. Raises PermissionDenied, or
    ValidationError when the meeting is over or called off.
    """
    check_coordinates(by, meeting.prison)
    kept = _to_come(meeting)
    known = set(kept.invitations.values_list("organisation", flat=True))
    wanted = organisations_in(kept.prison).filter(pk__in=list(organisations)).exclude(pk__in=known)
    made = [_invite(kept, each) for each in wanted]
    if made:
        audit.record("forum.invited", by=by, about=kept, scope=kept.prison, count=len(made))
    return made


def _invite(meeting: ForumMeeting, organisation: Organisation) -> MeetingInvitation:
    invitation = MeetingInvitation.objects.create(meeting=meeting, organisation=organisation)
    invitation.told = _tell(invitation, FORUM_INVITED)
    invitation.save(update_fields=["told", "updated_at"])
    return invitation


def _tell(invitation: MeetingInvitation, kind: Kind) -> int:
    to = reach_of(invitation.organisation)
    if not to:
        return 0
    link = reverse("coordinator:invitation", args=[make_token("invitation", invitation.pk)])
    meeting = invitation.meeting
    return notify(kind, to=to, scope=meeting.prison, facts=Facts(link=link, on=meeting.on))


def _tell_invited(meeting: ForumMeeting) -> None:
    """Tell the invited anew. An answer to another day or place counts no longer."""
    for invitation in meeting.invitations.select_related("organisation", "meeting__prison"):
        invitation.reply, invitation.people = "", None
        invitation.save(update_fields=["reply", "people", "updated_at"])
        _tell(invitation, FORUM_CHANGED)


@transaction.atomic
def reply(*, invitation: MeetingInvitation, answer: str, people: int | None = None) -> None:
    """Keep what an organisation answers through its signed link; the last answer counts.

    Raises ValidationError for an answer that is none, or a meeting that is over or called off.
    """
    kept = MeetingInvitation.objects.select_for_update().select_related("meeting").get(pk=invitation.pk)
    if kept.meeting.is_over or kept.meeting.called_off_on:
        raise ValidationError("This meeting is over or called off.")
    if answer not in Reply.values:
        raise ValidationError({"answer": "Choose whether somebody comes."})
    kept.reply, kept.people = answer, (people or 1) if answer == Reply.COMING else None
    kept.save(update_fields=["reply", "people", "updated_at"])
    audit.record(
        "forum.replied", about=kept, scope=kept.meeting.prison, actor_label="organisation's link", reply=answer
    )


@transaction.atomic
def write_up(*, meeting: ForumMeeting, came: Mapping[UUID, int], minutes: str, by: Any) -> None:
    """Keep the minutes and how many people of each invited organisation came (0: nobody).

    Raises PermissionDenied, or ValidationError before the day or for a name in the minutes.
    """
    check_coordinates(by, meeting.prison)
    kept = ForumMeeting.objects.select_for_update().get(pk=meeting.pk)
    if kept.called_off_on is not None or kept.on > timezone.localdate():
        raise ValidationError("Minutes are written once the meeting has been held.")
    kept.minutes, kept.by = minutes.strip(), by
    kept.full_clean()
    kept.save()
    for invitation in kept.invitations.select_for_update():
        if invitation.pk in came:
            invitation.came = came[invitation.pk]
            invitation.save(update_fields=["came", "updated_at"])
    audit.record("forum.written-up", by=by, about=kept, scope=kept.prison, came=sum(came.values()))
