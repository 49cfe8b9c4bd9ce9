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
    is_new = position._state.adding
    position.full_clean()
    position.save()
    position.access_types.set(access_types)
    position.modules.set(modules)
    event = "position.added" if is_new else "position.changed"
    audit.record(event, by=by, about=position, scope=position.prison, is_open=position.is_open)
    return position


def _is_advertised(position: Position) -> bool:
    return Position.objects.filter(pk=position.pk, is_open=True).exists()
