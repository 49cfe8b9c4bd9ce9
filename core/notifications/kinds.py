"""Kinds of notification, declared by the apps, and the few facts one may carry."""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from core.models import Cadence

_REFERENCE = re.compile(r"^[A-Z0-9-]{0,20}$")
_PERSONAL_NUMBER = re.compile(r"^[A-Z]\d{4}[A-Z]{2}$")


@dataclass(frozen=True)
class Mailbox:
    """A plain address of an organisation or of the service, which has no account."""

    address: str


@dataclass(frozen=True)
class Facts:
    """All that a notification says: where to look, and a reference, number or day to know it by.

    `link` is a path of this site that names nothing but ids. Raises ValueError for anything that could carry
    personal data.
    """

    link: str
    reference: str = ""
    count: int = 1
    on: date | None = None

    def __post_init__(self) -> None:
        if not self.link.startswith("/") or self.link.startswith("//"):
            raise ValueError("A notification links to a path of this site.")
        if not _REFERENCE.match(self.reference) or _PERSONAL_NUMBER.match(self.reference):
            raise ValueError("A reference has capitals, digits and dashes, and is nobody's number.")


@dataclass(frozen=True)
class Kind:
    """One kind of notification: what it is called, who gets it and why, its words, and whether it may be off.

    `subject` and the template (`emails/<template>.txt`) may use count, reference, on and url only.
    """

    code: str
    label: str
    audience: str
    subject: str
    template: str
    may_switch_off: bool = False
    default: Cadence = Cadence.IMMEDIATELY
    to_users: bool = True
    immediate_only: bool = False

    def cadences(self) -> list[str]:
        """Return when a user may choose to be mailed: never once a day where that is too late for somebody."""
        refused = {Cadence.DAILY: self.immediate_only, Cadence.OFF: not self.may_switch_off}
        return [value for value in Cadence.values if not refused.get(Cadence(value), False)]

    def title(self, facts: Facts) -> str:
        """Return the subject, which is also the line in the list on the screen."""
        return " ".join(Template(self.subject).render(Context(_words(facts), autoescape=False)).split())

    def body(self, facts: Facts, *, to_user: bool = False) -> str:
        """Return the text of the e-mail; for a user it ends with where to change how e-mails come."""
        words = _words(facts) | {"kind": self, "to_user": to_user, "base_url": settings.BASE_URL}
        return render_to_string(f"emails/{self.template}.txt", words).strip() + "\n"


def _words(facts: Facts) -> dict[str, object]:
    return {
        "url": f"{settings.BASE_URL}{facts.link}",
        "reference": facts.reference,
        "count": facts.count,
        "on": facts.on,
    }


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Declare a kind. Raises ValueError when another has its code."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"The notification {kind.code} is declared twice.")
    _kinds[kind.code] = kind
    return kind


def kind_for(code: str) -> Kind | None:
    """Return the kind with this code; None when the code that declared it is gone."""
    return _kinds.get(code)


def all_kinds() -> list[Kind]:
    """Return every declared kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)


DIGEST = register(
    Kind(
        code="core.digest",
        label="The daily e-mail",
        audience="Anybody who asked for one e-mail a day instead of one each time.",
        subject="You have {{ count }} new message{{ count|pluralize }} in Alongside",
        template="core/digest",
        to_users=False,
    )
)
