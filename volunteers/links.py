"""Signed links without an account: an applicant's to their own application, and that of who speaks for them.

A link names the row and the address it was sent to (as a fingerprint), and works while that is the address. What stands
behind it names nobody in full: a reference, a stage, and initials. So a forwarded e-mail gives little away
(docs/adr/0047).
"""

from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from volunteers.enums import ReferenceState
from volunteers.models import Application, Reference

_APPLICANT, _REFEREE = "volunteers.application-link", "volunteers.reference-link"


class BrokenLink(Exception):
    """The link was cut short, changed, made by somebody else, or its row is gone or has another address."""


def application_link(application: Application) -> str:
    """Return the path of an applicant's own link."""
    token = _make(_APPLICANT, application)
    return reverse("volunteers:my_application", kwargs={"token": token})


def read_application(token: str) -> Application:
    """Return the application that a link opens. Raises BrokenLink."""
    rows = Application.objects.select_related("position__prison", "position__organisation", "entrant")
    found: Application = _read(_APPLICANT, token, rows)
    return found


def reference_link(reference: Reference) -> str:
    """Return the path of the link with which somebody speaks for an applicant."""
    return reverse("volunteers:give_reference", kwargs={"token": _make(_REFEREE, reference)})


def read_reference(token: str) -> Reference:
    """Return what a link asks for, ended or not. Raises BrokenLink."""
    rows = Reference.objects.select_related("application__position__prison", "application__position__organisation")
    found: Reference = _read(_REFEREE, token, rows)
    return found


def has_ended(reference: Reference) -> bool:
    """Say whether a link's last day is over, or it is answered, or the application is closed."""
    is_open = reference.state == ReferenceState.ASKED and reference.application.closed_on is None
    return not is_open or reference.until < timezone.localdate()


def initials(application: Application) -> str:
    """Return the applicant's initials: enough for who was asked by them, little for anybody else."""
    return f"{application.first_name[:1]}. {application.last_name[:1]}."


def _make(salt: str, row: Any) -> str:
    return signing.dumps({"r": str(row.pk), "m": _fingerprint(salt, row)}, salt=salt)


def _read(salt: str, token: str, rows: Any) -> Any:
    try:
        said = signing.loads(token, salt=salt)
        row = rows.get(pk=UUID(said["r"]))
    except (signing.BadSignature, rows.model.DoesNotExist, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenLink from error
    if said.get("m") != _fingerprint(salt, row):
        raise BrokenLink
    return row


def _fingerprint(salt: str, row: Any) -> str:
    """Return a short keyed hash of the address: the address itself does not belong in a link."""
    return salted_hmac(salt, row.email.lower()).hexdigest()[:16]
