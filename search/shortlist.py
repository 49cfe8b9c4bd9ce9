"""The shortlist of one review: which listings, in which order. It lives in the session and nowhere else.

It holds ids of published listings and nothing about the person, and it goes when staff clear it, when they
sign out (Django empties the session) and when the session ends (`SESSION_COOKIE_AGE`).
"""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from directory.models import Prison, ServicePage

_KEY = "shortlist"
MOST = 20
"""More than this is no shortlist, and would let a script fill the session."""


class Shortlist:
    """The listings put aside in one prison, in the order in which they will stand on the sheet."""

    def __init__(self, session: SessionBase, prison: Prison) -> None:
        self._session = session
        self._code = prison.code
        self.ids: list[int] = list(session.get(_KEY, {}).get(prison.code, []))

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, page_id: object) -> bool:
        return page_id in self.ids

    @property
    def is_full(self) -> bool:
        """Say whether nothing more can be added."""
        return len(self.ids) >= MOST

    def add(self, page_id: int) -> None:
        """Put a listing at the end, once. Does nothing when the list is full."""
        if page_id not in self.ids and not self.is_full:
            self._keep([*self.ids, page_id])

    def remove(self, page_id: int) -> None:
        """Take a listing off."""
        self._keep([kept for kept in self.ids if kept != page_id])

    def move(self, page_id: int, by: int) -> None:
        """Move a listing up (negative) or down; the ends of the list are walls."""
        if page_id not in self.ids:
            return
        rest = [kept for kept in self.ids if kept != page_id]
        place = max(0, self.ids.index(page_id) + by)
        self._keep([*rest[:place], page_id, *rest[place:]])

    def clear(self) -> None:
        """Forget every listing of this prison."""
        self._keep([])

    def pages(self, user: Any) -> list[ServicePage]:
        """Return the listings in order, leaving out those that are no longer published here."""
        if not self.ids:
            return []
        found = ServicePage.objects.visible_to(user).live().in_prison(self._code)
        by_id = found.select_related("organisation", "status").prefetch_related("sessions").in_bulk(self.ids)
        return [by_id[page_id] for page_id in self.ids if page_id in by_id]

    def _keep(self, ids: list[int]) -> None:
        self.ids = ids
        others = {code: kept for code, kept in self._session.get(_KEY, {}).items() if code != self._code}
        self._session[_KEY] = others | ({self._code: ids} if ids else {})
