"""The desk's entry in the main menu, and where coordinators come to after signing in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import RoleAssignment
from accounts.roles import ADMINISTRATOR, COORDINATE, ROLES, SEE_EVIDENCE, SEE_TOTALS, ScopeKind
from core.landing import register_landing
from core.navigation import register
from directory.navigation import roles_held, works_for_an_organisation

COORDINATING = tuple(code for code, role in ROLES.items() if COORDINATE in role.permissions)
READING = tuple(code for code, role in ROLES.items() if SEE_EVIDENCE in role.permissions)


def coordinates(request: HttpRequest) -> bool:
    """Show the desk to those who run a prison's voluntary sector."""
    return bool(roles_held(request) & set(COORDINATING))


def reads_evidence_alone(request: HttpRequest) -> bool:
    """Show the evidence to a senior sponsor, who has no worklist."""
    held = roles_held(request)
    return bool(held & set(READING)) and not held & set(COORDINATING)


def desk_of(user: Any) -> str:
    """Return the desk as the home page of coordinators and deputies, and of senior sponsors."""
    held = RoleAssignment.objects.active().filter(user=user, scope_kind=ScopeKind.PRISON, role__in=READING)
    return reverse("coordinator:home") if held.exists() else ""


def administers(request: HttpRequest) -> bool:
    """Show the national list of posts to whoever looks after people everywhere."""
    return ADMINISTRATOR.code in roles_held(request)


def sees_totals(request: HttpRequest) -> bool:
    """Show the measures across prisons to those who see totals."""
    return any(SEE_TOTALS in ROLES[code].permissions for code in roles_held(request))


register("Checklists", "coordinator:own_checklists", order=32, visible=works_for_an_organisation, more=True)
register("Measures", "coordinator:national_measures", order=65, visible=sees_totals, more=True)
register("Coordinators", "coordinator:prisons", order=70, visible=administers, more=True)
register("Worklist", "coordinator:home", order=5, visible=coordinates)
register("Evidence", "coordinator:evidence_home", order=5, visible=reads_evidence_alone)
register_landing(desk_of, order=10)
