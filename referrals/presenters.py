"""What the organisation sees of a referral. Said once: the referrer's preview and the organisation's case page use it.

Whatever is not returned here does not reach the organisation, so that "exactly what they will see" is true.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, SEE_RELEASE_WINDOW
from directory.models import Need
from referrals.enums import Actor, MayShare
from referrals.models import Referral

Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A heading and its rows of {key, value}, as the summary list draws them."""

    heading: str
    rows: list[Row]


def sees_release(user: Any, referral: Referral) -> bool:
    """Say whether the user may see release window and key dates: those with the permission, and the organisation."""
    if guardian.can(user, SEE_RELEASE_WINDOW, referral.prison):
        return True
    return guardian.can(user, ANSWER_REFERRALS, referral.organisation)


def known_needs(referral: Referral, actors: frozenset[Actor]) -> list[Need]:
    """Return the needs of a referral that somebody may know: all to its referrer, else what was passed on."""
    return list(referral.needs.all()) if Actor.REFERRER in actors else referral.shared_needs


def shared_sections(referral: Referral, *, with_release: bool) -> list[Section]:
    """Return everything that the organisation sees of a referral that was sent, or would see of a draft.

    `with_release` says whether the reader may see release window and key dates; the organisation always does.
    Fetch `person`, `service`, `prison`, `referrer` and `needs` along.
    """
    found = [
        Section(_("Who"), _rows(_who(referral))),
        Section(_("What for"), _rows(_what(referral))),
        Section(_("Agreement"), _rows(_agreement(referral))),
        Section(_("Meeting them"), _rows(_meeting(referral))),
        Section(_("Release"), _rows(_release(referral) if with_release else [])),
        Section(_("Who referred"), _rows(_referrer(referral))),
    ]
    return [section for section in found if section.rows]


def _rows(pairs: list[tuple[str, str]]) -> list[Row]:
    return [{"key": key, "value": value} for key, value in pairs if value]


def _who(referral: Referral) -> list[tuple[str, str]]:
    person = referral.person
    if person is None:
        return []
    return [
        (_("Name"), f"{person.first_name} {person.last_name}".strip()),
        (_("Prison number"), person.prison_number or ""),
        (_("Where they live"), ", ".join(part for part in (referral.lives_at, referral.prison.name) if part)),
    ]


def _what(referral: Referral) -> list[tuple[str, str]]:
    """Return what it is about. Not what led to it: that somebody is on an ACCT is not the organisation's to know."""
    return [
        (_("Service"), referral.service.title),
        (_("Needs"), ", ".join(need.label for need in referral.shared_needs)),
        (_("How soon"), referral.get_urgency_display()),
        (_("In their own words"), _beyond_contact(referral, referral.own_words)),
    ]


def _agreement(referral: Referral) -> list[tuple[str, str]]:
    if not referral.agreement or referral.agreed_on is None:
        return []
    how = f"{referral.get_agreement_display()}, {formats.date_format(referral.agreed_on, 'j F Y')}"
    language = referral.agreement_language
    if language and referral.agreement_interpreter:
        language = _("%(language)s, with an interpreter") % {"language": language}
    return [
        (_("They agreed"), how),
        (_("Explained by"), referral.agreement_explained_by),
        (_("Explained in"), language or (_("with an interpreter") if referral.agreement_interpreter else "")),
        (_("May be passed on"), referral.get_may_share_display()),
    ]


def _meeting(referral: Referral) -> list[tuple[str, str]]:
    return [
        (_("Is contact safe to arrange?"), referral.get_contact_safe_display() if referral.contact_safe else ""),
        (_("Language they prefer"), referral.preferred_language),
        (_("Access needs"), _beyond_contact(referral, referral.access_needs)),
        (_("Best time"), referral.best_time),
    ]


def _release(referral: Referral) -> list[tuple[str, str]]:
    """Return what the service asks for and nothing else, whatever a draft may hold."""
    service = referral.service
    return [
        (
            _("Release window"),
            _beyond_contact(referral, referral.release_window) if service.asks_release_window else "",
        ),
        (_("Key dates"), _beyond_contact(referral, referral.key_dates) if service.asks_key_dates else ""),
    ]


def _beyond_contact(referral: Referral, words: str) -> str:
    """Return what is more than needed to make contact, unless the person agreed to no more than that."""
    return "" if referral.may_share == MayShare.CONTACT_ONLY else words


def _referrer(referral: Referral) -> list[tuple[str, str]]:
    return [
        (_("Name"), referral.referrer.name),
        (_("Phone or extension"), referral.referrer_extension),
        (_("Prison"), referral.prison.name),
    ]
