"""Who may do what with people who come in."""

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts import guardian
from accounts.roles import APPROVE_PEOPLE, MANAGE_VOLUNTEERS, RUN_GATE, RUN_TRAINING
from directory.models import Organisation, Prison
from volunteers.models import Clearance, Entrant


def is_own(user: Any, entrant: Entrant) -> bool:
    """Say whether it is the user's own record."""
    return entrant.user_id is not None and entrant.user_id == user.pk


def is_about_oneself(user: Any, entrant: Entrant) -> bool:
    """Say whether a record is the user's own, by its account or by its e-mail address.

    Somebody could be added under their own name without the account, so that is not the only sign.
    """
    address = str(getattr(user, "email", "") or "").casefold()
    return is_own(user, entrant) or (bool(address) and entrant.email.casefold() == address)


def check_not_oneself(user: Any, entrant: Entrant) -> None:
    """Raise PermissionDenied for a decision about the user's own record."""
    if is_about_oneself(user, entrant):
        raise PermissionDenied("Nobody decides about themselves. Ask a colleague.")


def keeps(user: Any, entrant: Entrant) -> bool:
    """Say whether the user keeps this person's record: a coordinator of a prison or a lead of an organisation."""
    return Entrant.objects.managed_by(user).filter(pk=entrant.pk).exists()


def check_keeps(user: Any, entrant: Entrant) -> None:
    """Raise PermissionDenied unless the user keeps this person's record."""
    if not keeps(user, entrant):
        raise PermissionDenied("You do not keep this person’s record.")


def coordinates(user: Any, prison: Prison) -> bool:
    """Say whether the user looks after the people who come in to a prison."""
    return guardian.can(user, MANAGE_VOLUNTEERS, prison)


def check_coordinates(user: Any, prison: Prison) -> None:
    """Raise PermissionDenied unless the user looks after the people who come in to a prison."""
    if not coordinates(user, prison):
        raise PermissionDenied("You do not look after people who come in to this prison.")


def check_leads(user: Any, organisation: Organisation) -> None:
    """Raise PermissionDenied unless the user looks after the organisation's people."""
    if not guardian.can(user, MANAGE_VOLUNTEERS, organisation):
        raise PermissionDenied("You do not look after this organisation’s people.")


def records_decisions(user: Any, clearance: Clearance) -> bool:
    """Say whether the user records what the vetting unit decided: the sponsor's coordinators and its security.

    Nobody records a decision about themselves.
    """
    prison = clearance.sponsor_prison
    may = coordinates(user, prison) or guardian.can(user, APPROVE_PEOPLE, prison)
    return may and not is_about_oneself(user, clearance.entrant)


def decides(user: Any, prison: Prison, entrant: Entrant | None = None) -> bool:
    """Say whether the user decides who comes in to a prison; nobody decides about themselves."""
    own = entrant is not None and is_about_oneself(user, entrant)
    return not own and guardian.can(user, APPROVE_PEOPLE, prison)


def check_decides(user: Any, prison: Prison, entrant: Entrant) -> None:
    """Raise PermissionDenied unless the user decides whether this person comes in to a prison."""
    if not decides(user, prison, entrant):
        raise PermissionDenied("Only the prison’s security decides who comes in, and nobody decides about themselves.")


def trains(user: Any, prison: Prison, entrant: Entrant | None = None) -> bool:
    """Say whether the user records training in a prison: trainers and coordinators, and nobody their own."""
    own = entrant is not None and is_about_oneself(user, entrant)
    return not own and (guardian.can(user, RUN_TRAINING, prison) or coordinates(user, prison))


def runs_gate(user: Any, prison: Prison) -> bool:
    """Say whether the user sees and prints the gate list of a prison."""
    return guardian.can(user, RUN_GATE, prison)
