"""Builds everything that is printed in a prison's insert, as plain JSON that can be frozen.

Facts are put into words here and not when drawn, so that an edition reads for ever as it did on its day. No
person in prison is in it. Of staff it names the prison's own contacts; of a service it gives the extension
and no name, because a copy travels with a document that others see.
"""

import datetime
import hashlib
import json
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from directory.contacts import contacts_of
from directory.enums import TAKES_PEOPLE, Availability, ContactFunction, Freshness
from directory.insert import wording
from directory.models import (
    LegalStatus,
    ListingStatus,
    LocationKind,
    Need,
    Organisation,
    Prison,
    PrisonContact,
    PrisonPage,
    ReviewSettings,
    ServicePage,
)

Content = dict[str, Any]
Entry = dict[str, Any]

# Raised when the keys below change; editions keep the number they were frozen with.
SCHEMA = 2
# Editions of schema 1 said this of every prison, whether it had Listeners or not; they are read as they were printed.
LISTENERS_OF_SCHEMA_1 = [
    {"label": "Listeners", "name": "", "phone": "", "hours": "", "note": "Ask any officer to fetch one, at any hour"}
]
SERVICES_PER_TRIGGER = 3  # "one to three services each" (domain reference, ACCT stages)

URGENT = (
    ContactFunction.SAFER_CUSTODY,
    ContactFunction.HEALTHCARE,
    ContactFunction.CHAPLAINCY,
    ContactFunction.DUTY_GOVERNOR,
    ContactFunction.ORDERLY_OFFICE,
)
# Without these the front page keeps a blank to write in by hand.
ALWAYS_SHOWN = URGENT[:4]
ASK_INSTEAD = (ContactFunction.CHAPLAINCY, ContactFunction.SAFER_CUSTODY, ContactFunction.COORDINATOR)

_BY_AVAILABILITY = {name: place for place, name in enumerate(TAKES_PEOPLE)}
_BY_FRESHNESS = {Freshness.CONFIRMED: 0, Freshness.DUE: 0, Freshness.NOT_CONFIRMED: 1}


def build_content(prison: Prison, *, on: datetime.date | None = None) -> Content:
    """Return what an edition published on that day (today when not given) would hold.

    The number of queries does not grow with the number of listings.
    """
    rules = ReviewSettings.load()
    today = on or timezone.localdate()
    services = [s for s in _services(prison) if not why_left_out(s.status, rules, today)]
    numbers = {service.pk: number for number, service in enumerate(services, start=1)}
    needs = list(Need.objects.active().select_related("parent"))
    contacts = contacts_of(prison)
    return {
        "schema": SCHEMA,
        "prison": _prison(prison),
        "old_after_months": rules.insert_old_after_months,
        **_contacts(contacts),
        "helplines": _helplines(),
        "triggers": [_trigger(need, services, rules, today) for need in _in_trigger_order(needs)],
        "headings": _headings(needs, services),
        "nothing_for": _nothing_for(needs, services),
        "services": _entries(prison, services, numbers, rules, today),
    }


def listeners_of(content: Content) -> list[Entry]:
    """Return how a Listener is reached there; none where the prison has said nothing."""
    if content.get("schema") == 1:
        return LISTENERS_OF_SCHEMA_1
    found: list[Entry] = content.get("listeners", [])
    return found


def content_hash(content: Content) -> str:
    """Return the SHA-256 of the content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def why_left_out(status: ListingStatus, rules: ReviewSettings, on: datetime.date) -> str:
    """Return why a live listing is not printed, or nothing when it is."""
    if status.availability == Availability.CLOSED:
        return "Closed"
    if status.freshness(rules, on) == Freshness.LEFT_INSERT:
        return f"Not confirmed since {wording.day(status.reviewed_on)}" if status.reviewed_on else "Never confirmed"
    return ""


def left_out(prison: Prison, *, on: datetime.date | None = None) -> list[tuple[ServicePage, str]]:
    """Return the live listings that would not be printed, each with the reason."""
    rules, today = ReviewSettings.load(), on or timezone.localdate()
    reasons = ((service, why_left_out(service.status, rules, today)) for service in _services(prison))
    return [(service, reason) for service, reason in reasons if reason]


def _services(prison: Prison) -> list[ServicePage]:
    """Return the prison's live listings from A to Z."""
    found = ServicePage.objects.in_prison(prison).live().with_listing_facts()
    return sorted(found, key=lambda service: (service.title.casefold(), service.pk))


def _prison(prison: Prison) -> Entry:
    page = PrisonPage.objects.live().filter(prison=prison).first()
    path = page.get_url_parts()[2] if page and page.get_url_parts() else ""
    return {
        "code": prison.code,
        "name": prison.name,
        "name_cy": prison.name_cy if prison.is_welsh else "",
        "is_welsh": prison.is_welsh,
        "is_demonstration": prison.is_demonstration,
        "live_url": f"{settings.BASE_URL.rstrip('/')}{path}" if path else "",
    }


def _contacts(contacts: list[PrisonContact]) -> Entry:
    by_function = defaultdict(list)
    for contact in contacts:
        by_function[contact.function].append(_contact(contact))
    urgent = []
    for function in URGENT:
        blank = [{"label": function.label, "name": "", "phone": "", "hours": "", "note": ""}]
        urgent += by_function.pop(function, blank if function in ALWAYS_SHOWN else [])
    coordinators = by_function.pop(ContactFunction.COORDINATOR, [])
    # Listeners are people in prison: how they are reached is printed, a name never.
    listeners = [{**contact, "name": ""} for contact in by_function.pop(ContactFunction.LISTENERS, [])]
    others = [contact for function in ContactFunction.values for contact in by_function.pop(function, [])]
    return {
        "urgent": urgent,
        "listeners": listeners,
        "coordinators": coordinators,
        "contacts": others,
        "ask": _ask(contacts),
    }


def _contact(contact: PrisonContact) -> Entry:
    return {
        "label": contact.get_function_display(),
        "name": contact.name,
        "phone": contact.phone,
        "hours": contact.hours,
        "note": contact.note,
    }


def _ask(contacts: list[PrisonContact]) -> str:
    """Return whom to ask where no service is listed."""
    first = {contact.function: contact for contact in reversed(contacts) if contact.phone}
    named = [
        f"{_the(function)} ({first[function].phone})" if function in first else _the(function)
        for function in ASK_INSTEAD
    ]
    return f"Ask {wording.joined(named, 'or')}."


def _the(function: ContactFunction) -> str:
    return {
        ContactFunction.CHAPLAINCY: "the chaplaincy",
        ContactFunction.SAFER_CUSTODY: "Safer Custody",
        ContactFunction.COORDINATOR: "the voluntary sector coordinator",
    }[function]


def _helplines() -> list[Entry]:
    found = Organisation.objects.filter(is_helpline=True).exclude(phone="").order_by("name")
    return [{"name": organisation.name, "phone": organisation.phone} for organisation in found]


def _in_trigger_order(needs: list[Need]) -> list[Need]:
    triggers = [need for need in needs if need.trigger_order is not None]
    return sorted(triggers, key=lambda need: (need.trigger_order or 0, need.label))


def _trigger(need: Need, services: list[ServicePage], rules: ReviewSettings, on: datetime.date) -> Entry:
    """Return a line of the trigger index: the best services, the others by number, and those paused."""
    meeting = [service for service in services if need in service.needs.all()]
    taking = sorted(
        (service for service in meeting if service.status.availability in TAKES_PEOPLE),
        key=lambda service: _rank(service, rules, on),
    )
    return {
        "slug": need.slug,
        **_label(need),
        "services": [service.pk for service in taking[:SERVICES_PER_TRIGGER]],
        "more": sorted((s.pk for s in taking[SERVICES_PER_TRIGGER:]), key=[s.pk for s in services].index),
        "paused": [service.pk for service in meeting if service.status.availability == Availability.PAUSED],
    }


def _rank(service: ServicePage, rules: ReviewSettings, on: datetime.date) -> tuple:
    """Order services of one trigger: who can take somebody, whom we can trust, who answers first, who is closest."""
    return (
        _BY_AVAILABILITY[Availability(service.status.availability)],
        _BY_FRESHNESS[service.status.freshness(rules, on)],
        service.response_days,
        len(service.needs.all()),
        service.title.casefold(),
    )


def _label(need: Need) -> Entry:
    return {"label": need.label, "label_cy": need.label_cy}


def _headings(needs: list[Need], services: list[ServicePage]) -> list[Entry]:
    """Return heading → needs → services, without those that have no service."""
    by_need = defaultdict(list)
    for service in services:
        for need in service.needs.all():
            by_need[need.pk].append(service.pk)
    headings = []
    for heading in needs:
        if heading.parent_id is not None:
            continue
        under = [need for need in needs if need.parent_id == heading.pk and by_need[need.pk]]
        if under or by_need[heading.pk]:
            entries = [{**_label(need), "services": by_need[need.pk]} for need in under]
            headings.append({**_label(heading), "services": by_need[heading.pk], "needs": entries})
    return headings


def _nothing_for(needs: list[Need], services: list[ServicePage]) -> list[str]:
    """Return the needs for which nothing is listed: a gap is said and not hidden."""
    met = {need.pk for service in services for need in service.needs.all()}
    return [need.label for need in needs if need.parent_id is not None and need.pk not in met]


def _entries(
    prison: Prison, services: list[ServicePage], numbers: dict[int, int], rules: ReviewSettings, on: datetime.date
) -> list[Entry]:
    eligibility = wording.Eligibility(
        prison,
        legal_statuses=list(LegalStatus.objects.filter(is_active=True)),
        locations=set(LocationKind.objects.filter(is_active=True).values_list("pk", flat=True)),
    )
    return [
        {
            "id": service.pk,
            "number": numbers[service.pk],
            **_what(service, bilingual=prison.is_welsh),
            **_who(service, eligibility),
            **_how(service),
            **_now(service.status, rules, on),
        }
        for service in services
    ]


def _what(service: ServicePage, *, bilingual: bool) -> Entry:
    return {
        "name": service.title,
        "name_cy": service.title_cy if bilingual else "",
        "organisation": service.organisation.name,
        "summary": service.summary,
        "summary_cy": service.summary_cy if bilingual else "",
        "does": service.description,
        "does_not": service.does_not,
        "helps_with": [need.label for need in service.needs.all()],
    }


def _who(service: ServicePage, eligibility: wording.Eligibility) -> Entry:
    return {
        "glance": eligibility.glance(service),
        "for": eligibility.lines(service),
        "not_for": eligibility.exclusions(service),
        "remand": service.takes_remand,
    }


def _how(service: ServicePage) -> Entry:
    practical = []
    if service.needs_unlock:
        practical.append("The person must be unlocked for it.")
    if service.needs_escort:
        practical.append("The person must be escorted.")
    return {
        "modes": [mode.label for mode in service.delivery_modes.all()],
        "group_size": service.group_size,
        "who_refers": wording.who_refers(service.who_can_refer, self_referral=service.self_referral),
        "how_to_refer": service.how_to_refer,
        "answer_days": service.response_days,
        "next": service.what_happens_next,
        "sessions": wording.session_lines(service.sessions.all()),
        "practical": practical,
        "languages": [language.label for language in service.languages.all()],
        "access": service.access_needs,
        "contact": service.contact_phone or service.contact_email,
        "never_by_name": service.never_by_name,
    }


def _now(status: ListingStatus, rules: ReviewSettings, on: datetime.date) -> Entry:
    trusted = status.freshness(rules, on) in (Freshness.CONFIRMED, Freshness.DUE)
    return {
        "availability": wording.availability(status),
        "availability_is_confirmed": status.availability_is_confirmed(rules, on),
        "is_paused": status.availability == Availability.PAUSED,
        "is_limited": status.availability in (Availability.LIMITED, Availability.WAITING_LIST),
        "checked_on": wording.day(status.reviewed_on),
        "is_confirmed": trusted,
    }
