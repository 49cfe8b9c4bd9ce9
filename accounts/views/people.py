"""The people of a prison or organisation, for those who look after them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.actions.leaving import end_one_role, leave
from accounts.actions.review import confirm_roles
from accounts.actions.roles import restore_role
from accounts.actions.second_factor import reset_second_factor
from accounts.filters import PeopleFilter
from accounts.forms.joining import LeaveForm
from accounts.forms.second_factor_again import SecondFactorAgainForm
from accounts.models import AccessSettings, AccountRequest, Invitation, RoleAssignment, User
from accounts.open_work import left_behind
from accounts.request_link import scope_arguments
from accounts.second_factor import has_second_factor
from accounts.views.scope import managed_scope, name_of, signed_in
from core import audit

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show who has access here, who is invited and who asks; confirm those who are ticked."""
    scope = managed_scope(request, kind, key)
    if request.method == "POST":
        return _confirm(request, scope)
    chosen = PeopleFilter(request.GET, scope=scope)
    held = RoleAssignment.objects.not_ended().held_in(scope)
    found = chosen.qs.prefetch_related(Prefetch("role_assignments", held, to_attr="held_here")).order_by("name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    audit.record("accounts.listed", by=request.user, scope=scope, shown=page)
    due = set(held.to_confirm(timezone.localdate(), AccessSettings.load()).values_list("pk", flat=True))
    rows = [_row(request.user, person, due) for person in page]
    context = {
        "heading": name_of(scope),
        "where": scope_arguments(scope),
        "filter": chosen,
        "page": page,
        "rows": rows,
        "anything_due": any(row["is_due"] and not row["is_self"] for row in rows),
        "invitations": Invitation.objects.unsettled().held_in(scope),
        "requests": AccountRequest.objects.waiting().held_in(scope),
    }
    return render(request, "accounts/people/list.html", context)


def _row(user: Any, person: Any, due: set[UUID]) -> dict[str, Any]:
    """Return what the list shows of a person; their roles here are fetched along."""
    return {
        "person": person,
        "roles": [held.definition.label for held in person.held_here],
        "is_suspended": any(held.suspended_at for held in person.held_here),
        "is_due": any(held.pk in due for held in person.held_here),
        "is_self": person.pk == user.pk,
    }


def _confirm(request: HttpRequest, scope: Any) -> HttpResponse:
    """Confirm every role here of the people who are ticked."""
    ticked = [key for key in request.POST.getlist("person") if _is_key(key)]
    roles = list(RoleAssignment.objects.active().held_in(scope).filter(user__pk__in=ticked))
    allowed = [role for role in roles if permissions.can_change(request.user, role)]
    count = len({role.user_id for role in allowed})
    confirm_roles(assignments=allowed, by=signed_in(request))
    if not ticked:
        messages.error(request, _("Tick the people who still need access."))
    elif count:
        words = ngettext("%(count)s person is confirmed.", "%(count)s people are confirmed.", count)
        messages.success(request, words % {"count": count})
    if len(roles) > len(allowed):
        messages.error(request, _("Your own roles, and the coordinator’s, are confirmed by somebody else."))
    return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@never_cache
@require_safe
def person(request: HttpRequest, kind: str, key: str, pk: UUID) -> HttpResponse:
    """Show one person's roles here, and what may be done about them."""
    scope = managed_scope(request, kind, key)
    who, held = _person(scope, pk)
    audit.record("account.viewed", by=request.user, about=who, scope=scope)
    rows = [{"role": role, "may_change": permissions.can_change(request.user, role)} for role in held]
    has_factor = has_second_factor(who)
    context = {
        "person": who,
        "heading": name_of(scope),
        "where": scope_arguments(scope),
        "rows": rows,
        "may_leave": all(row["may_change"] for row in rows),
        "has_second_factor": has_factor,
        "may_reset": has_factor and permissions.can_reset_second_factor(request.user, who, scope),
        "review_days": AccessSettings.load().review_days,
    }
    return render(request, "accounts/people/person.html", context)


def _person(scope: Any, pk: UUID) -> tuple[User, list[RoleAssignment]]:
    held = list(RoleAssignment.objects.not_ended().held_in(scope).filter(user=pk).select_related("user"))
    if not held:
        raise Http404
    return held[0].user, held


@require_POST
def change(request: HttpRequest, kind: str, key: str, pk: UUID) -> HttpResponse:
    """Confirm, restore or end one role."""
    scope = managed_scope(request, kind, key)
    role = get_object_or_404(RoleAssignment.objects.not_ended().held_in(scope), pk=pk)
    if not permissions.can_change(request.user, role):
        raise Http404
    asked, by = request.POST.get("do", ""), signed_in(request)
    if asked == "confirm" and role.suspended_at is None:
        confirm_roles(assignments=[role], by=by)
        messages.success(request, _("The role is confirmed."))
    elif asked == "restore":
        restore_role(assignment=role, by=by)
        messages.success(request, _("The role is back, and counts as confirmed today."))
    elif asked == "end" and left_behind(role.user, scope, role=role):
        messages.warning(request, _("With this role goes work that they have open: say who takes it over."))
        return redirect(_where_it_is_handed_over(role, scope))
    elif asked == "end":
        end_one_role(assignment=role, scope=scope, by=by, hand_to={})
        messages.success(request, _("The role has ended."))
    left = RoleAssignment.objects.not_ended().held_in(scope).filter(user=role.user).exists()
    if left:
        return redirect("accounts:person", pk=role.user_id, **scope_arguments(scope))
    return redirect("accounts:people", **scope_arguments(scope))


def _where_it_is_handed_over(role: RoleAssignment, scope: Any) -> str:
    """Return the leaver's page: for this role alone where another stays."""
    address = reverse("accounts:leaver", kwargs={"pk": role.user_id, **scope_arguments(scope)})
    stays = RoleAssignment.objects.active().held_in(scope).filter(user=role.user_id).exclude(pk=role.pk).exists()
    return f"{address}?role={role.pk}" if stays else address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leaver(request: HttpRequest, kind: str, key: str, pk: UUID) -> HttpResponse:
    """End everything somebody may do here, or `?role=` one of their roles, and hand over what they have open."""
    scope = managed_scope(request, kind, key)
    who, held = _person(scope, pk)
    one = next((role for role in held if str(role.pk) == request.GET.get("role")), None)
    ending = [one] if one else held
    if not all(permissions.can_change(request.user, role) for role in ending):
        raise Http404
    audit.record("account.viewed", by=request.user, about=who, scope=scope)
    left = left_behind(who, scope, role=one)
    form = LeaveForm(request.POST if request.method == "POST" else None, left=left)
    if request.method == "POST" and form.is_valid() and _end(request, form, who, scope, one):
        return redirect("accounts:people", **scope_arguments(scope))
    context = {
        "form": form,
        "person": who,
        "heading": name_of(scope),
        "where": scope_arguments(scope),
        "one": one,
        "roles": ending,
        "stuck": [item for item in left if not item.colleagues and not item.waits],
        "waiting": [item for item in left if item.waits],
    }
    return render(request, "accounts/people/leaver.html", context)


def _end(request: HttpRequest, form: LeaveForm, who: User, scope: Any, one: RoleAssignment | None) -> bool:
    """End what the form is about and say so; return False with the reason on the form where that is refused."""
    by, hand_to = signed_in(request), form.hand_to()
    try:
        if one:
            end_one_role(assignment=one, scope=scope, by=by, hand_to=hand_to)
            messages.success(request, _("The role has ended."))
        else:
            leave(user=who, scope=scope, by=by, hand_to=hand_to)
            messages.success(request, _("%(name)s has no access here any more.") % {"name": who.name})
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, str(getattr(error, "message", error)))
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_again(request: HttpRequest, kind: str, key: str, pk: UUID) -> HttpResponse:
    """Let somebody who has lost their codes, key or app set up their second step again."""
    scope = managed_scope(request, kind, key)
    who, _held = _person(scope, pk)
    if not permissions.can_reset_second_factor(request.user, who, scope):
        raise Http404
    audit.record("account.viewed", by=request.user, about=who, scope=scope)
    form = SecondFactorAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_factor(user=who, scope=scope, by=signed_in(request), reason=form.why())
        except (ValidationError, PermissionDenied) as error:
            form.add_error(None, str(getattr(error, "message", error)))
        else:
            words = _("%(name)s is signed out. They can set up their second step again when they next sign in.")
            messages.success(request, words % {"name": who.name})
            return redirect("accounts:person", pk=who.pk, **scope_arguments(scope))
    context = {"form": form, "person": who, "heading": name_of(scope), "where": scope_arguments(scope)}
    return render(request, "accounts/people/second_factor_again.html", context)
