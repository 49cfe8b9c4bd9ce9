"""What an audit row may say beside who, what and where: codes and numbers, never words."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

#: "in-progress", "contact_phone", "requests.closed": what code is made of. A name has a capital or a space.
_CODE = re.compile(r"^[a-z0-9][a-z0-9_.:/-]{0,79}$")
#: "EXI", "QX-47": keys of scopes and references that are read over the phone.
_REFERENCE = re.compile(r"^[A-Z0-9][A-Z0-9-]{0,19}$")
#: "directory.ServicePage".
_TABLE = re.compile(r"^[a-z_]+\.[A-Z][A-Za-z]{0,59}$")
_PERSONAL_NUMBER = re.compile(r"^[A-Z]\d{4}[A-Z]{2}$", re.IGNORECASE)
_LONGEST = 4000


def checked_details(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details as JSON can hold them. Raises ValueError naming the detail that could be personal."""
    checked = {name: _checked(name, value) for name, value in details.items()}
    if len(json.dumps(checked)) > _LONGEST:
        raise ValueError("The details of an audit row are facts of a few words, not a document.")
    return checked


def _checked(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_checked(name, one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, Mapping):
        return {_text(name, key): _checked(name, one) for key, one in value.items()}
    return _text(name, value)


def _text(name: str, value: Any) -> str:
    text = str(value)
    is_code = not text or any(pattern.match(text) for pattern in (_CODE, _REFERENCE, _TABLE))
    if not isinstance(value, str) or not is_code or _PERSONAL_NUMBER.match(text):
        raise ValueError(f"The audit detail “{name}” must be a code, a number or a day, never words or a name.")
    return text
