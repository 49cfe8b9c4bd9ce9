"""A small prison to find help in, for the browser tests."""

import datetime

from directory.models import Need, Prison, ServicePage
from tests.factories.directory import GroupFactory, NeedFactory, OrganisationFactory, PrisonFactory, service

LONG_PLACE = "Education department, room twelve"


def small_prison() -> Prison:
    """Return a prison with two triggers, three listings that fit them and ten that fit one of them."""
    prison = PrisonFactory(code="EXI", name="Exeter (HMP)")
    death = trigger("recent-death", "Someone close has died", 1)
    debt = trigger("debt-in-prison", "Debt on the wing", 2)
    GroupFactory(slug="veterans", label="Armed Forces veterans")
    GroupFactory(slug="older-people", label="Older people (50 and over)", age_from=50)
    OrganisationFactory(name="Helpline for Everyone", phone="0800 000 0000", is_helpline=True)
    trigger("first-night", "First night and first days", 3)
    listing(prison, "Sitting with grief", [death])
    listing(prison, "A candle in the chapel", [death])
    listing(prison, "Money worries", [debt])
    for number in range(1, 11):
        listing(prison, f"Debt clinic {number}", [debt])
    return prison


def trigger(slug: str, label: str, order: int) -> Need:
    """Return a need that stands in the ACCT trigger index."""
    return NeedFactory(slug=slug, label=label, trigger_order=order)


def listing(prison: Prison, title: str, needs: list[Need]) -> ServicePage:
    """Return a listing with everything that a result shows."""
    session = {"weekday": 1, "starts": datetime.time(14), "ends": datetime.time(16), "place": LONG_PLACE}
    return service(
        prison,
        title=title,
        summary="Somebody who listens and helps to plan what comes next.",
        needs=needs,
        sessions=[session],
        who_can_refer="Any member of staff;Self-referral",
        how_to_refer="Ring the office and leave a message.",
        contact_name="Morgan Fictional",
        contact_phone="ext 4411",
        typical_wait_weeks=2,
    )
