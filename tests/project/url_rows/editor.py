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
_PAGE_ARGUMENTS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
#: What an empty form may be answered.
_ANY = (OK, MOVED, HOME, NOT_ALLOWED, NOT_FOUND)
#: Lists and settings that are neither made longer nor shorter, and lists of which nothing in use is deleted.
_KEPT = re.compile(
    r"(wagtailsnippets_\w+_)?(\w*settings|rankingweights|stagerule):(add|delete)"
    r"|wagtailsnippets_\w+_(trainingmodule|clearancelevel|accesstype|leaveritem|scrutinybody|expectationframework):delete"
    r"|(organisation|need|group|deliverymode|legalstatus|locationkind|language):delete"
)
#: What those let in are answered, asked plainly, where that is not a page: by why it is not.
_OTHERWISE: dict[tuple[int | str, ...], str] = {
    # The world has no such version, task, file or alias, and nothing is chosen.
    (NOT_FOUND,): "wagtailadmin_api:pages:detail wagtailadmin_api:pages:find wagtailadmin_api:pages:action "
    "wagtailadmin_api:documents:detail wagtailadmin_api:documents:find wagtailadmin_api:images:detail "
    "wagtailadmin_api:images:find wagtail_bulk_action wagtailadmin_pages:convert_alias "
    "wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data "
    "wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_revert wagtailadmin_pages:revisions_unschedule "
    "wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history_detail "
    "wagtailadmin_tag_model_autocomplete wagtailadmin_block_preview",
    # A draft is not taken down. No page moves, is copied, translated or hidden by a password.
    (HOME,): "wagtailadmin_pages:unpublish wagtailadmin_pages:move wagtailadmin_pages:copy "
    "wagtailadmin_pages:workflow_preview wagtailadmin_pages:set_privacy wagtailsnippets:index "
    "simple_translation:submit_page_translation simple_translation:submit_snippet_translation",
    (MOVED,): "wagtailadmin_explore_root wagtailadmin_pages:add_subpage wagtailadmin_pages:revisions_index",
    # Whoever may write in one place only need not choose it.
    (OK, MOVED): "wagtailadmin_pages:choose_parent",
    # Nothing leads there, and whoever sends the form is refused.
    (OK, NOT_FOUND): "wagtailadmin_pages:move_confirm",
    (NOT_ALLOWED,): "wagtailadmin_pages:set_page_position wagtailadmin_pages:lock wagtailadmin_pages:unlock "
    "wagtailadmin_logout wagtailadmin_editing_sessions:release",
    # Of a page elsewhere others are told nothing.
    (NOT_ALLOWED, NOT_FOUND): "wagtailadmin_editing_sessions:ping",
}
_ANSWERS = {name: answers for answers, names in _OTHERWISE.items() for name in names.split()}


def row_of(name: str, parameters: tuple[str, ...]) -> Row:
    """Return who is let in at an address of the editor, and that they get a page there, but for what is said above."""
    if name.startswith(CLOSED) or _UNUSED.fullmatch(name):
        return row(())
    answers = (HOME,) if _KEPT.fullmatch(name) else _ANSWERS.get(name, (OK,))
    posted = (*_ANY, SIGN_IN) if name == _SIGNS_OUT else _ANY
    if _PAGE_ARGUMENTS & set(parameters) or name.startswith("wagtailadmin_pages:revisions"):
        # Of pages others are told nothing: a way back to the front page would say that there is one.
        return row(CURATORS_ELSEWHERE | _ADMINISTRATOR, *answers, posted=posted)
    return replace(row(_editors_of(name), *answers, posted=posted), outside=(HOME,))


def _editors_of(name: str) -> set[str]:
    """Return who edits what an address beside pages is about. What no rule speaks of is an administrator's."""
    if name.startswith(OF_OWN_PAGES):
        return _PAGE_EDITORS
    if name.endswith(":create"):
        return _ADMINISTRATOR
    if name.startswith(OF_EVERY_EDITOR):
        return EDITORS
    return _NATIONAL_EDITORS if name.startswith(CATALOGUE) else _ADMINISTRATOR
