"""Screens for finding services and for ACCT reviews."""

from search.views.administering import learning, ranking
from search.views.choose import choose_for_acct, choose_for_finding
from search.views.find import acct_review, find_help
from search.views.sheet import support_sheet, support_sheet_pdf

__all__ = [
    "acct_review",
    "choose_for_acct",
    "choose_for_finding",
    "find_help",
    "learning",
    "ranking",
    "support_sheet",
    "support_sheet_pdf",
]
