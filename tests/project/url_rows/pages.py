"""Pages, the files beside them, and the editor where it differs from its rule."""

from tests.project.personas import EDITORS
from tests.project.url_rows.rows import MOVED, NOT_FOUND, SIGN_IN, Row, everybody, row

ROWS: dict[str, Row] = {
    # Pages, and the files beside them
    "wagtail_serve": everybody(arguments=lambda world: world.listing.url),
    "wagtaildocs_serve": everybody(NOT_FOUND, arguments=lambda world: "/documents/1/x.pdf"),
    "wagtaildocs_authenticate_with_password": everybody(NOT_FOUND, arguments=lambda world: {"restriction_id": 1}),
    # The editor, where it differs from the rule below
    "wagtailadmin_login": row({"anonymous"} | EDITORS, MOVED, SIGN_IN),
}
