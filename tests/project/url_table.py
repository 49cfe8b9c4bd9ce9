"""Who gets which answer at each address of the project.

Every address of the URL configuration stands in `url_rows/<app>.py` by its name, or by its route where it has none;
those of the editor by the rules in `url_rows/editor.py`. An address that is missing fails tests/project/test_urls.py;
`test_urls_<app>.py` asks for those of each table as every role.
"""

from tests.project.personas import World
from tests.project.url_rows import (
    accounts,
    coordinator,
    core,
    directory,
    network,
    pages,
    referrals,
    search,
    volunteers,
)
from tests.project.url_rows.rows import Arguments, Row

APPS = (core, accounts, directory, search, referrals, volunteers, coordinator, network, pages)
TABLE: dict[str, Row] = {name: found for app in APPS for name, found in app.ROWS.items()}

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
