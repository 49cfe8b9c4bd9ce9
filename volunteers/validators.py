"""Keeps out of free text what must never be held about people who come in.

Forms, refusal reasons, convictions, contents of criminal record certificates and scans are never stored
(the field's vocabulary, "Volunteers, clearance, training"). There are no uploads; what could be typed is refused.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

#: Words that lead into conviction detail. Whole words, any capitals.
_DETAIL = re.compile(
    r"\b("
    r"convict\w*|conviction\w*|caution\w*|reprimand\w*|offen[cs]e\w*|offend\w*|crimin\w*|sentenc\w*|imprison\w*|"
    r"jail\w*|gaol\w*|arrest\w*|charged|court|police|pnc|dbs|crb|disclosure|barred|spent|unspent|probation|"
    r"licence recall|tagged|fined|shoplift\w*|theft|thief|burglar\w*|robber\w*|fraud\w*|assault\w*|abh|gbh|affray|"
    r"murder\w*|manslaughter|rape\w*|sexual\w*|drug dealing|drink.driv\w*|possession of|intent to supply|"
    r"refused because|rejected because|failed vetting because|not cleared because|gang\w*|terroris\w*|"
    r"inmate\w*|ex.con"
    r")\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\b([A-Z]{2}\d{6}[A-D]|\d{12}|[A-Z]\d{4}[A-Z]{2})\b")

WORDS = (
    "Take out “%(found)s”. Nothing about convictions, cautions, criminal record certificates or reasons for a "
    "refusal is ever kept here: say only what has to happen next."
)
NUMBERS = "Take out the number “%(found)s”. Certificate, National Insurance and prison numbers are never kept here."


def no_conviction_detail(text: str) -> None:
    """Refuse text that looks like conviction detail or a refusal reason. Raises ValidationError."""
    if found := _DETAIL.search(text):
        raise ValidationError(WORDS, code="conviction-detail", params={"found": found.group()})
    if found := _NUMBERS.search(text.upper()):
        raise ValidationError(NUMBERS, code="number", params={"found": found.group()})


vetting_reference = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9/ -]{0,29}$",
    "The reference has letters, figures, hyphens and slashes only, at most 30. It is the vetting unit’s number for "
    "the request, never the number of a certificate.",
    code="reference",
)
