"""The main navigation: apps register their own entries, the base template shows those the reader may use.

An app writes, in its `navigation.py`:

    register(_("Find support"), "search:finder", order=10)
    register(_("Worklist"), "desk:worklist", order=40, visible=has_worklist)

Whoever has many entries sees those registered with `more=True` behind one entry, “More”, so that the menu stays on
one line; whoever has few sees them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Visible = Callable[[HttpRequest], bool]

#: So many entries fit on one line of a small laptop's screen. With more of them, some go behind “More”.
ONE_LINE = 8


class NavigationItem(TypedDict):
    """One entry as the base template needs it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Entry:
    """One registered entry. `url_name` is reversed without arguments; `more` may go behind the entry “More”."""

    label: str | Promise
    url_name: str
    visible: Visible
    order: int
    more: bool


def signed_in(request: HttpRequest) -> bool:
    """Show an entry to everybody who has signed in: the default."""
    return request.user.is_authenticated


def everybody(request: HttpRequest) -> bool:
    """Show an entry to visitors too."""
    return True


class Registry:
    """The entries of one menu."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def register(
        self,
        label: str | Promise,
        url_name: str,
        *,
        visible: Visible = signed_in,
        order: int = 100,
        more: bool = False,
    ) -> None:
        """Add an entry; the lowest order comes first. Raises ValueError for a `url_name` that has one already."""
        if url_name in self._entries:
            raise ValueError(f"The menu has an entry for {url_name} already: one address, one entry.")
        self._entries[url_name] = Entry(label, url_name, visible, order, more)

    def items_for(self, request: HttpRequest) -> list[NavigationItem]:
        """Return the entries of the menu, the one marked as current to which the page belongs."""
        shown = self._shown_to(request)
        folded = [entry for entry in shown if entry.more] if len(shown) > ONE_LINE else []
        items = _marked(request.path, shown)
        kept = [item for item, entry in zip(items, shown, strict=True) if entry not in folded]
        if folded:
            more = reverse("core:more")
            behind = any(item["current"] for item in items) and not any(item["current"] for item in kept)
            kept.append({"label": str(_("More")), "url": more, "current": behind or request.path == more})
        return kept

    def all_for(self, request: HttpRequest) -> list[NavigationItem]:
        """Return every entry this request may see: what the page behind “More” lists."""
        return _marked("", self._shown_to(request))

    def _shown_to(self, request: HttpRequest) -> list[Entry]:
        if not hasattr(request, "user"):
            return []  # an error page for a request that was refused before anybody was looked up
        entries = sorted(self._entries.values(), key=lambda entry: (entry.order, str(entry.label)))
        return [entry for entry in entries if entry.visible(request)]


def _marked(path: str, entries: list[Entry]) -> list[NavigationItem]:
    urls = [reverse(entry.url_name) for entry in entries]
    current = max((url for url in urls if _is_within(path, url)), key=len, default=None)
    return [
        {"label": str(entry.label), "url": url, "current": url == current}
        for entry, url in zip(entries, urls, strict=True)
    ]


def _is_within(path: str, url: str) -> bool:
    """Whether a page belongs to a section: the front page has no sections, so it only matches itself."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


main = Registry()
footer = Registry()
register = main.register
register_footer = footer.register

register_footer(_("Accessibility"), "core:accessibility", visible=everybody, order=10)
register_footer(_("Privacy"), "core:privacy", visible=everybody, order=20)
register_footer(_("Contact"), "core:contact", visible=everybody, order=30)
register(_("Messages"), "core:notifications", order=90)
