"""The support actions sheet: what the shortlist becomes on paper and in the ACCT record.

It tells about services only. Names, owners and dates are written by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.insert.wording import who_refers
from directory.models import ServicePage
from search.presenters import contact_of, next_times

ON_ONE_PAGE = 6
"""So many services fit one side of A4 with room to write; tests hold the layout to it."""
_ROOM = 230
"""Millimetres of one side of A4 that are left for services under the heading and the boundary text."""
_LETTERS = {
    "title": (70, 100),
    "organisation": (45, 70),
    "what": (190, 300),
    "who_refers": (56, 170),
    "how_to_refer": (180, 300),
    "contact": (80, 120),
}
"""The most letters of a fact on a tight and on a roomy sheet. The text to copy is never cut."""
_TIME_LETTERS = 58


@dataclass(frozen=True)
class SupportAction:
    """One service as it stands on the sheet."""

    title: str
    organisation: str
    what: str
    who_refers: str
    how_soon: str
    times: tuple[str, ...]
    how_to_refer: str
    contact: str
    never_by_name: bool = False


def support_action(page: ServicePage, now: datetime) -> SupportAction:
    """Return what the sheet says about a listing."""
    return SupportAction(
        title=page.title,
        organisation=page.organisation.name,
        what=page.summary,
        who_refers=who_refers(page.who_can_refer, self_referral=page.self_referral),
        how_soon=how_soon(page),
        times=tuple(next_times(page, now)),
        how_to_refer=" ".join(page.how_to_refer.split()),
        contact=contact_of(page),
        never_by_name=page.never_by_name,
    )


def is_roomy(actions: Iterable[SupportAction]) -> bool:
    """Say whether the services fit one side of A4 in the larger letters, by an estimate on the safe side."""
    return sum(_height(action) for action in on_paper(actions, roomy=True)) <= _ROOM


def on_paper(actions: Iterable[SupportAction], *, roomy: bool) -> list[SupportAction]:
    """Return the same with long facts cut, so that the services that should fit one page do."""
    return [_cut(action, roomy=roomy) for action in actions]


def _cut(action: SupportAction, *, roomy: bool) -> SupportAction:
    cut: dict[str, Any] = {name: Truncator(getattr(action, name)).chars(most[roomy]) for name, most in _LETTERS.items()}
    return replace(action, times=tuple(Truncator(time).chars(_TIME_LETTERS) for time in action.times), **cut)


def _height(action: SupportAction) -> float:
    """Return about how many millimetres high a service is in the larger letters (10 points)."""
    heading = 2 if len(action.title) + len(action.organisation) > 45 else 1
    left = sum(ceil(len(time) / 54) for time in action.times) + ceil((len(action.who_refers) + 12) / 58)
    right = ceil((len(action.how_soon) + 10) / 46) + ceil((len(action.contact) + 9) / 46)
    lines = ceil((len(action.what) + 14) / 104) + max(left, right) + ceil((len(action.how_to_refer) + 14) / 104)
    lines += action.never_by_name
    return 4.5 + max(9, 5.2 * heading) + 4.45 * lines


def how_soon(page: ServicePage) -> str:
    """Return "answer in 3 working days, wait 2 weeks"."""
    shown, weeks = page.status.typical_answer_days, page.status.wait_weeks
    days = page.response_days if shown is None else max(shown, 1)
    answer = ngettext("answer in %(n)s working day", "answer in %(n)s working days", days) % {"n": days}
    if not weeks:
        return answer
    wait = ngettext("wait %(n)s week", "wait %(n)s weeks", weeks) % {"n": weeks}
    return f"{answer}, {wait}"


def as_text(actions: Iterable[SupportAction]) -> str:
    """Return the sheet as plain text, to be copied into the ACCT record."""
    return "\n\n".join(_block(number, action) for number, action in enumerate(actions, start=1))


def _block(number: int, action: SupportAction) -> str:
    facts = [
        (_("What it does"), action.what),
        (_("Who refers"), action.who_refers),
        (_("How soon"), action.how_soon),
        (_("When and where"), "; ".join(action.times)),
        (_("How to refer"), action.how_to_refer),
        (_("Contact"), action.contact),
    ]
    lines = [f"{number}. {action.title} ({action.organisation})"]
    lines += [f"   {label}: {text}" for label, text in facts if text]
    if action.never_by_name:
        return "\n".join([*lines, f"   {_('Never record this contact against a person, here or anywhere else.')}"])
    return "\n".join([*lines, f"   {_('Owner')}:", f"   {_('By when')}:"])
