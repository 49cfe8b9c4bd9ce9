"""How one found service is told: the few facts a member of staff decides by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.templatetags.components import uk_time
from directory.enums import Frequency, Freshness
from directory.models import ReviewSettings, ServicePage, ServiceSession
from search.explain import NOT_CONFIRMED
from search.types import Hit

_MARKED = (Freshness.NOT_CONFIRMED, Freshness.LEFT_INSERT)


@dataclass(frozen=True)
class Card:
    """One service in a list of results."""

    hit: Hit
    url: str
    why: list[str]
    availability: str
    availability_colour: str
    warning: str
    """That the listing was not confirmed, and since when; empty when it was."""
    next_time: str
    """The next day it comes, or how often where it does not come every week."""
    wait: str
    how_to_refer: str
    contact: str
    is_shortlisted: bool

    @property
    def page(self) -> ServicePage:
        """Return the listing."""
        return self.hit.page


def card(
    hit: Hit, *, request: HttpRequest, rules: ReviewSettings, for_staff: bool, shortlisted: bool, today: date
) -> Card:
    """Return what a result shows. Times, rooms and contacts only to the prison's staff; how to refer to everybody."""
    page = hit.page
    return Card(
        hit=hit,
        url=page.get_url(request) or "",
        # The warning says the same with its date.
        why=[reason for reason in hit.why if reason != NOT_CONFIRMED],
        availability=page.status.get_availability_display(),
        availability_colour=page.status.availability_colour,
        warning=freshness_warning(page, rules, today),
        next_time=_next_time(hit, today) if for_staff else "",
        wait=hit.wait,
        how_to_refer=hit.how_to_refer or way_in(page),
        contact=contact_of(page) if for_staff else "",
        is_shortlisted=shortlisted,
    )


def _next_time(hit: Hit, today: date) -> str:
    if hit.next_session:
        return session_in_words(*hit.next_session, today=today)
    return "; ".join(_occasional(session) for session in hit.page.sessions.all())


def freshness_warning(page: ServicePage, rules: ReviewSettings, today: date) -> str:
    """Return "Not confirmed since …" for a listing nobody has confirmed in time, else nothing."""
    if page.status.freshness(rules, today) not in _MARKED:
        return ""
    if page.status.reviewed_on is None:
        return _("Never confirmed: ring before you rely on it")
    return _("Not confirmed since %(day)s") % {"day": formats.date_format(page.status.reviewed_on, "j F Y")}


def way_in(page: ServicePage) -> str:
    """Return how a person gets to a service whose listing does not say how to refer."""
    if page.self_referral:
        return _("People can ask for this themselves, or a member of staff can ask for them.")
    return _("Ask a member of staff to refer you.")


def contact_of(page: ServicePage) -> str:
    """Return the contact's name and phone in one line."""
    return _joined(page.contact_name, page.contact_phone)


def session_in_words(day: date, session: ServiceSession, *, today: date) -> str:
    """Return "Today, 2pm to 4pm, chaplaincy" or "Tuesday 25 November, 2pm to 4pm, chaplaincy"."""
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    return _joined(near.get(day) or formats.date_format(day, "l j F"), hours(session), session.place)


def _joined(*facts: Any) -> str:
    return ", ".join(str(fact) for fact in facts if fact)


def hours(session: ServiceSession) -> str:
    """Return "2pm to 4pm"."""
    return _("%(start)s to %(end)s") % {"start": uk_time(session.starts), "end": uk_time(session.ends)}


def next_times(page: ServicePage, now: datetime, *, most: int = 2) -> list[str]:
    """Return the next times a service comes, for paper: dated where it comes every week, else how often it does.

    A session that is already over today counts for next week.
    """
    local = timezone.localtime(now)
    dated, others = [], []
    for session in page.sessions.all():
        if session.frequency != Frequency.WEEKLY:
            others.append(_occasional(session))
            continue
        ahead = (session.weekday - local.weekday()) % 7
        if ahead == 0 and session.ends <= local.time():
            ahead = 7
        dated.append((local.date() + timedelta(days=ahead), session))
    dated.sort(key=lambda pair: (pair[0], pair[1].starts))
    soon = [_joined(formats.date_format(day, "D j M"), hours(session), session.place) for day, session in dated]
    return [*soon[:most], *others][:most]


def _occasional(session: ServiceSession) -> str:
    """Return "Every two weeks: Tuesday, 2pm to 4pm, chaplaincy"."""
    if session.frequency == Frequency.BY_ARRANGEMENT:
        return _joined(_("By arrangement"), session.place)
    facts = _joined(session.get_weekday_display(), hours(session), session.place)
    return f"{session.get_frequency_display()}: {facts}"
