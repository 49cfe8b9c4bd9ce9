"""The retention engine: what personal data leaves when, and the run that makes it leave.

An app says in its `retention.py` (picked up by autodiscovery) which rows' time is over; what happens to their
fields follows from its `privacy.py`:

    register(
        Rule(
            code="requests.closed",
            label="Closed requests",
            sentence="90 days after a request was closed, everything personal in it is emptied.",
            days=lambda: RequestSettings.load().keep_days_closed,
            due=lambda before: Request.objects.closed_before(before).filter(still_filled(Request)),
            covers=(Request,),
        )
    )

core/README.md explains each part.
"""

from core.retention.emptying import empty, still_filled
from core.retention.keeping import is_held, means_too
from core.retention.rules import Rule, all_rules, register, uncovered
from core.retention.runs import Outcome, run, simulate

__all__ = [
    "Outcome",
    "Rule",
    "all_rules",
    "empty",
    "is_held",
    "means_too",
    "register",
    "run",
    "simulate",
    "still_filled",
    "uncovered",
]
