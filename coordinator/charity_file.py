"""Reads the Charity Commission's register extract: one JSON array of objects, plain or in a zip, perhaps marked.

Records are read one at a time, so that the 400,000 of the whole register need no more memory than one batch. Shape:
the extract `publicextract.charity.json` of the register's full download page (Open Government Licence).
"""

import codecs
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import ijson

from coordinator.models import RegisteredCharity

NEEDED = ("registered_charity_number", "linked_charity_number", "charity_name", "charity_registration_status")


class UnreadableExtract(Exception):
    """The file is not the extract; the message says what is wrong and what to do."""


def read_charities(path: Path) -> Iterator[RegisteredCharity]:
    """Yield the main charities of an extract, not saved. Subsidiaries share their parent's number and are left out.

    Raises UnreadableExtract for anything that is not the extract.
    """
    try:
        with _opened(path) as stream:
            for position, record in enumerate(ijson.items(stream, "item"), start=1):
                charity = _charity(record, position)
                if charity is not None:
                    yield charity
    except (ijson.JSONError, UnicodeDecodeError) as problem:
        raise UnreadableExtract(
            f"The file stops being JSON: {problem}. Download publicextract.charity.json again."
        ) from problem
    except zipfile.BadZipFile as problem:
        raise UnreadableExtract("The file is not a zip archive. Download it again.") from problem


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open the JSON inside the file, past its byte order mark."""
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".json")]
            if len(names) != 1:
                raise UnreadableExtract("The archive must hold exactly one .json file.")
            with archive.open(names[0]) as stream:
                yield _past_mark(stream)
    else:
        with path.open("rb") as stream:
            yield _past_mark(stream)


def _past_mark(stream: Any) -> Any:
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    return stream


def _charity(record: Any, position: int) -> RegisteredCharity | None:
    if not isinstance(record, dict) or any(name not in record for name in NEEDED):
        raise UnreadableExtract(
            f"Record {position} lacks {', '.join(NEEDED)}. Use the extract “charity”, not another of the tables."
        )
    if int(record["linked_charity_number"] or 0) != 0:
        return None
    return RegisteredCharity(
        number=str(record["registered_charity_number"]),
        name=str(record["charity_name"] or "")[:255],
        status=str(record["charity_registration_status"] or "")[:40],
        removed_on=_day(record.get("date_of_removal")),
        reporting=str(record.get("charity_reporting_status") or "")[:80],
        is_insolvent=_is_true(record.get("charity_insolvent")),
        in_administration=_is_true(record.get("charity_in_administration")),
        extract_on=_day(record.get("date_of_extract")),
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _is_true(value: Any) -> bool:
    return value is True or str(value).strip().lower() in {"true", "1", "yes"}
