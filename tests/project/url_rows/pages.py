"""Pages, the files beside them, and the editor where it differs from its rule."""

from tests.project.personas import EDITORS
from tests.project.url_rows import editor
from tests.project.url_rows.rows import MOVED, NOT_FOUND, SIGN_IN, Row, closed, everybody, row

_SIGN_IN = row({"anonymous"} | EDITORS, MOVED, SIGN_IN)
_OWN_REPORT = editor.row_of("wagtailadmin_reports:workflow", ())

ROWS: dict[str, Row] = {
    # Pages, and the files beside them
    "wagtail_serve": everybody(arguments=lambda world: world.listing.url),
    "wagtaildocs_serve": everybody(NOT_FOUND, arguments=lambda world: "/documents/1/x.pdf"),
    "wagtaildocs_authenticate_with_password": everybody(NOT_FOUND, arguments=lambda world: {"restriction_id": 1}),
    # The editor, where it differs from the rule below
    "wagtailadmin_login": _SIGN_IN,
    # Our own in the place of the editor's, and what it closes: by the route, for they have no name
    "cms/login/": _SIGN_IN,
    "cms/account/": editor.row_of("wagtailadmin_account", ()),
    "cms/reports/locked/": _OWN_REPORT,
    "cms/reports/locked/results/": _OWN_REPORT,
    "cms/reports/workflow/": _OWN_REPORT,
    "cms/reports/workflow/results/": _OWN_REPORT,
    "cms/reports/workflow_tasks/": _OWN_REPORT,
    "cms/reports/workflow_tasks/results/": _OWN_REPORT,
    "cms/^(?:password_reset|users|groups|failwhale|test404|reports/page-types-usage)(?:/|$)": closed(
        arguments=lambda world: "/cms/groups/"
    ),
    "cms/test404/": closed(),
    "cms/^.*/$": row({"anonymous"}, MOVED, arguments=lambda world: "/cms/nothing/of/the/sort/"),
}
