"""Taking up an invitation, and asking for a role: open to people who have no account yet.

A link is opened by mail scanners too, so opening one changes nothing. It is kept in the session, so that the
pages that follow do not carry it in their address.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.invitations import accept_invitation
from accounts.actions.requests import ask_for_role, roles_to_ask_for
from accounts.forms.joining import AskForm, NewAccountForm, WhereForm
from accounts.invitation_link import BrokenLink, read_token
from accounts.models import Invitation, User
from accounts.request_link import read_token as read_request_token
from accounts.roles import ScopeKind
from accounts.scopes import scope_table
from accounts.views.scope import name_of, scope_of_address
from core.throttle import client_address, is_allowed

_KEY = "accounts_invitation"
#: Requests for a role taken from one computer in an hour; a whole prison shares one address.
ASKED_AN_HOUR = 30


@login_not_required
@never_cache
@require_safe
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the link of an invitation and go on without it in the address."""
    try:
        read_token(token)
    except BrokenLink:
        return _broken(request)
    request.session[_KEY] = token
    return redirect("accounts:join")


def _broken(request: HttpRequest) -> HttpResponse:
    request.session.pop(_KEY, None)
    return render(request, "accounts/joining/broken.html", status=404)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Show what somebody is invited to, and let them take it up: with a new account or with their own."""
    try:
        invitation = read_token(request.session.get(_KEY, ""))
    except BrokenLink:
        return _broken(request)
    holder = User.objects.filter(email__iexact=invitation.email).first()
    if holder is not None and (holder.is_active or holder.suspended_at is None):
        return _join_with_account(request, invitation, holder)
    form = NewAccountForm(
        request.POST if request.method == "POST" else None, email=invitation.email, known=holder is not None
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = _accepted(request, invitation, name=given.get("name", ""), password=given["password"])
        if user is None:
            return _broken(request)
        request.session.pop(_KEY, None)
        login = Login(user=user, redirect_url="/")
        return perform_password_login(request, {"email": user.email}, login)
    return render(request, "accounts/joining/join.html", _about(invitation) | {"form": form})


def _join_with_account(request: HttpRequest, invitation: Invitation, holder: User) -> HttpResponse:
    """Let the holder of an account take up the role once they have signed in."""
    is_holder = request.user.is_authenticated and request.user.pk == holder.pk
    if request.method == "POST" and is_holder:
        if _accepted(request, invitation, by=holder) is None:
            return _broken(request)
        request.session.pop(_KEY, None)
        messages.success(request, _("You have taken up the role."))
        return redirect("/")
    context = _about(invitation) | {
        "is_holder": is_holder,
        "is_somebody_else": request.user.is_authenticated and not is_holder,
        "sign_in": f"{reverse('account_login')}?next={reverse('accounts:join')}",
    }
    return render(request, "accounts/joining/join_with_account.html", context)


def _accepted(request: HttpRequest, invitation: Invitation, **how: Any) -> User | None:
    """Take up the invitation; None when it does not work any more: the page says why that may be."""
    try:
        return accept_invitation(invitation=invitation, **how)
    except ValidationError:
        return None


def _about(invitation: Invitation) -> dict[str, Any]:
    return {"role": invitation.definition, "where": name_of(invitation.scope), "email": invitation.email}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Let somebody say where they work before they ask for a role there."""
    scopes = {kind.value: _open(kind, request.user) for kind in (ScopeKind.PRISON, ScopeKind.ORGANISATION)}
    form = WhereForm(request.POST if request.method == "POST" else None, scopes=scopes)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        return redirect("accounts:ask_role", kind=place, key=form.cleaned_data[place])
    return render(request, "accounts/joining/ask.html", {"form": form})


def _open(kind: ScopeKind, user: Any) -> list[Any]:
    """Return the prisons or organisations that anybody may see."""
    return list(scope_table(kind)._default_manager.all().visible_to(user))  # type: ignore[attr-defined]


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_role(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Ask for a role in a prison or organisation. The answer is the same for everybody."""
    scope = scope_of_address(kind, key)
    roles = roles_to_ask_for(scope) if scope is not None else []
    by = request.user if isinstance(request.user, User) else None
    form = AskForm(request.POST if request.method == "POST" else None, roles=roles, known=by is not None)
    if request.method == "POST" and form.is_valid():
        if not is_allowed("account-request", _computer(request), limit=ASKED_AN_HOUR, seconds=3600):
            return render(request, "429.html", status=429)
        given = form.cleaned_data
        who = {"email": given.get("email", ""), "name": given.get("name", "")}
        ask_for_role(role=form.role(), scope=scope, why=given["why"], by=by, **who)
        return redirect("accounts:asked")
    return render(request, "accounts/joining/ask_role.html", {"form": form, "place": name_of(scope)})


def _computer(request: HttpRequest) -> str:
    """Return a keyed hash of the computer's address: the address itself is personal."""
    return salted_hmac("accounts.ask", client_address(request)).hexdigest()[:16]


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next, the same to everybody."""
    return render(request, "accounts/joining/asked.html")


@login_not_required
@never_cache
@require_safe
def request_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever has the link what was decided."""
    found = read_request_token(token)
    if found is None:
        return render(request, "accounts/joining/broken.html", status=404)
    context = {"asked": found, "where": name_of(found.scope), "role": found.definition}
    return render(request, "accounts/joining/answer.html", context)
