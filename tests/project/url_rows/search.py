"""Finding services."""

from tests.project.personas import PRISON_HERE
from tests.project.url_rows.rows import MOVED, NOT_FOUND, OK, Row, everybody, prison_here, row, signed_in

ROWS: dict[str, Row] = {
    # Finding services
    "search:choose": everybody(OK, MOVED),
    "search:find": everybody(arguments=prison_here),
    "search:learning": row({"administrator"}, posted=(NOT_FOUND,)),
    "search:ranking": row({"administrator"}, arguments=prison_here),
    "search:acct-choose": signed_in(OK, MOVED),
    "search:acct": row(PRISON_HERE | {"administrator"}, arguments=prison_here),
    "search:sheet": row(PRISON_HERE | {"administrator"}, MOVED, arguments=prison_here),
    "search:sheet-pdf": row(PRISON_HERE | {"administrator"}, MOVED, method="post", arguments=prison_here),
}
