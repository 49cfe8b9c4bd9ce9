"""What of accounts waits for those in charge of a prison: requests for a role, and roles to confirm."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import permissions
from accounts.models import AccessSettings, AccountRequest, RoleAssignment
from accounts.request_link import decide_link, scope_arguments
from accounts.roles import ROLES
from core.worklist import Item, Source, Urgency, register

#: Roles that only an administrator gives and confirms do not wait for a prison.
_GIVEN_HERE = [role.code for role in ROLES.values() if not role.given_nationally]


def requests(*, user: Any, scope: Any, most: int) -> Iterator[Item]:
    """Yield the requests on which the user may decide, the one that runs out first on top. Who asks stands behind it.

    There is no one-click answer: whoever gives a role looks first at who asks for it.
    """
    if not permissions.can_manage(user, scope):
        return
    waiting = AccountRequest.objects.waiting().held_in(scope).filter(role__in=_GIVEN_HERE)
    for request in waiting.exclude(email__iexact=user.email).order_by("expires_at", "pk")[:most]:
        yield Item(
            key=str(request.pk),
            title=f"Somebody asks for access: {request.definition.label}",
            urgency=Urgency.THIS_WEEK,
            url=decide_link(request, scope),
            detail="Look who it is and why, and decide. They are told either way.",
            due_on=timezone.localdate(request.expires_at),
            since=timezone.localdate(request.created_at),
        )


def confirmations(*, user: Any, scope: Any, most: int) -> Iterator[Item]:
    """Yield one thing for all roles to confirm: they are ticked together, on one page."""
    if not permissions.can_manage(user, scope):
        return
    due = RoleAssignment.objects.to_confirm(timezone.localdate(), AccessSettings.load()).held_in(scope)
    count = due.filter(role__in=_GIVEN_HERE).exclude(user=user).values("user").distinct().count()
    if count:
        yield Item(
            key="roles",
            title=f"{count} {'person' if count == 1 else 'people'} to confirm",
            urgency=Urgency.THIS_WEEK,
            url=reverse("accounts:people", kwargs=scope_arguments(scope)) + "?state=to_confirm",
            detail="Say that they still need access. Whom nobody confirms in time is suspended.",
        )


register(Source(code="account-requests", label="Requests for access", find=requests, minutes=3, order=65))
register(Source(code="access-review", label="Access to confirm", find=confirmations, minutes=5, order=95))
