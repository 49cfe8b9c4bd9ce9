"""People who come in: roles, clearance, training, the gate."""

from tests.project.url_rows.rows import Row

ROWS: dict[str, Row] = {}
