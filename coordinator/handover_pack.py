"""What a new coordinator needs to read on the first day, gathered from what the service knows. No person in prison."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coordinator.desk import desk_for
from coordinator.models import Appointment, Engagement, OnboardingItem
from directory.contacts import contacts_of
from directory.insert.wording import day
from directory.models import InsertEdition, Prison, ServicePage


@dataclass(frozen=True)
class Section:
    """One table of the pack, or a sentence where there is nothing to list."""

    heading: str
    headers: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    nothing: str


Build = Callable[[Prison, Any], Section]


def build_pack(prison: Prison, user: Any) -> list[Section]:
    """Return the sections of a prison's pack, as the user may see them."""
    return [build(prison, user) for build in SECTIONS]


def _posts(prison: Prison, user: Any) -> Section:
    rows = [
        (each.get_post_display(), each.name, each.phone, day(each.starts_on), day(each.ends_on) if each.ends_on else "")
        for each in Appointment.objects.visible_to(user).filter(prison=prison)
    ]
    return Section(
        "Who has held which post",
        ("Post", "Name", "Phone", "From", "Last day"),
        rows,
        "Nobody has been appointed through this service.",
    )


def _contacts(prison: Prison, user: Any) -> Section:
    rows = [(each.get_function_display(), each.name, each.phone, each.hours) for each in contacts_of(prison)]
    return Section("Whom to ring", ("Who", "Name", "Phone", "When"), rows, "No contact is recorded.")


def _waiting(prison: Prison, user: Any) -> Section:
    desk = desk_for(user, prison)
    rows: list[tuple[Any, ...]] = [
        (line.source.label, line.item.title, line.item.detail, day(line.item.due_on) if line.item.due_on else "")
        for line in (*desk.morning, *desk.later)
    ]
    return Section("What waits today", ("Kind", "What", "More", "Due"), rows, "Nothing waits.")


def _put_off(prison: Prison, user: Any) -> Section:
    rows = [(each.title, day(each.snooze.until), each.snooze.reason) for each in desk_for(user, prison).asleep]
    return Section("What is put off, and why", ("What", "Until", "Why"), rows, "Nothing is put off.")


def _services(prison: Prison, user: Any) -> Section:
    found = ServicePage.objects.visible_to(user).in_prison(prison).live().select_related("organisation", "status")
    rows = [
        (
            page.organisation.name,
            page.title,
            page.status.get_availability_display(),
            day(page.status.reviewed_on) if page.status.reviewed_on else "Never",
            ", ".join(part for part in (page.contact_phone, page.organisation.phone, page.organisation.email) if part),
        )
        for page in found.order_by("organisation__name", "title")
    ]
    headers = ("Organisation", "Service", "Availability", "Confirmed", "How to reach them")
    return Section("Who works here", headers, rows, "No service is listed.")


def _organisations(prison: Prison, user: Any) -> Section:
    mine = Engagement.objects.visible_to(user).current().filter(prison=prison).select_related("organisation")
    rows = [
        (each.organisation.name, each.get_state_display(), day(each.review_due_on) if each.review_due_on else "")
        for each in mine
    ]
    return Section("Agreements by organisation", ("Organisation", "Stands at", "Review"), rows, "None is on the list.")


def _missing(prison: Prison, user: Any) -> Section:
    mine = OnboardingItem.objects.visible_to(user).filter(engagement__prison=prison).missing()
    rows = [
        (item.engagement.organisation.name, item.requirement.label, item.get_owner_display(), day(item.due_on))
        for item in mine.exclude(engagement__left_on__isnull=False).select_related(
            "engagement__organisation", "requirement"
        )
    ]
    headers = ("Organisation", "What", "Who sees to it", "Due")
    return Section("What organisations still lack", headers, rows, "Nothing is missing.")


def _insert(prison: Prison, user: Any) -> Section:
    editions = InsertEdition.objects.visible_to(user).filter(prison=prison).defer("content")[:3]
    rows = [(f"Edition {each.number}", day(timezone.localdate(each.published_at))) for each in editions]
    return Section("The ACCT insert", ("Edition", "Published"), rows, "No edition has been published.")


SECTIONS: list[Build] = [_posts, _contacts, _waiting, _put_off, _services, _organisations, _missing, _insert]
