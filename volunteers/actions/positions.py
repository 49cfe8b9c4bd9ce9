"""The register of roles."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import guardian
from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from volunteers.models import AccessType, Position, TrainingModule


@transaction.atomic
def save_position(
    *, position: Position, access_types: Iterable[AccessType], modules: Iterable[TrainingModule], by: Any
) -> Position:
    """Write a role of the register, new or changed. Raises PermissionDenied or ValidationError.

    A prison's coordinators write every role there; a lead writes those of the own organisation, which only a
    coordinator advertises.
    """
    coordinates = guardian.can(by, MANAGE_VOLUNTEERS, position.prison)
    leads = position.organisation is not None and guardian.can(by, MANAGE_VOLUNTEERS, position.organisation)
    if not coordinates and not leads:
        raise PermissionDenied("You do not keep this prison’s roles.")
    if not coordinates and position.is_open and not _is_advertised(position):
        raise PermissionDenied("The prison’s coordinator decides which roles are advertised.")
    access_types, modules = list(access_types), list(modules)
    is_new = position._state.adding
    if not coordinates and not is_new and _needs_change(position, access_types, modules):
        raise PermissionDenied("The prison’s coordinator decides what a role needs.")
    position.full_clean()
    position.save()
    position.access_types.set(access_types)
    position.modules.set(modules)
    event = "position.added" if is_new else "position.changed"
    audit.record(event, by=by, about=position, scope=position.prison, is_open=position.is_open)
    return position


def _needs_change(position: Position, access_types: list[AccessType], modules: list[TrainingModule]) -> bool:
    held = Position.objects.get(pk=position.pk)
    asked = (position.required_level_id, set(access_types), set(modules))
    return asked != (held.required_level_id, set(held.access_types.all()), set(held.modules.all()))


def _is_advertised(position: Position) -> bool:
    return Position.objects.filter(pk=position.pk, is_open=True).exists()
