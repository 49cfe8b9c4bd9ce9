"""Keeps out of free text what must never be held about people who come in.

Forms, refusal reasons, convictions, contents of criminal record certificates and scans are never stored
(the field's vocabulary, "Volunteers, clearance, training"). There are no uploads; what could be typed is refused.

Single words say little: volunteers charge batteries, live in Court Road and meet probation officers. So what is
refused is what reads like something that happened to somebody, not a word that could.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

_WHOSE = r"(?:his|her|their|my|your|an?|the|this|that|one|two|old|past|previous|earlier|spent|unspent|prior|of)"
_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|some)"
_WHEN = (
    r"(?:in\s+)?(?:19|20)\d\d\b|(?:\w+\s+)?(?:months?|years?)\s+ago|long\s+ago|"
    r"as\s+a\s+(?:child|teenager|young\s+\w+)"
)
#: What somebody can have been found guilty of; harmless as the subject of a course, a talk or a charity.
_CRIME = (
    r"(?:theft|thieving|stealing|fraud|assault|robbery|burglary|murder|rape|arson|harassment|stalking|drugs?|"
    r"violence|violent\s+\w+|firearms?|(?:a\s+)?knife|weapons?|blackmail|forgery|(?:sex|sexual)\s+\w+|criminal\s+damage)"
)
_DECIDED = r"(?:refused|rejected|turned\s+down|failed\s+(?:\w+\s+)?(?:vetting|clearance|checks?)|not\s+cleared)"

#: Each is something that happened, or what a certificate or a vetting unit said.
_DETAIL = re.compile(
    "|".join(
        rf"\b(?:{phrase})"
        for phrase in (
            # Found guilty.
            r"convicted\b",
            rf"(?<!with\s)(?<!real\s)(?<!deep\s)(?:{_WHOSE}\s+|un|no\s+)?convictions?\b(?!\s+(?:that|about)\b)",
            r"(?:spent|unspent)\s+(?:conviction|caution|offen[cs]e)s?\b",
            r"(?:found|pleaded|pled|plead)\s+guilty\b",
            r"criminal\s+(?:record|past|history|background)s?\b",
            r"(?:re)?offended\b|(?:committed|previous|past|old|sexual|sex|driving|drugs?|violent)\s+offen[cs]es?\b",
            rf"offen[cs]es?\s+(?:{_WHEN})|an?\s+(?:ex|former)[\s-]?offender\b|sex(?:ual)?\s+offenders?\b",
            r"(?:a\s+)?(?:ex|former)[\s-](?:con|convict|inmate|prisoner)\b(?!\s*versation)",
            # Cautioned, arrested, charged, before a court.
            r"(?:police|conditional|simple|youth)\s+(?:caution|reprimand|warning)s?\b|cautioned\s+(?:by|for|in)\b",
            rf"(?:a|old|had|got|accepted|received|given)\s+(?:caution|reprimand)\s+(?:for|from|{_WHEN})",
            r"(?:was|were|been|got|being|is)\s+arrested\b|arrested\s+(?:for|in|by|at|on|when)\b",
            r"(?:because\s+of|after|his|her|their|my|previous|past|an)\s+(?:an?\s+)?arrests?\b",
            rf"charged\s+(?:with|for)\s+(?:an?\s+)?{_CRIME}|(?:police|cps)\s+charged\b",
            r"(?:went|taken|been|was|appeared|summoned|up)\s+(?:to|in|at|before)\s+(?:the\s+)?(?:\w+\s+|\w+[’']\s+)?court\b",
            # Punished.
            r"sentenced\s+(?:to|in|for|at|by)\b|(?:was|were|been|got)\s+sentenced\b",
            rf"(?:{_NUMBER}[\s-]+(?:month|week|year)s?[’']?|suspended|custodial|prison|jail|life)\s+sentences?\b",
            r"(?:was|were|been|got)\s+(?:jailed|gaoled|imprisoned|locked\s+up|sent\s+down|fined|tagged|bailed|recalled)\b",
            rf"(?:served|did|done|spent|serving)\s+(?:{_NUMBER}|time|his|her|their|my|a)\s*(?:\w+\s+){{0,2}}"
            r"(?:inside|in\s+(?:prison|jail|gaol|custody))\b(?!\s+(?:ministry|education|work|teaching|chaplain|librar))",
            r"fined\s+(?:£|for\b|by\b)|on\s+(?:a\s+)?tag\b|electronic(?:ally)?\s+tag",
            r"(?:is|was|were|been|be|still|put|out)\s+on\s+(?:probation|licence|bail|parole|remand)\b",
            r"(?:released|out)\s+on\s+(?:licence|bail|parole|tag)\b|licence\s+recall\b|recalled\s+to\s+(?:prison|custody)\b",
            r"barred\s+(?:from\s+working|list|by)\b|sex(?:ual)?\s+offen\w+\s+register\b",
            # Of what.
            r"shoplift\w*|burgl(?:ar|ed|ing)\w*|manslaughter\b|gbh\b|abh\b|affray\b|drink[\s-]?driv\w+|drug\s+dealing\b",
            r"intent\s+to\s+supply\b|(?:actual|grievous)\s+bodily\b|possession\s+of\s+(?:an?\s+)?(?:class|drug|cannabis|"
            r"cocaine|heroin|knife|bladed|weapon|firearm|offensive|indecent)",
            rf"{_CRIME}\s*[,:(]?\s*(?:{_WHEN}|(?:19|20)\d\d)",
            rf"(?:history|record|accused|suspected|guilty)\s+of\s+{_CRIME}",
            r"(?:is|was|a|former|ex)[\s-]+gang\s+member\b",
            # What a certificate or the vetting unit said.
            r"(?:dbs|crb|pnc|disclosure)\b[^.]{0,25}\b(?:shows?|showed|shown|reveal\w*|says?|said|lists?|listed|found|"
            r"flagged|trace\w*|match\w*|contents?|positive|not\s+clear|came\s+back|has\s+\w+\s+on\s+it)\b",
            rf"{_DECIDED}\s*(?:[,:–-]\s*)?(?:because|due\s+to|owing\s+to|on\s+account\s+of|for\s+(?:lying|a|his|her|their))\b",
        )
    ),
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\b([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]|(?!44)\d{12}|[A-Z]\d{4}[A-Z]{2})\b")

WORDS = (
    "Take out “%(found)s”. Nothing about convictions, cautions, criminal record certificates or reasons for a "
    "refusal is ever kept here: say only what has to happen next."
)
NUMBERS = "Take out the number “%(found)s”. Certificate, National Insurance and prison numbers are never kept here."


def no_conviction_detail(text: str) -> None:
    """Refuse text that looks like conviction detail or a refusal reason. Raises ValidationError."""
    if found := _DETAIL.search(text):
        raise ValidationError(WORDS, code="conviction-detail", params={"found": found.group().strip()})
    if found := _NUMBERS.search(text.upper()):
        raise ValidationError(NUMBERS, code="number", params={"found": found.group()})


vetting_reference = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9/ -]{0,29}$",
    "The reference has letters, figures, hyphens and slashes only, at most 30. It is the vetting unit’s number for "
    "the request, never the number of a certificate.",
    code="reference",
)
