"""What a listing's own page says, in the same words as the printed insert."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from directory.contacts import contacts_of
from directory.enums import ContactFunction
from directory.insert import wording
from directory.models import LegalStatus, ListingStatus, LocationKind, Need, Prison, ReviewSettings, ServicePage


@dataclass(frozen=True)
class Section:
    """A heading with its rows of {key, value}, as the summary list draws them."""

    heading: str
    rows: list[dict[str, Any]]


def sections(page: ServicePage, *, for_staff: bool) -> list[Section]:
    """Return the page's sections without empty rows. Staff details appear only when `for_staff`."""
    found = [
        Section("Who it is for", _rows(_who(page, for_staff=for_staff))),
        Section("How to refer", _rows(_how(page, for_staff=for_staff))),
        Section("When and where", _rows(_when(page, for_staff=for_staff))),
    ]
    if for_staff:
        found.append(Section("Notes for staff", _rows([("Notes", page.staff_notes)])))
    return [section for section in found if section.rows]


@dataclass
class Shelf:
    """The services of a prison that help with one heading of needs. Without a heading: those that name no need."""

    heading: Need | None
    #: What stands here in full: for each of them this is the heading that most of its needs belong to.
    services: list[ServicePage] = field(default_factory=list)
    #: What helps with this too and stands in full under another heading.
    elsewhere: list[ServicePage] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Return the name by which the contents list leads here."""
        return f"needs-{self.heading.slug}" if self.heading else "needs-other"

    @property
    def count(self) -> int:
        """Return how many services help with this heading."""
        return len(self.services) + len(self.elsewhere)


def shelves(services: Iterable[ServicePage]) -> list[Shelf]:
    """Return services by the headings of their needs, each in full once; headings that nothing helps with are left out.

    The needs are to be fetched along with the services: then this asks the database once.
    """
    headings = list(Need.objects.headings())
    places = {heading.pk: place for place, heading in enumerate(headings)}
    found = [*(Shelf(heading) for heading in headings), Shelf(None)]
    for service in services:
        needs = Counter(places.get(need.parent_id or need.pk, len(headings)) for need in service.needs.all())
        own = min(needs, key=lambda place: (place == len(headings), -needs[place], place), default=len(headings))
        found[own].services.append(service)
        for place in needs.keys() - {own, len(headings)}:
            found[place].elsewhere.append(service)
    return [shelf for shelf in found if shelf.count]


def _rows(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in pairs if value]


def _labels(terms: Any) -> str:
    return ", ".join(term.label for term in terms.all())


def _who(page: ServicePage, *, for_staff: bool) -> list[tuple[str, str]]:
    eligibility = wording.Eligibility(
        page.prison,
        legal_statuses=LegalStatus.objects.filter(is_active=True),
        locations=set(LocationKind.objects.filter(is_active=True).values_list("pk", flat=True)),
    )
    shown = [each for each in page.exclusions.all() if for_staff or not (each.staff_only or each.group.is_restricted)]
    return [
        ("For", ". ".join(eligibility.lines(page, for_public=not for_staff))),
        ("Not for", "; ".join(f"{each.group.label}. {each.reason}".strip(". ") for each in shown)),
        ("People on remand", "Yes" if page.takes_remand else "No"),
        ("Languages", _labels(page.languages)),
        ("Access needs", page.access_needs),
        ("Helps with", _labels(page.needs)),
    ]


def _how(page: ServicePage, *, for_staff: bool) -> list[tuple[str, str]]:
    rows = [
        ("Who can refer", wording.who_refers(page.who_can_refer, self_referral=page.self_referral)),
        ("How", page.how_to_refer),
        ("What happens next", page.what_happens_next),
        ("First answer", f"Within {wording.counted(page.response_days, 'working day')}"),
        *_track_record(page.status, for_staff=for_staff),
    ]
    if for_staff:
        rows.append(
            ("Contact", ", ".join(part for part in (page.contact_name, page.contact_phone, page.contact_email) if part))
        )
    return rows


def _track_record(status: ListingStatus, *, for_staff: bool) -> list[tuple[str, str]]:
    """Say what recent referrals show; nothing where there were too few. How many are accepted is for staff."""
    answer, wait, share = status.typical_answer_days, status.current_wait_days, status.share_accepted
    rows = []
    if answer is not None:
        rows.append(("Usually answers", f"In {wording.counted(answer, 'working day')}" if answer else "The same day"))
    if wait is not None:
        rows.append(("Wait for a first contact", f"About {wording.counted(wait, 'day')}" if wait else "The same day"))
    if for_staff and share is not None:
        rows.append(("Referrals accepted", f"{share} in 100"))
    return rows


def _when(page: ServicePage, *, for_staff: bool) -> list[tuple[str, str]]:
    rows = [("How help comes", _labels(page.delivery_modes))]
    if for_staff:
        needs = [words for flag, words in ((page.needs_unlock, "unlocking"), (page.needs_escort, "an escort")) if flag]
        rows += [
            ("Times", "; ".join(wording.session_lines(page.sessions.all()))),
            ("Group size", str(page.group_size or "")),
            ("Staff need to arrange", wording.upper_first(wording.joined(needs))),
        ]
    return rows


def availability_tag(page: ServicePage) -> dict[str, Any]:
    """Return the words and colour of the availability tag, and whether somebody confirmed it lately."""
    rules = ReviewSettings.load()
    return {
        "words": page.status.get_availability_display(),
        "colour": page.status.availability_colour,
        "is_confirmed": page.status.availability_is_confirmed(rules),
        "confirmed_within": rules.availability_days,
        "wait": page.status.typical_wait_weeks,
        "resumes_on": page.status.resumes_on,
    }


def trail(page: Page) -> list[tuple[str, str]]:
    """Return the breadcrumbs of a page: (text, address), the page itself last and without an address."""
    above = [(each.title, each.url) for each in page.get_ancestors().filter(depth__gt=1).specific()]
    return [("Home", above[0][1]), *above[1:], (page.title, "")] if above else [(page.title, "")]


def contact_rows(prison: Prison) -> list[dict[str, Any]]:
    """Return whom to ring in a prison, most urgent first. For staff only."""
    order = list(ContactFunction.values)
    contacts = sorted(contacts_of(prison), key=lambda each: (order.index(each.function), each.order))
    return [
        {
            "key": contact.get_function_display(),
            "value": ", ".join(part for part in (contact.name, contact.phone, contact.hours, contact.note) if part),
        }
        for contact in contacts
    ]
