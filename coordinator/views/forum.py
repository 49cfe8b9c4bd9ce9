"""Meetings of the forum: the list, one meeting, and what an invited organisation sees."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guardian
from accounts.roles import COORDINATE
from coordinator.actions.forum import call_off_meeting, invite, reply, save_meeting, write_up
from coordinator.calendar_files import meeting_file
from coordinator.forms.forum import InviteForm, MeetingForm, ReplyForm, WriteUpForm
from coordinator.models import ForumAction, ForumMeeting, MeetingInvitation
from coordinator.permissions import prison_coordinated_by, prison_with_evidence_for
from coordinator.reach import BrokenLink, organisations_in, read_token
from coordinator.views.base import desk_page
from core.refusals import refusals_in
from core.throttle import is_allowed
from directory.models import Prison

PER_PAGE = 20
_FIELDS = ("title", "on", "starts", "ends", "place", "agenda")
#: Answers taken through one invitation's link in an hour.
_ANSWERS_AN_HOUR = 20


def _mine(request: HttpRequest, prison: Prison) -> Any:
    return ForumMeeting.objects.visible_to(request.user).filter(prison=prison)


@never_cache
@require_safe
def forum(request: HttpRequest, *, code: str) -> HttpResponse:
    """Show the meetings, the newest first, and the actions that are open."""
    prison = prison_with_evidence_for(request.user, code)
    counted = (
        _mine(request, prison)
        .annotate(
            invited=Count("invitations", distinct=True),
            coming=Count("invitations", filter=Q(invitations__reply="coming"), distinct=True),
            came=Count("invitations", filter=Q(invitations__came__gt=0), distinct=True),
        )
        .order_by("-on", "-starts", "pk")
    )
    actions = ForumAction.objects.visible_to(request.user).filter(prison=prison).select_related("organisation")
    context = {
        "page": Paginator(counted, PER_PAGE).get_page(request.GET.get("page")),
        "actions": actions.open()[:50],
        "today": timezone.localdate(),
        "may_write": guardian.can(request.user, COORDINATE, prison),
    }
    return desk_page(request, "coordinator/network/forum.html", prison, tab="network", **context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, *, code: str, key: UUID | None = None) -> HttpResponse:
    """Plan a meeting, or change one."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key) if key else None
    initial = {name: getattr(shown or ForumMeeting(), name) for name in _FIELDS}
    form = MeetingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            kept = save_meeting(prison=prison, by=request.user, meeting=shown, **form.cleaned_data)
            messages.success(request, "The meeting is saved. Whoever was invited is told if it moved.")
            return redirect("coordinator:meeting", code=prison.code, key=kept.pk)
    context = {"form": form, "meeting": shown}
    return desk_page(request, "coordinator/network/meeting_form.html", prison, tab="network", **context)


@never_cache
@require_safe
def meeting(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Show one meeting: who is invited and comes, the minutes, the actions."""
    prison = prison_with_evidence_for(request.user, code)
    return _show(request, prison, get_object_or_404(_mine(request, prison), pk=key))


def _show(request: HttpRequest, prison: Prison, shown: ForumMeeting, **forms: Any) -> HttpResponse:
    invitations = list(shown.invitations.select_related("organisation"))
    may_write = guardian.can(request.user, COORDINATE, prison)
    is_held = not shown.called_off_on and shown.on <= timezone.localdate()
    among = organisations_in(prison).exclude(pk__in=[each.organisation_id for each in invitations])
    context: dict[str, Any] = {
        "meeting": shown,
        "invitations": invitations,
        "actions": shown.actions.select_related("organisation"),
        "today": timezone.localdate(),
        "may_write": may_write,
        "is_to_come": not shown.called_off_on and not shown.is_over,
        "is_held": is_held,
        "invite_form": InviteForm(among=among) if may_write else None,
        "write_up_form": WriteUpForm(meeting=shown, invitations=invitations) if may_write and is_held else None,
    } | forms
    context["form"] = next(iter(forms.values()), None)  # what went wrong, for the summary on top
    return desk_page(request, "coordinator/network/meeting.html", prison, tab="network", **context)


@never_cache
@require_POST
def invite_to(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Invite the organisations that are ticked."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key)
    form = InviteForm(request.POST, among=organisations_in(prison))
    if form.is_valid():
        chosen = [each.pk for each in form.cleaned_data["organisations"]]
        with refusals_in(form):
            made = invite(meeting=shown, organisations=chosen, by=request.user)
            silent = sum(not each.told for each in made)
            ring = f" {silent} without an address: ring them." if silent else ""
            messages.success(request, f"Organisations invited: {len(made)}.{ring}")
            return redirect("coordinator:meeting", code=prison.code, key=shown.pk)
    return _show(request, prison, shown, invite_form=form)


@never_cache
@require_POST
def write_up_meeting(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Keep the minutes and who came."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key)
    invitations = list(shown.invitations.select_related("organisation"))
    form = WriteUpForm(request.POST, meeting=shown, invitations=invitations)
    if form.is_valid():
        with refusals_in(form):
            write_up(meeting=shown, came=form.came(), minutes=form.cleaned_data["minutes"], by=request.user)
            messages.success(request, "Minutes and attendance are saved.")
            return redirect("coordinator:meeting", code=prison.code, key=shown.pk)
    return _show(request, prison, shown, write_up_form=form)


@never_cache
@require_POST
def call_off(request: HttpRequest, *, code: str, key: UUID) -> HttpResponse:
    """Call a meeting off."""
    prison = prison_coordinated_by(request.user, code)
    shown = get_object_or_404(_mine(request, prison), pk=key)
    try:
        call_off_meeting(meeting=shown, by=request.user)
        messages.success(request, "The meeting is called off and whoever was invited is told.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("coordinator:meeting", code=prison.code, key=shown.pk)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, *, token: str) -> HttpResponse:
    """Show an invited organisation its meeting, without an account, and take its answer."""
    shown = _invitation(token)
    if shown is None:
        return _for_outside(render(request, "coordinator/network/link_broken.html", status=404))
    initial = {"answer": shown.reply, "people": shown.people}
    form = ReplyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            _check_not_too_many(shown)
            reply(invitation=shown, **form.cleaned_data)
            messages.success(request, "Thank you: the prison knows now.")
            return redirect("coordinator:invitation", token=token)
    context = {"invitation": shown, "meeting": shown.meeting, "form": form, "token": token}
    return _for_outside(render(request, "coordinator/network/invitation.html", context))


@login_not_required
@never_cache
@require_safe
def invitation_file(request: HttpRequest, *, token: str) -> HttpResponse:
    """Return the meeting as a file for a calendar."""
    shown = _invitation(token)
    if shown is None:
        return _for_outside(render(request, "coordinator/network/link_broken.html", status=404))
    response = HttpResponse(meeting_file(shown.meeting), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="forum.ics"'
    return _for_outside(response)


def _invitation(token: str) -> MeetingInvitation | None:
    try:
        key = read_token("invitation", token)
    except BrokenLink:
        return None
    found = MeetingInvitation.objects.select_related("meeting__prison", "organisation")
    return found.filter(pk=key).first()


def _check_not_too_many(shown: MeetingInvitation) -> None:
    if not is_allowed("forum-reply", str(shown.pk), limit=_ANSWERS_AN_HOUR, seconds=3600):
        raise ValidationError("Too many answers came through this link. Try again in an hour.")


def _for_outside(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
