"""One user per role, in two prisons and two organisations, for the walks over the whole project."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.roles import ROLES, ScopeKind, roles_of_kind
from directory.models import Organisation, Prison, ServicePage
from tests.factories.accounts import UserFactory, user_with_role
from tests.factories.directory import NeedFactory, OrganisationFactory, PrisonFactory, service
from tests.factories.referrals import person, referral

HERE, ELSEWHERE = "here", "elsewhere"

# Groups of personas, for the table of addresses.
VISITORS = {"anonymous"}
PRISON_HERE = {f"{role.code}@here" for role in roles_of_kind(ScopeKind.PRISON)}
PRISON_ELSEWHERE = {f"{role.code}@elsewhere" for role in roles_of_kind(ScopeKind.PRISON)}
CURATORS_HERE = {"coordinator@here", "deputy@here"}
CURATORS_ELSEWHERE = {"coordinator@elsewhere", "deputy@elsewhere"}
ORGANISATION_HERE = {"lead@here", "worker@here"}
ORGANISATION_ELSEWHERE = {"lead@elsewhere", "worker@elsewhere"}
NATIONAL = {role.code for role in roles_of_kind(ScopeKind.NATIONAL)}
EDITORS = CURATORS_HERE | CURATORS_ELSEWHERE | {"administrator", "content-editor"}
SIGNED_IN = {"nobody"} | PRISON_HERE | PRISON_ELSEWHERE | ORGANISATION_HERE | ORGANISATION_ELSEWHERE | NATIONAL
EVERYBODY = VISITORS | SIGNED_IN


@dataclass(frozen=True)
class Secret:
    """Words that stand in something not public, and who may meet them on some page."""

    words: str
    seen_by: frozenset[str]


@dataclass
class World:
    """Two prisons, two organisations, a listing and a draft in each, and one user per role and place."""

    prison: Prison
    other_prison: Prison
    organisation: Organisation
    other_organisation: Organisation
    listing: ServicePage
    other_listing: ServicePage
    draft: ServicePage
    other_draft: ServicePage
    people: dict[str, Any]
    referral: Any = None
    other_referral: Any = None
    secrets: list[Secret] = field(default_factory=list)


#: Other parts of the project plant their own things: each gets the world and adds to its secrets.
PLANTERS: list[Callable[[World], None]] = []


def build_world() -> World:
    """Make the world. People are named "role@here", "role@elsewhere", "role" (national), "nobody", "anonymous"."""
    prison = PrisonFactory(code="PHA", name="Planted Here (HMP)")
    other = PrisonFactory(code="PEB", name="Planted Elsewhere (HMP)")
    organisation = OrganisationFactory(name="Planted Org Here")
    other_organisation = OrganisationFactory(name="Planted Org Elsewhere")
    need = NeedFactory(slug="planted-need", parent=NeedFactory(slug="planted-heading"), trigger_order=1)

    def listing(where, whose, title, **fields):
        return service(where, organisation=whose, title=title, needs=[need], **fields)

    people = _people(prison, other, organisation, other_organisation)
    world = World(
        prison,
        other,
        organisation,
        other_organisation,
        listing(prison, organisation, "Planted service here"),
        listing(other, other_organisation, "Planted service elsewhere"),
        listing(prison, organisation, "Planted draft here", live=False),
        listing(other, other_organisation, "Planted draft elsewhere", live=False),
        people,
    )
    _refer(world)
    _plant(world)
    return world


def _people(prison, other, organisation, other_organisation) -> dict[str, Any]:
    people: dict[str, Any] = {"anonymous": None, "nobody": UserFactory(name="Nobody")}
    scopes = {
        ScopeKind.PRISON: {HERE: prison, ELSEWHERE: other},
        ScopeKind.ORGANISATION: {HERE: organisation, ELSEWHERE: other_organisation},
    }
    for role in ROLES.values():
        if role.kind == ScopeKind.NATIONAL:
            people[role.code] = user_with_role(role.code, name=f"Planted {role.code}")
            continue
        for place, scope in scopes[role.kind].items():
            people[f"{role.code}@{place}"] = user_with_role(role.code, scope, name=f"Planted {role.code} {place}")
    return people


def _refer(world: World) -> None:
    """Refer somebody in each prison to its listing, by its staff."""
    for place, page, name in ((HERE, world.listing, "referral"), (ELSEWHERE, world.other_listing, "other_referral")):
        who = person(page.prison, first_name="Planted", last_name=f"Person-{place}")
        staff = world.people[f"staff@{place}"]
        setattr(world, name, referral(page, status="sent", referrer=staff, person=who))
        seen_by = frozenset(f"{role}@{place}" for role in ("staff", "lead", "worker"))
        world.secrets += [Secret(who.last_name, seen_by), Secret(who.prison_number, seen_by)]


def _plant(world: World) -> None:
    """Say who may meet the words of each thing that is not public."""
    everywhere = {"administrator"}
    here = frozenset(CURATORS_HERE | ORGANISATION_HERE | everywhere)
    elsewhere = frozenset(CURATORS_ELSEWHERE | ORGANISATION_ELSEWHERE | everywhere)
    world.secrets.append(Secret(world.draft.title, here))
    world.secrets.append(Secret(world.other_draft.title, elsewhere))
    in_scope = {
        HERE: PRISON_HERE | ORGANISATION_HERE | everywhere,
        ELSEWHERE: PRISON_ELSEWHERE | ORGANISATION_ELSEWHERE | everywhere,
    }
    for name, user in world.people.items():
        if "@" in name:
            world.secrets.append(Secret(user.name, frozenset(in_scope[name.split("@")[1]])))
    for plant in PLANTERS:
        plant(world)
