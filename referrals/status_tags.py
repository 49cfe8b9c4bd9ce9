"""The colour of a referral's state. The words beside it say the same, for mono printers and colour-blind readers."""

from referrals.enums import Status
from referrals.models import Referral

_COLOURS = {
    Status.DRAFT: "grey",
    Status.SENT: "blue",
    Status.ASKED: "yellow",
    Status.RETURNED: "orange",
    Status.ACCEPTED: "green",
    Status.WAITING_LIST: "teal",
    Status.IN_PROGRESS: "green",
    Status.ON_HOLD: "yellow",
    Status.COMPLETED: "grey",
    Status.ENDED_EARLY: "grey",
    Status.DECLINED: "orange",
    Status.WITHDRAWN: "grey",
}


def colour_of(referral: Referral) -> str:
    """Return the colour of the tag of a referral's status."""
    return _COLOURS[Status(referral.status)]
