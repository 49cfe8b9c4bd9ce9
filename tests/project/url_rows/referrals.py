"""Referrals."""

from accounts.roles import REFER, ROLES
from tests.factories.referrals import expect_notice, person, referral
from tests.project.personas import (
    CURATORS_ELSEWHERE,
    CURATORS_HERE,
    ORGANISATION_HERE,
    PRISON_ELSEWHERE,
    PRISON_HERE,
    World,
)
from tests.project.url_rows.rows import MOVED, Arguments, Row, prison_here, row

_SEES_REFERRAL = {"staff@here"} | ORGANISATION_HERE


def _who_refer(where: set[str]) -> set[str]:
    return {name for name in where if REFER in ROLES[name.split("@")[0]].permissions}


_REFERS_HERE = _who_refer(PRISON_HERE)
_REFERS = _REFERS_HERE | _who_refer(PRISON_ELSEWHERE)


def _referral(world: World) -> Arguments:
    return {"pk": world.referral.pk}


def _draft(world: World) -> Arguments:
    """Return the form that the staff here have put aside, complete."""
    made = referral(world.listing, referrer=world.people["staff@here"], person=person(world.prison))
    return {"bundle": made.bundle}


def _notice(world: World) -> Arguments:
    return {"pk": expect_notice(world.listing, by=world.people["staff@here"]).pk}


ROWS: dict[str, Row] = {
    # Referring
    "referrals:new": row(_REFERS, MOVED),
    "referrals:start": row(_REFERS_HERE, arguments=prison_here),
    "referrals:blank-slip": row(_REFERS_HERE, arguments=prison_here),
    "referrals:draft": row({"staff@here"}, arguments=_draft),
    "referrals:check": row({"staff@here"}, arguments=_draft),
    "referrals:no-agreement": row({"staff@here"}, arguments=_draft),
    "referrals:sent": row({"staff@here"}, arguments=lambda world: {"bundle": world.referral.bundle}),
    "referrals:expected": row(_SEES_REFERRAL, arguments=_notice),
    # Following
    "referrals:mine": row(_REFERS),
    "referrals:follow": row({"staff@here"}, arguments=_referral),
    "referrals:slip": row({"staff@here"}, arguments=_referral),
    # Overseeing
    "referrals:oversee": row(CURATORS_HERE | CURATORS_ELSEWHERE),
    "referrals:overseen": row(CURATORS_HERE, arguments=_referral),
    # Referrals
    "referrals:case": row(_SEES_REFERRAL, arguments=_referral),
}
