"""A prison ready to print: needs, contacts and a few listings in different states."""

import datetime
from typing import Any

from directory import models as m
from directory.enums import Availability, ContactFunction
from tests.factories.directory import NeedFactory, PrisonFactory, prison_page, service

CONTACTS = [
    (ContactFunction.COORDINATOR, "Sam Coordinator", "ext 5170"),
    (ContactFunction.CHAPLAINCY, "Duty chaplain", "ext 5120"),
    (ContactFunction.SAFER_CUSTODY, "Safer Custody office", "ext 5101"),
    (ContactFunction.HEALTHCARE, "Healthcare", "ext 5110"),
    (ContactFunction.DUTY_GOVERNOR, "Duty governor", "ext 5102"),
    (ContactFunction.GATE, "Gate", "ext 5105"),
]


def printable_prison(**fields: Any) -> m.Prison:
    """Return an open prison with contacts, two triggers (one without a service) and two live listings."""
    prison = PrisonFactory(**fields)
    prison_page(prison)
    for function, name, phone in CONTACTS:
        m.PrisonContact.objects.create(prison=prison, function=function, name=name, phone=phone)
    heading = NeedFactory(slug="bereavement", label="Bereavement and loss")
    death = NeedFactory(slug="recent-death", label="Someone close has died", parent=heading, trigger_order=1)
    NeedFactory(slug="funeral", label="Funeral or saying goodbye", parent=heading, trigger_order=2)
    service(
        prison,
        title="Time with a chaplain",
        needs=[death],
        contact_name="Reverend Private",
        contact_phone="ext 5120",
        staff_notes="Never printed.",
        who_can_refer="Any member of staff;Self-referral",
        response_days=1,
        sessions=[{"weekday": 0, "starts": datetime.time(9), "ends": datetime.time(11, 30), "place": "Chapel"}],
    )
    service(prison, title="Grief group", needs=[death], availability=Availability.WAITING_LIST, typical_wait_weeks=3)
    return prison
