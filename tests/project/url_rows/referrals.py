"""Referrals."""

from tests.project.personas import ORGANISATION_HERE
from tests.project.url_rows.rows import Row, row

_SEES_REFERRAL = {"staff@here"} | ORGANISATION_HERE

ROWS: dict[str, Row] = {
    # Referrals
    "referrals:case": row(_SEES_REFERRAL, arguments=lambda world: {"pk": world.referral.pk}),
}
