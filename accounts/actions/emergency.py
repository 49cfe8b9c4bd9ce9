"""The emergency view: an administrator sees the people of one prison for a short time (docs/adr)."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import permissions
from accounts.models import AccessSettings, EmergencyView, User
from accounts.notifications import EMERGENCY_VIEW, people_in_charge
from core import audit
from core.notifications import Facts, notify


@transaction.atomic
def open_emergency_view(*, scope: Any, reason: str, by: User) -> EmergencyView:
    """Let an administrator look at one scope's people for some minutes, and tell those in charge there.

    Raises PermissionDenied for anybody else, ValidationError without a reason.
    """
    if not permissions.is_administrator(by):
        raise PermissionDenied("Only a national administrator opens an emergency view.")
    if not reason.strip():
        raise ValidationError("Say why. The prison’s coordinators read it.")
    end_emergency_views(by=by)
    view = EmergencyView.objects.create(
        user=by,
        scope_kind=scope.scope_kind,
        scope_key=scope.scope_key,
        reason=reason.strip(),
        ends_at=timezone.now() + timedelta(minutes=AccessSettings.load().break_glass_minutes),
    )
    audit.record("emergency-view.opened", by=by, about=view, scope=scope, until=view.ends_at)
    facts = Facts(link=reverse("accounts:emergency", kwargs={"pk": view.pk}))
    notify(EMERGENCY_VIEW, to=people_in_charge(scope), scope=scope, facts=facts)
    return view


@transaction.atomic
def end_emergency_views(*, by: User) -> int:
    """End what the administrator has open; return how many."""
    views = list(EmergencyView.objects.in_force().filter(user=by).select_for_update())
    for view in views:
        view.ends_at = timezone.now()
        view.save(update_fields=["ends_at", "updated_at"])
        audit.record("emergency-view.ended", by=by, about=view, scope=view.scope)
    return len(views)
