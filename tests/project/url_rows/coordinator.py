"""The coordinator's desk and the evidence."""

from tests.project.url_rows.rows import Row

ROWS: dict[str, Row] = {}
