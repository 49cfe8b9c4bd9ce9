"""The front page of Wagtail's admin: what waits for a curator, in the curator's own prisons."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from accounts.roles import CURATE_LISTINGS
from directory.enums import TAKES_PEOPLE
from directory.models import ListingProposal, Need, Prison, ServicePage

SHOWN = 8


@dataclass(frozen=True)
class Link:
    """One line of a panel."""

    text: str
    url: str
    note: str = ""


@dataclass
class Worklist:
    """What a panel says: how many, the first few, where the rest is, and what it means when there is none."""

    heading: str
    count: int
    links: list[Link]
    empty: str
    more: list[Link] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return the heading with the count; a list that counts nothing has no words for an empty one."""
        return f"{self.heading}: {self.count}" if self.empty else self.heading


class CuratorPanel(Component):
    """One list of the dashboard."""

    template_name = "directory/curate/dashboard_panel.html"

    def __init__(self, name: str, order: int, worklist: Worklist) -> None:
        self.name, self.order, self.worklist = name, order, worklist

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give the template the list."""
        return {"worklist": self.worklist, "panel_id": self.name}


def curators_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Put the curator's lists first, and take out Wagtail's own on moderation, which they replace."""
    replaced = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, replaced)]
    prisons = list(Prison.objects.where_allowed(request.user, CURATE_LISTINGS).opened().select_related("page"))
    if not prisons:
        return
    lists = (
        waiting_changes(request.user),
        due(prisons),
        not_confirmed(prisons),
        without_listing(prisons),
        new(prisons),
    )
    for order, worklist in enumerate(lists):
        panels.append(CuratorPanel(f"curating-{order}", 100 + order, worklist))


def waiting_changes(user: Any) -> Worklist:
    """Return the changes that organisations propose and that wait for the user."""
    waiting = ListingProposal.objects.to_decide_by(user).waiting().select_related("page__organisation")
    links = [
        Link(proposal.page.title, reverse("directory:proposal", args=[proposal.pk]), str(proposal.page.organisation))
        for proposal in waiting.order_by("created_at")[:SHOWN]
    ]
    empty = "Nothing waits. When an organisation proposes a change, it is listed here and you are told."
    more = [Link("All proposed changes", reverse("directory:proposals"))]
    return Worklist("Changes awaiting approval", waiting.count(), links, empty, more)


def due(prisons: list[Prison]) -> Worklist:
    """Return the live listings whose review is due."""
    found = _live(prisons).review_due()
    empty = "Every listing is within its review. Organisations are reminded by e-mail before the next one is due."
    return Worklist("Due for review", found.count(), _listings(found), empty, _reviews(prisons, "review_due"))


def not_confirmed(prisons: list[Prison]) -> Worklist:
    """Return the live listings that are shown as not confirmed."""
    found = _live(prisons).not_confirmed()
    empty = "No listing is shown as not confirmed."
    return Worklist("Not confirmed", found.count(), _listings(found), empty, _reviews(prisons, "not_confirmed"))


def without_listing(prisons: list[Prison]) -> Worklist:
    """Return the ACCT triggers for which a prison has nobody who takes people now."""
    triggers = list(Need.objects.triggers())
    covered = defaultdict(set)
    pairs = _live(prisons).filter(needs__in=triggers, status__availability__in=TAKES_PEOPLE)
    for prison, need in pairs.values_list("prison_id", "needs").distinct():
        covered[prison].add(need)
    gaps = [(prison, need) for prison in prisons for need in triggers if need.pk not in covered[prison.pk]]
    links = [
        Link(need.label, reverse("directory:adopt", args=[prison.pk]), str(prison)) for prison, need in gaps[:SHOWN]
    ]
    empty = "Every ACCT trigger has at least one service that takes people now."
    more = [Link("All triggers", reverse("listings_per_trigger"))]
    return Worklist("No listing for a trigger", len(gaps), links, empty, more)


def new(prisons: list[Prison]) -> Worklist:
    """Return the ways to start a listing in each prison."""
    links = []
    for prison in prisons[:SHOWN]:
        note = str(prison) if len(prisons) > 1 else ""
        links += [
            Link("Start from the national catalogue", reverse("directory:adopt", args=[prison.pk]), note),
            Link("Copy a listing of another prison", reverse("directory:copy_listing", args=[prison.pk]), note),
            Link("Add an organisation", reverse("directory:new_organisation", args=[prison.pk]), note),
        ]
    return Worklist("Start a listing", 0, links, "")


def _live(prisons: list[Prison]) -> Any:
    return ServicePage.objects.live().filter(prison__in=prisons)


def _listings(found: Any) -> list[Link]:
    rows = found.select_related("status", "prison", "organisation").order_by("status__review_due_on", "title")[:SHOWN]
    return [
        Link(
            page.title,
            reverse("directory:review_listing", args=[page.prison_id, page.translation_key]),
            f"due {page.status.review_due_on:%-d %B %Y}" if page.status.review_due_on else "never confirmed",
        )
        for page in rows
    ]


def _reviews(prisons: list[Prison], state: str) -> list[Link]:
    return [
        Link(f"All at {prison}", f"{reverse('directory:review', args=[prison.pk])}?state={state}")
        for prison in prisons[:SHOWN]
    ]
