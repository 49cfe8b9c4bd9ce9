"""What is written down of a look at a list of referrals."""

from collections.abc import Iterable
from typing import Any

from core import audit
from referrals.audit_events import organisation_of
from referrals.models import Referral


def note_listed(event: str, shown: Iterable[Referral], *, by: Any) -> None:
    """Record which referrals a page of a list shows, in the trail of each prison and organisation concerned.

    Nobody else's trail has the row, and a page without a referral leaves none: it showed nobody.
    """
    seen = list(shown)
    if seen:
        organisations = [place for referral in seen for place in organisation_of(referral)]
        places = [*(referral.prison for referral in seen), *organisations]
        audit.record(event, by=by, places=places, shown=seen)
