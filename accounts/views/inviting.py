"""Inviting people, and deciding who asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.actions.invitations import cancel_invitation, invite, resend_invitation
from accounts.actions.requests import approve_request, refuse_request
from accounts.forms.joining import DecideForm, InviteForm
from accounts.models import AccountRequest, Invitation
from accounts.request_link import scope_arguments
from accounts.views.scope import managed_scope, name_of, signed_in
from core import audit


def tried(form: Form, action: Callable[[], Any]) -> bool:
    """Do it; put a refusal of the action into the form and return False."""
    try:
        action()
    except ValidationError as error:
        form.add_error(None, error.messages[0])
    except PermissionDenied as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Invite somebody by e-mail."""
    scope = managed_scope(request, kind, key)
    roles = permissions.roles_to_give(request.user, scope)
    form = InviteForm(request.POST if request.method == "POST" else None, roles=roles)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if tried(form, lambda: invite(email=email, role=form.role(), scope=scope, by=signed_in(request))):
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:people", **scope_arguments(scope))
    context = {"form": form, "heading": name_of(scope), "where": scope_arguments(scope)}
    return render(request, "accounts/people/invite.html", context)


@require_POST
def change_invitation(request: HttpRequest, kind: str, key: str, pk: UUID) -> HttpResponse:
    """Send an invitation again, or cancel it."""
    scope = managed_scope(request, kind, key)
    invitation = get_object_or_404(Invitation.objects.held_in(scope), pk=pk)
    if not permissions.can_give(request.user, invitation.definition, scope):
        raise Http404
    form = Form({})
    form.is_valid()
    if "cancel" in request.POST:
        done = tried(form, lambda: cancel_invitation(invitation=invitation, by=signed_in(request)))
        words = _("The invitation is cancelled: its link does not work any more.")
    else:
        done = tried(form, lambda: resend_invitation(invitation=invitation, by=signed_in(request)))
        words = _("A new link is on its way. The one before does not work any more.")
    if done:
        messages.success(request, words)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:people", **scope_arguments(scope))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, kind: str, key: str, pk: UUID) -> HttpResponse:
    """Show a request for a role and decide it."""
    scope = managed_scope(request, kind, key)
    asked = get_object_or_404(AccountRequest.objects.held_in(scope), pk=pk)
    is_own = asked.email.lower() == signed_in(request).email.lower()
    may_decide = asked.is_waiting and not is_own and permissions.can_give(request.user, asked.definition, scope)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decided(request, form, asked):
        messages.success(request, _("The decision is saved, and the person who asked is told."))
        return redirect("accounts:people", **scope_arguments(scope))
    audit.record("account.request-viewed", by=signed_in(request), about=asked, scope=scope)
    context = {
        "form": form,
        "asked": asked,
        "may_decide": may_decide,
        "is_own": is_own,
        "heading": name_of(scope),
        "where": scope_arguments(scope),
    }
    return render(request, "accounts/people/request.html", context)


def _decided(request: HttpRequest, form: DecideForm, asked: AccountRequest) -> bool:
    if form.cleaned_data["decision"] == "approve":
        return tried(form, lambda: approve_request(request=asked, by=signed_in(request)))
    reason = form.cleaned_data["reason"]
    return tried(form, lambda: refuse_request(request=asked, reason=reason, by=signed_in(request)))
