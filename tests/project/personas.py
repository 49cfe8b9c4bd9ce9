"""One user per role, in two prisons and two organisations, for the walks over the whole project."""

from dataclasses import dataclass
from typing import Any

from accounts.roles import ROLES, ScopeKind
from directory.models import NeedSynonym, Organisation, Prison, ServicePage  # noqa: F401
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service

HERE, ELSEWHERE = "here", "elsewhere"


@dataclass(frozen=True)
class World:
    """Two prisons, two organisations, a listing in each, and one user per role and place."""

    prison: Prison
    other_prison: Prison
    organisation: Organisation
    other_organisation: Organisation
    listing: ServicePage
    other_listing: ServicePage
    people: dict[str, Any]


def build_world() -> World:
    """Make the world. People are named "role@here", "role@elsewhere", "role" (national), "nobody", "anonymous"."""
    prison = PrisonFactory(code="PHA", name="Planted Here (HMP)")
    other = PrisonFactory(code="PEB", name="Planted Elsewhere (HMP)")
    organisation = OrganisationFactory(name="Planted Org Here")
    other_organisation = OrganisationFactory(name="Planted Org Elsewhere")
    need = NeedFactory(slug="planted-need", parent=NeedFactory(slug="planted-heading"), trigger_order=1)
    listing = service(prison, organisation=organisation, title="Planted service here", needs=[need])
    other_listing = service(other, organisation=other_organisation, title="Planted service elsewhere", needs=[need])
    people: dict[str, Any] = {"anonymous": None, "nobody": UserFactory(name="Nobody")}
    scopes = {
        ScopeKind.PRISON: {HERE: prison, ELSEWHERE: other},
        ScopeKind.ORGANISATION: {HERE: organisation, ELSEWHERE: other_organisation},
    }
    for role in ROLES.values():
        if role.kind == ScopeKind.NATIONAL:
            people[role.code] = user_with_role(role.code, name=role.label)
            continue
        for place, scope in scopes[role.kind].items():
            people[f"{role.code}@{place}"] = user_with_role(role.code, scope, name=f"{role.label} {place}")
    return World(prison, other, organisation, other_organisation, listing, other_listing, people)
