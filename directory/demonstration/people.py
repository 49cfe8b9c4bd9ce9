"""One demonstration sign-in per role. Their password is known, so they exist in demonstration mode only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.actions import grant_role
from accounts.actions.invitations import invite
from accounts.actions.requests import ask_for_role
from accounts.models import User
from accounts.roles import ROLES, SAFER_CUSTODY, STAFF, Role, ScopeKind
from directory.models import Organisation, Prison

PASSWORD = "demonstration-only"  # noqa: S105 the printed password of made-up people
PRISON_CODE = "ZZI"
ORGANISATION = "Candlewick Row Bereavement"


@dataclass(frozen=True)
class DemonstrationPerson:
    """A made-up person who holds one role."""

    role: Role
    email: str
    name: str


def demonstration_people() -> Iterator[DemonstrationPerson]:
    """Yield one person per role, in the order of the roles."""
    hosts = {
        ScopeKind.PRISON: "larkmoor.example",
        ScopeKind.ORGANISATION: "charity.example",
        ScopeKind.NATIONAL: "national.example",
    }
    for role in ROLES.values():
        yield DemonstrationPerson(role, f"{role.code}@{hosts[role.kind]}", f"Demonstration {role.label.lower()}")


def add_people() -> int:
    """Make the people who are missing and give them their roles; return how many were made.

    Raises ImproperlyConfigured outside demonstration mode.
    """
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured("Demonstration sign-ins are made in demonstration mode only (DEMONSTRATION=true).")
    scopes: dict[ScopeKind, Any] = {
        ScopeKind.PRISON: Prison.objects.get(code=PRISON_CODE),
        ScopeKind.ORGANISATION: Organisation.objects.get(name=ORGANISATION),
        ScopeKind.NATIONAL: None,
    }
    made = 0
    for person in demonstration_people():
        user = User.objects.filter(email=person.email).first()
        if user is None:
            user = User.objects.create_user(person.email, PASSWORD, name=person.name, is_demonstration=True)
            made += 1
        grant_role(user=user, role=person.role, scope=scopes[person.role.kind], by=None)
    if made:
        _add_waiting(scopes[ScopeKind.PRISON])
    return made


def _add_waiting(prison: Prison) -> None:
    """Let somebody ask for access and somebody be invited, so that the coordinator has something to decide."""
    coordinator = User.objects.get(email="coordinator@larkmoor.example")
    invite(email="chaplain@larkmoor.example", role=STAFF, scope=prison, by=coordinator)
    ask_for_role(
        role=SAFER_CUSTODY,
        scope=prison,
        email="newcomer@larkmoor.example",
        name="Demonstration newcomer",
        why="I joined the Safer Custody team on Monday.",
    )
