"""Reads the Charity Commission's register extract: one JSON array of objects, plain or in a zip, perhaps marked.

Records are read one at a time, so that the 400,000 of the whole register need no more memory than one batch. Shape:
the extract `publicextract.charity.json` of the register's full download page (Open Government Licence).
"""

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import ijson

from coordinator.models import RegisteredCharity

NEEDED = ("registered_charity_number", "linked_charity_number", "charity_name", "charity_registration_status")
#: The whole register is about 600 MB. What unpacks to more than this is not it, and would fill the machine.
MOST_BYTES = 4 * 2**30
#: A record has about 1,500 bytes. One that does not end would have to be held in memory as a whole.
MOST_BYTES_OF_A_RECORD = 4 * 2**20

_NUMBER = re.compile(r"[0-9]{1,9}")
_AGAIN = "Download publicextract.charity.json again."


class UnreadableExtract(Exception):
    """The file is not the extract; the message says what is wrong and what to do."""


def read_charities(path: Path) -> Iterator[RegisteredCharity]:
    """Yield the main charities of an extract, not saved. Subsidiaries share their parent's number and are left out.

    Raises UnreadableExtract for anything that is not the extract.
    """
    with _explained(), _opened(path) as stream:
        for position, record in enumerate(ijson.items(stream, "item"), start=1):
            stream.record_ends()
            charity = _charity(record, position)
            if charity is not None:
                yield charity


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what readers of files raise into one sentence that says what to do."""
    try:
        yield
    except (ijson.JSONError, UnicodeDecodeError) as problem:
        what = str(problem).splitlines()[0].rstrip(".")  # what follows is a piece of the file
        raise UnreadableExtract(f"The file stops being JSON: {what}. {_AGAIN}") from problem
    except zipfile.BadZipFile as problem:
        raise UnreadableExtract(f"The file is not a zip archive, or is damaged. {_AGAIN}") from problem
    except (zlib.error, EOFError) as problem:
        raise UnreadableExtract(f"The archive is cut short or damaged. {_AGAIN}") from problem
    except (RuntimeError, NotImplementedError) as problem:
        # A password, or a way of packing that Python does not know.
        raise UnreadableExtract("The archive cannot be unpacked here. Unpack it and give the .json file.") from problem
    except OSError as problem:
        raise UnreadableExtract(f"The file cannot be read: {problem.strerror or problem}.") from problem


class _Limited:
    """A stream that stops where a file can no longer be the register."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._all = self._record = 0
        self._first = stream.read(len(codecs.BOM_UTF8)).removeprefix(codecs.BOM_UTF8)

    def read(self, size: int) -> bytes:
        """Return the next bytes. Raises UnreadableExtract when there are too many of them."""
        found, self._first = self._first[:size], self._first[size:]
        found += self._stream.read(size - len(found))
        self._all += len(found)
        self._record += len(found)
        if self._all > MOST_BYTES or self._record > MOST_BYTES_OF_A_RECORD:
            raise UnreadableExtract("The file is far larger than the register can be, so it was not read to its end.")
        return found

    def record_ends(self) -> None:
        """Start to count the next record."""
        self._record = 0


@contextmanager
def _opened(path: Path) -> Iterator[_Limited]:
    """Open the JSON inside the file, past its byte order mark."""
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".json")]
            if len(names) != 1:
                raise UnreadableExtract("The archive must hold exactly one .json file.")
            with archive.open(names[0]) as packed:
                yield _Limited(packed)
    else:
        with path.open("rb") as plain:
            yield _Limited(plain)


def _charity(record: Any, position: int) -> RegisteredCharity | None:
    if not isinstance(record, dict) or any(name not in record for name in NEEDED):
        raise UnreadableExtract(
            f"Record {position} lacks {', '.join(NEEDED)}. Use the extract “charity”, not another of the tables."
        )
    number, linked = (str(record[name] or 0) for name in NEEDED[:2])
    if not _NUMBER.fullmatch(number) or not _NUMBER.fullmatch(linked):
        raise UnreadableExtract(f"Record {position} has a charity number that is not a number. {_AGAIN}")
    if int(linked) != 0:
        return None
    return RegisteredCharity(
        number=number,
        name=_text(record["charity_name"], 255),
        status=_text(record["charity_registration_status"], 40),
        removed_on=_day(record.get("date_of_removal")),
        reporting=_text(record.get("charity_reporting_status"), 80),
        is_insolvent=_is_true(record.get("charity_insolvent")),
        in_administration=_is_true(record.get("charity_in_administration")),
        extract_on=_day(record.get("date_of_extract")),
    )


def _text(value: Any, most: int) -> str:
    """Return a text that every database takes: without nought characters and halves of characters, and not too long."""
    return str(value or "").replace("\x00", "").encode("utf-8", "replace").decode()[:most]


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _is_true(value: Any) -> bool:
    return value is True or str(value).strip().lower() in {"true", "1", "yes"}
