"""Keeping whom to ring in a prison."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import guardian
from accounts.roles import CURATE_LISTINGS
from core import audit
from directory.enums import ContactFunction
from directory.models import Prison, PrisonContact

_ORDER = {function: place for place, function in enumerate(ContactFunction.values)}


@transaction.atomic
def change_contacts(
    *, prison: Prison, changed: Iterable[PrisonContact], removed: Iterable[PrisonContact], by: Any
) -> None:
    """Save new and changed contacts of a prison and take others away, the most urgent function first.

    Raises PermissionDenied for whoever does not curate the prison, or names a contact of another prison.
    """
    if not guardian.can(by, CURATE_LISTINGS, prison):
        raise PermissionDenied("Only this prison's coordinator or deputy changes whom to ring.")
    changed, removed = list(changed), list(removed)
    if any(contact.pk and contact.prison_id != prison.pk for contact in (*changed, *removed)):
        raise PermissionDenied("This contact is another prison's.")
    for contact in changed:
        contact.prison, contact.order = prison, _ORDER[contact.function]
        contact.full_clean()
        contact.save()
    for contact in removed:
        contact.delete()
    if changed or removed:
        audit.record("contacts.changed", by=by, about=prison, scope=prison, saved=len(changed), removed=len(removed))
