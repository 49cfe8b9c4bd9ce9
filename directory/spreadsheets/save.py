"""Does what a plan says: makes and changes listings through the editor's own revisions, so that they are live."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import LogContext

from directory.actions.prisons import open_prison
from directory.models import ListingStatus, Organisation, Prison, PrisonPage, ReviewSettings, ServicePage
from directory.review import next_review_due
from directory.spreadsheets.cells import fold
from directory.spreadsheets.check import CREATED, UPDATED, Plan, RowPlan
from directory.spreadsheets.columns import BY_NAME, ON_STATUS

CONFIRMED_BY = "Spreadsheet import"  # role or organisation, never a name
_SEXES = {"men", "women"}


class Writer:
    """Writes the rows of one file. Use it inside a transaction."""

    def __init__(self, *, by: Any) -> None:
        self.by = by
        self.rules = ReviewSettings.load()
        self.parents: dict[str, PrisonPage] = {}
        self.organisations: dict[str, Organisation] = {}
        for organisation in Organisation.objects.order_by("-created_at"):
            self.organisations[fold(organisation.name)] = organisation

    def write(self, plan: Plan) -> None:
        """Write every row that is not bad. A row that cannot be saved after all is noted as a problem."""
        for row in plan.rows:
            if row.kind not in (CREATED, UPDATED):
                continue
            try:
                with transaction.atomic(), LogContext(user=self.by):
                    self._write_row(row)
            except ValidationError as error:
                row.refuse("title", f"The listing cannot be saved: {' '.join(error.messages)}")

    def _write_row(self, row: RowPlan) -> None:
        created = row.page is None
        page = self._new_page(row) if row.page is None else row.page
        sexes = _sexes_named(page) if not created else set()
        for name in row.changes.keys() - ON_STATUS:
            BY_NAME[name].write(page, row.changes[name])
        _follow_groups(page, row, before=sexes)
        if row.writes_page:
            self._publish(page, row, created=created)
        self._write_status(page, row, created=created)

    def _new_page(self, row: RowPlan) -> ServicePage:
        prison = row.prison
        assert prison is not None  # noqa: S101  # a row without one is bad and never written
        anybody = not (prison.holds_men or prison.holds_women)
        return ServicePage(
            title=row.title,
            draft_title=row.title,
            slug=_free_slug(row.title, self._parent(prison)),
            prison=prison,
            organisation=self._organisation(row.organisation, prison),
            for_men=prison.holds_men or anybody,
            for_women=prison.holds_women or anybody,
            live=False,
        )

    def _parent(self, prison: Prison) -> PrisonPage:
        """Return the prison's page, opening the prison when it is not open yet."""
        if prison.code not in self.parents:
            self.parents[prison.code] = open_prison(prison=prison, by=self.by)
        return self.parents[prison.code]

    def _organisation(self, name: str, prison: Prison) -> Organisation:
        """Return the organisation with this name, whatever its capitals, made when new."""
        if fold(name) not in self.organisations:
            self.organisations[fold(name)] = Organisation.objects.create(
                name=name, is_demonstration=prison.is_demonstration
            )
        return self.organisations[fold(name)]

    def _publish(self, page: ServicePage, row: RowPlan, *, created: bool) -> None:
        """Make a revision live. The right to do so was checked for the prison as a whole."""
        if created:
            self._parent(page.prison).add_child(instance=page)
        # Publishing cleans the page: once is enough.
        revision = page.save_revision(user=self.by, log_action=not created, clean=False)
        revision.publish(user=self.by, skip_permission_checks=True)

    def _write_status(self, page: ServicePage, row: RowPlan, *, created: bool) -> None:
        """Write availability and review dates, and when the next review is due."""
        status = ListingStatus.objects.select_for_update().get(page_id=page.pk)
        for name in row.changes.keys() & ON_STATUS:
            BY_NAME[name].write(status, row.changes[name])
        reviewed = row.changes.get("reviewed_on")
        if reviewed:
            status.reviewed_by = CONFIRMED_BY
        if status.reviewed_on and (reviewed or "sessions" in row.changes):
            status.review_due_on = next_review_due(page, status.reviewed_on, self.rules)
        _confirm_availability(status, row, created=created)
        status.save()


def _confirm_availability(status: ListingStatus, row: RowPlan, *, created: bool) -> None:
    """A review confirms the availability too; a change of it by somebody is news of today."""
    confirmed = row.changes.get("reviewed_on")
    if "availability" in row.changes and not (created and confirmed):
        confirmed = timezone.localdate()
    if confirmed and (status.availability_confirmed_on is None or confirmed > status.availability_confirmed_on):
        status.availability_confirmed_on, status.availability_confirmed_by = confirmed, CONFIRMED_BY


def _sexes_named(page: ServicePage) -> set[str]:
    return {group.slug for group in page.groups.all()} & _SEXES


def _follow_groups(page: ServicePage, row: RowPlan, *, before: set[str]) -> None:
    """When the groups newly name men or women, the listing is for them only."""
    named = _sexes_named(page)
    if "groups" in row.changes and named and named != before:
        page.for_men, page.for_women = "men" in named, "women" in named


def _free_slug(title: str, parent: PrisonPage) -> str:
    """Return an address for the listing that no other page of the prison has."""
    stem = slugify(title)[:200] or "service"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
