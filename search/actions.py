"""Every write of search."""

from typing import Any

from core import audit
from directory.models import Prison
from search import permissions


def record_sheet(*, prison: Prison, services: int, form: str, by: Any) -> None:
    """Record that a support actions sheet was made, as a count of services and nothing more.

    `form` is "page" or "pdf". Raises Http404 when the user is not staff of the prison.
    """
    permissions.check_staff(by, prison)
    audit.record("support-sheet.printed", by=by, scope=prison, count=services, form=form)
