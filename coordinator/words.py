"""Keeps names of people out of what the desk writes about work with others: roles are written, never names.

It looks for what names nearly always look like. What it cannot see, the hint beside each field asks for.
"""

import re

from django.core.exceptions import ValidationError

from directory.models import Organisation
from search.hearing import known_names

#: Prison numbers, and National Insurance numbers, wherever they stand.
_NUMBER = re.compile(r"\b([A-Z]\d{4}[A-Z]{2}|[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b", re.IGNORECASE)
_TITLED = re.compile(r"\b(?i:mr|mrs|ms|miss|mx|dr|officer|nurse)\b\.? +[A-Z][a-z'’-]+")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)*")
#: Names that are everyday words of this work too.
_ORDINARY = frozenset(
    [
        *(
            "april",
            "august",
            "baker",
            "bishop",
            "christian",
            "constable",
            "cook",
            "dale",
            "dean",
            "deacon",
            "georgia",
            "governor",
        ),
        *("grant", "jan", "jordan", "june", "king", "major", "may", "page", "porter", "prince", "warden"),
    ]
)
_AFTER_PLACES = re.compile(r"\s+(?:Avenue|Centre|Court|Hall|House|Lane|Road|Street|Trust|Wing)\b")
_BEFORE_PLACES = re.compile(r"\b(?:HMP|HMPPS|YOI|St|Saint|Wing|House)\.? $")

NUMBER = "Take out the number “%(found)s”: nobody's number is kept here."
NAME = "“%(found)s” looks like somebody's name. Write the role instead, such as: a wing representative."


def names_nobody(text: str) -> None:
    """Refuse text with a number of a person, or with what looks like a name. Raises ValidationError."""
    if found := _NUMBER.search(text):
        raise ValidationError(NUMBER, code="number", params={"found": found.group()})
    if name := _name_in(text):
        raise ValidationError(NAME, code="name", params={"found": name})


def _name_in(text: str) -> str:
    """Return what looks like a name and is not part of an organisation's; empty for nothing."""
    found = [match.group() for match in _TITLED.finditer(text)]
    found += [match.group() for match in _CAPITAL.finditer(text) if _is_name(text, match)]
    if not found:
        return ""
    organisations = [name for name in Organisation.objects.names() if name in text]
    return next((name for name in found if not any(name in each for each in organisations)), "")


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Say whether a capitalised word is a known name that stands where a name stands.

    At the beginning of a sentence every word has a capital: there it counts only with another capital after it.
    """
    word = re.sub(r"['’]s$", "", match.group()).lower()
    before = text[: match.start()]
    if word not in known_names() or word in _ORDINARY:
        return False
    if _BEFORE_PLACES.search(before) or _AFTER_PLACES.match(text, match.end()):
        return False
    begins = not before.strip() or before.rstrip()[-1] in '.!?:\n•-–“"'
    return not begins or bool(re.match(r"\s+[A-Z][a-z]", text[match.end() :]))
