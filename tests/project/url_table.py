"""Who gets which answer at each address of the project.

Every address of the URL configuration stands here by the name of its view, those of the editor by a rule. An
address that is missing fails tests/project/test_urls.py. Whoever is not among `lets_in` gets "not found", or,
not signed in, the sign-in page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from directory.actions.insert import publish_edition
from directory.actions.proposals import propose_change
from directory.models import ListingStatus
from directory.review_link import make_token
from tests.project.personas import (
    CURATORS_ELSEWHERE,
    CURATORS_HERE,
    EDITORS,
    EVERYBODY,
    ORGANISATION_ELSEWHERE,
    ORGANISATION_HERE,
    PRISON_ELSEWHERE,
    PRISON_HERE,
    SIGNED_IN,
    World,
)

#: Arguments of an address by name, or the whole address where it has none with names.
Arguments = dict[str, Any] | str
_nothing: Callable[[World], Arguments] = lambda world: {}  # noqa: E731

OK, MOVED, BAD, UNKNOWN, NOT_FOUND, NOT_ALLOWED = 200, 302, 400, 401, 404, 405
#: A redirect to the page where one signs in.
SIGN_IN = "sign in"


@dataclass(frozen=True)
class Row:
    """Who is let in at an address, what they may be answered, and how to ask."""

    lets_in: frozenset[str]
    answers: tuple[int | str, ...] = (OK,)
    arguments: Callable[[World], Arguments] = _nothing
    method: str = "get"
    data: Callable[[World], Arguments] = _nothing


def row(
    who: Iterable[str],
    *answers: int | str,
    arguments: Callable[[World], Arguments] = _nothing,
    method: str = "get",
    data: Callable[[World], Arguments] = _nothing,
) -> Row:
    """Write one row; without answers, those let in must get a page."""
    return Row(frozenset(who), answers or (OK,), arguments, method, data)


def everybody(*answers: int | str, **how: Any) -> Row:
    """Let everybody in."""
    return row(EVERYBODY, *answers, **how)


def signed_in(*answers: int | str, **how: Any) -> Row:
    """Let everybody in who has signed in."""
    return row(SIGNED_IN, *answers, **how)


def closed(**how: Any) -> Row:
    """Answer "not found" to everybody, signed in or not."""
    return row(EVERYBODY, NOT_FOUND, **how)


HOLDS_CODES = {name for name in SIGNED_IN if name not in ("nobody", "analyst", "content-editor", "volunteer")}
_NO_KEY = "7f0e9c1e-2f3b-4a6e-9f7a-0123456789ab"


def _here(**more: Any) -> dict[str, Any]:
    """Return how to ask for an address of the prison here."""
    return {"arguments": lambda world: {"code": world.prison.code, **more}}


_HERE = _here()
_A_KEY = {"arguments": lambda world: {"pk": 1}}
_CHECKS_HERE = CURATORS_HERE | {"administrator"}


_SEES_REFERRAL = {"staff@here"} | ORGANISATION_HERE


def _prison_here(world: World) -> Arguments:
    return {"code": world.prison.code}


def _listing_to_check(world: World) -> Arguments:
    return {"code": world.prison.code, "key": world.listing.translation_key}


def _signed_link(world: World) -> dict[str, Any]:
    return {"token": make_token(world.organisation, timezone.localdate())}


def _signed_link_to_listing(world: World) -> Arguments:
    ListingStatus.objects.filter(page=world.listing).update(review_due_on=timezone.localdate())
    return _signed_link(world) | {"key": world.listing.translation_key}


_ORGANISATIONS = ORGANISATION_HERE | ORGANISATION_ELSEWHERE


def _prison_code(world: World) -> Arguments:
    return {"code": world.prison.code}


def _listing_key(world: World) -> Arguments:
    return {"key": world.listing.translation_key}


def _waiting_proposal(world: World) -> Arguments:
    by = world.people["worker@here"]
    return {"key": propose_change(page=world.listing, changes={"summary": "New words"}, by=by).proposal.pk}


_READS_INSERT = PRISON_HERE | {"administrator"}


def _edition_here(**more: Any) -> Callable[[World], Arguments]:
    """Return how to ask for an address of an edition of the prison here, published on first use."""

    def arguments(world: World) -> Arguments:
        edition = world.prison.insert_editions.first()
        edition = edition or publish_edition(prison=world.prison, by=world.people["coordinator@here"])
        return {"code": world.prison.code, "number": edition.number, **more}

    return arguments


def _prison_with_edition(world: World) -> Arguments:
    _edition_here()(world)
    return _prison_here(world)


TABLE: dict[str, Row] = {
    # About the site
    "core:healthz": everybody(),
    "core:accessibility": everybody(),
    "core:privacy": everybody(),
    "core:contact": everybody(),
    "core:styleguide": closed(),
    "core:notifications": signed_in(),
    "core:notifications_read": signed_in(MOVED, method="post"),
    "core:notification_settings": signed_in(),
    "core:undelivered_mail": row({"administrator"}),
    "core:notification": row((), arguments=lambda world: {"key": "7f0e9c1e-2f3b-4a6e-9f7a-0123456789ab"}),
    # Signing in: open to visitors; those who have signed in are sent on
    "account_login": everybody(OK, MOVED),
    "account_logout": everybody(OK, MOVED),
    "account_inactive": everybody(),
    "account_reset_password": everybody(),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(arguments=lambda world: {"uidb36": "1", "key": "nothing"}),
    "account_reset_password_from_key_done": everybody(),
    "account_reauthenticate": signed_in(),
    "account_change_password": signed_in(),
    "mfa_authenticate": everybody(MOVED, SIGN_IN),
    "mfa_trust": everybody(MOVED, SIGN_IN),
    "mfa_login_webauthn": everybody(MOVED, SIGN_IN),
    "mfa_index": signed_in(),
    "mfa_reauthenticate": signed_in(OK, MOVED),
    "mfa_activate_totp": signed_in(MOVED),
    "mfa_deactivate_totp": row(()),
    "mfa_view_recovery_codes": row(HOLDS_CODES, MOVED),
    "mfa_generate_recovery_codes": signed_in(MOVED),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(MOVED),
    "mfa_reauthenticate_webauthn": signed_in(MOVED),
    "mfa_remove_webauthn": signed_in(MOVED, **_A_KEY),
    "mfa_edit_webauthn": signed_in(MOVED, **_A_KEY),
    "usersessions_list": signed_in(),
    "socialaccount_login_cancelled": everybody(),
    "socialaccount_login_error": everybody(UNKNOWN),
    "accounts:second_factor": signed_in(),
    "accounts:session": everybody(),
    "accounts:keep_text": everybody(MOVED, SIGN_IN, method="post"),
    "accounts:kept_text": row(()),
    "accounts:printed_codes": signed_in(MOVED),
    # Checking listings: the coordinator's list, and the link that an organisation answers with
    "directory:review": row(_CHECKS_HERE, arguments=lambda world: {"code": world.prison.code}),
    "directory:review_listing": row(_CHECKS_HERE, arguments=_listing_to_check),
    "directory:review_send_link": row(_CHECKS_HERE, MOVED, method="post", arguments=_listing_to_check),
    "directory:review_link": everybody(arguments=_signed_link),
    "directory:review_link_all": everybody(MOVED, method="post", arguments=_signed_link),
    "directory:review_link_wrong_mailbox": everybody(arguments=_signed_link),
    "directory:review_link_new": everybody(MOVED, method="post", arguments=_signed_link),
    "directory:review_link_listing": everybody(arguments=_signed_link_to_listing),
    "directory:review_link_unchanged": everybody(MOVED, method="post", arguments=_signed_link_to_listing),
    "directory:review_thanks": everybody(),
    "directory:review_link_sent": everybody(),
    # Listings in a spreadsheet: uploads are their uploader's alone, so nobody opens one of somebody else
    "directory:spreadsheet": row(_CHECKS_HERE, **_HERE),
    "directory:spreadsheet_template": row(_CHECKS_HERE, **_here(ending="xlsx")),
    "directory:spreadsheet_preview": row((), **_here(key=_NO_KEY)),
    "directory:spreadsheet_errors": row((), **_here(key=_NO_KEY)),
    "directory:spreadsheet_discard": row((), method="post", **_here(key=_NO_KEY)),
    "directory:spreadsheet_export": signed_in(**_HERE),
    "directory:spreadsheet_export_file": signed_in(**_here(ending="csv")),
    # The ACCT insert: for the prison's staff; only its curators publish, only whoever made a record deletes it
    "directory:my_insert": row(PRISON_HERE | PRISON_ELSEWHERE | {"administrator"}, OK, MOVED),
    "directory:insert": row(_READS_INSERT, **_HERE),
    "directory:insert_draft": row(_READS_INSERT, **_HERE),
    "directory:insert_draft_pdf": row(_READS_INSERT, **_here(variant="standard")),
    "directory:insert_publish": row(CURATORS_HERE, **_HERE),
    "directory:insert_distribution": row(_READS_INSERT, arguments=_prison_with_edition),
    "directory:insert_take_back": row((), **_here(pk=_NO_KEY)),
    "directory:insert_edition": row(_READS_INSERT, arguments=_edition_here()),
    "directory:insert_pdf": row(_READS_INSERT, arguments=_edition_here(variant="standard")),
    # Finding services
    "search:choose": everybody(OK, MOVED),
    "search:find": everybody(arguments=_prison_here),
    "search:acct-choose": signed_in(OK, MOVED),
    "search:acct": row(PRISON_HERE | {"administrator"}, arguments=_prison_here),
    "search:sheet": row(PRISON_HERE | {"administrator"}, MOVED, arguments=_prison_here),
    "search:sheet-pdf": row(PRISON_HERE | {"administrator"}, MOVED, method="post", arguments=_prison_here),
    # Referrals
    "referrals:case": row(_SEES_REFERRAL, arguments=lambda world: {"pk": world.referral.pk}),
    # An organisation's own listings, and the changes it proposes
    "directory:adopt": row(_CHECKS_HERE, arguments=_prison_code),
    "directory:copy_listing": row(_CHECKS_HERE, arguments=_prison_code),
    "directory:new_organisation": row(_CHECKS_HERE, arguments=_prison_code),
    "directory:my_listings": row(_ORGANISATIONS),
    "directory:change_availability": row(ORGANISATION_HERE, arguments=_listing_key),
    "directory:change_times": row(ORGANISATION_HERE, arguments=_listing_key),
    "directory:change_details": row(ORGANISATION_HERE, arguments=_listing_key),
    "directory:proposals": row(CURATORS_HERE | CURATORS_ELSEWHERE | {"administrator"}),
    "directory:proposal": row(_CHECKS_HERE | ORGANISATION_HERE, arguments=_waiting_proposal),
    "directory:proposal_withdraw": row(ORGANISATION_HERE, MOVED, method="post", arguments=_waiting_proposal),
    # Pages, and the files beside them
    "wagtail_serve": everybody(arguments=lambda world: world.listing.url),
    "wagtaildocs_serve": everybody(NOT_FOUND, arguments=lambda world: "/documents/1/x.pdf"),
    "wagtaildocs_authenticate_with_password": everybody(NOT_FOUND, arguments=lambda world: {"restriction_id": 1}),
    # The editor, where it differs from the rule below
    "wagtailadmin_login": row({"anonymous"} | EDITORS, MOVED, SIGN_IN),
}

#: Names that allauth and Wagtail declare but that are closed by an address that stands before them.
SHADOWED = frozenset(
    {
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_set_password",
        "account_confirm_login_code",
        "account_confirm_email",
        "mfa_download_recovery_codes",
        "socialaccount_signup",
        "socialaccount_connections",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_error_test",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
    }
)
SHADOWED_NAMESPACES = ("wagtailusers_users:", "wagtailusers_groups:")

#: Addresses without a name of their own, by their route.
CLOSED_ROUTES = frozenset({"accounts/signup/", "accounts/social/connections/", "cms/test404/", "cms/users/"})

#: In the editor nobody else is let in at all. What an editor may change there follows from page permissions.
EDITOR = row(EDITORS, OK, MOVED, BAD, NOT_ALLOWED, NOT_FOUND)
#: National editors only.
NATIONAL_EDITORS = {"administrator", "content-editor"}


def editor_arguments(world: World) -> Arguments:
    """Return something for every argument of the editor's addresses: always of the other prison."""
    page = world.other_draft.pk
    return {
        "page_id": page,
        "parent_page_id": world.other_draft.get_parent().pk,
        "page_to_move_id": page,
        "destination_id": world.draft.get_parent().pk,
        "page_pk": page,
        "app_label": "directory",
        "app_name": "directory",
        "model_name": "servicepage",
        "content_type_app_name": "directory",
        "content_type_model_name": "servicepage",
        "object_id": page,
        "action": "delete",
        "action_name": "approve",
        "filter_spec": "width-100",
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "uidb64": "x",
        "token": "x",
    }
