"""About the site."""

from tests.project.url_rows.rows import MOVED, Row, closed, everybody, row, signed_in

ROWS: dict[str, Row] = {
    # About the site
    "core:healthz": everybody(),
    "core:accessibility": everybody(),
    "core:privacy": everybody(),
    "core:contact": everybody(),
    "core:more": signed_in(),
    "core:styleguide": closed(),
    "core:notifications": signed_in(),
    "core:notifications_read": signed_in(MOVED, method="post"),
    "core:notification_settings": signed_in(),
    "core:undelivered_mail": row({"administrator"}),
    "core:notification": row((), arguments=lambda world: {"key": "7f0e9c1e-2f3b-4a6e-9f7a-0123456789ab"}),
}
