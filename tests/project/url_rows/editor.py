"""The editor: which of its addresses is for whom. They are Wagtail's own, so rules stand here instead of names.

Pages are asked for in the other prison. What is refused is "not found", or, beside pages, the way back to the
editor's own front page, as Wagtail has it.
"""

import re
from dataclasses import replace

from tests.project.personas import CURATORS_ELSEWHERE, CURATORS_HERE, EDITORS
from tests.project.url_rows.rows import HOME, MOVED, NOT_ALLOWED, NOT_FOUND, OK, SIGN_IN, Row, row

_ADMINISTRATOR = {"administrator"}
_NATIONAL_EDITORS = {"administrator", "content-editor"}
_PAGE_EDITORS = CURATORS_HERE | CURATORS_ELSEWHERE | _ADMINISTRATOR

#: Parts that this service does not use: closed to everybody.
CLOSED = (
    "wagtailadmin_collections:",
    "wagtailadmin_workflows:",
    "wagtailsettings:",
    "wagtaildocs:",
    "wagtaildocs_chooser:",
    "wagtailimages:",
    "wagtailimages_chooser:",
    "wagtailsites:",
)
#: Links inside a text, and making an entry inside a list to choose from: no text and no list here has them.
_UNUSED = re.compile(r"wagtailadmin_choose_page_(external|email|phone|anchor)_link|wagtailsnippetchoosers_\w+:create")
#: Signing out of the editor leads to the page where one signs in.
_SIGNS_OUT = "wagtailadmin_logout"
#: The lists that the national editors curate; all other lists and settings are an administrator's.
CATALOGUE = (
    "organisation:",
    "need:",
    "needsynonym:",
    "group:",
    "groupsynonym:",
    "deliverymode:",
    "legalstatus:",
    "locationkind:",
    "language:",
    "wordtoavoid:",
    "reviewsettings:",
)
#: What goes over the pages that one may edit, and names no other.
OF_OWN_PAGES = (
    "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:search",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_explore_root",
    "listings_due",
    "listings_per_trigger",
)
#: What every editor needs to edit anything at all.
OF_EVERY_EDITOR = (
    "wagtailadmin_",
    "wagtail_bulk_action",
    "wagtailsnippetchoosers_",
    "wagtailsnippets:index",
    "simple_translation:",
)
#: What those let in are answered by the last part of the name; a list of the world here may have no row to edit.
_ANSWERS = dict.fromkeys(("index", "index_results", "list", "list_results"), (OK,)) | {"edit": (OK, NOT_FOUND)}
_PAGE_ARGUMENTS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
_ANY = (OK, MOVED, HOME, NOT_ALLOWED, NOT_FOUND)

#: Of pages others are told nothing: a way back to the front page would say that there is one.
_PAGES = row(CURATORS_ELSEWHERE | _ADMINISTRATOR, *_ANY)


def row_of(name: str, parameters: tuple[str, ...]) -> Row:
    """Return who is let in at an address of the editor. What no rule speaks of is an administrator's."""
    if name.startswith(CLOSED) or _UNUSED.fullmatch(name):
        return row(())
    if _PAGE_ARGUMENTS & set(parameters) or name.startswith("wagtailadmin_pages:revisions"):
        return _PAGES
    if name.startswith(OF_OWN_PAGES):
        return _refusing(_PAGE_EDITORS, *_ANY)
    if name.endswith(":create"):
        return _refusing(_ADMINISTRATOR, *_ANY)
    if name.startswith(OF_EVERY_EDITOR):
        return replace(_refusing(EDITORS, *_ANY), posted=(SIGN_IN,) if name == _SIGNS_OUT else ())
    answers = _ANSWERS.get(name.rsplit(":", 1)[-1], _ANY)
    return _refusing(_NATIONAL_EDITORS if name.startswith(CATALOGUE) else _ADMINISTRATOR, *answers)


def _refusing(who: set[str], *answers: int | str) -> Row:
    return replace(row(who, *answers), outside=(HOME,))
