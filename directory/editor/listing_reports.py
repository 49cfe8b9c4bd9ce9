"""Reports for curators: listings due, and listings per ACCT trigger. Each is limited to the reader's prisons."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.roles import CURATE_LISTINGS
from directory.enums import TAKES_PEOPLE
from directory.models import Need, Prison, ServicePage


class CuratorsReport(ReportView):
    """A report for whoever curates a prison."""

    any_permission_required = ["add", "change", "publish"]
    permission_policy = policy_registry.get_by_type(Page)
    default_ordering = None

    def prisons(self) -> QuerySet[Prison]:
        """Return the open prisons that the reader curates."""
        allowed: QuerySet[Prison] = Prison.objects.where_allowed(self.request.user, CURATE_LISTINGS).opened()
        return allowed


class ListingsDueView(CuratorsReport):
    """Live listings whose review is due, the longest due first."""

    page_title = "Listings due"
    header_icon = "time"
    index_url_name = "listings_due"
    index_results_url_name = "listings_due_results"
    model = ServicePage
    list_export = ["title", "organisation", "prison", "status.review_due_on", "status.reviewed_on"]
    export_headings = {"status.review_due_on": "Review due", "status.reviewed_on": "Last confirmed"}
    columns = [
        TitleColumn(
            "title",
            label="Service",
            get_url=lambda page: reverse("directory:review_listing", args=[page.prison_id, page.translation_key]),
        ),
        Column("organisation", label="Organisation"),
        Column("prison", label="Prison"),
        Column("due", label="Review due", accessor="status.review_due_on"),
        Column("confirmed", label="Last confirmed", accessor="status.reviewed_on"),
    ]

    def get_queryset(self) -> Any:
        """Keep the reader's prisons."""
        found = ServicePage.objects.live().filter(prison__in=self.prisons()).review_due()
        return found.select_related("organisation", "prison", "status").order_by("status__review_due_on", "title", "pk")


class ListingsPerTriggerView(CuratorsReport):
    """How many live listings each ACCT trigger has, and how many of them take people now."""

    page_title = "Listings per trigger"
    header_icon = "list-ul"
    index_url_name = "listings_per_trigger"
    index_results_url_name = "listings_per_trigger_results"
    model = Need
    list_export = ["label", "listings", "taking"]
    export_headings = {"label": "Trigger", "listings": "Listings", "taking": "Taking people now"}
    columns = [
        Column("label", label="Trigger"),
        Column("listings", label="Listings"),
        Column("taking", label="Taking people now"),
    ]

    def get_queryset(self) -> Any:
        """Count in the reader's prisons only."""
        here = Q(services__live=True, services__prison__in=self.prisons())
        taking = here & Q(services__status__availability__in=TAKES_PEOPLE)
        return Need.objects.triggers().annotate(
            listings=Count("services", filter=here, distinct=True),
            taking=Count("services", filter=taking, distinct=True),
        )


def urls() -> list[URLPattern]:
    """Return the reports' addresses below the editor's."""
    return [
        path("reports/listings-due/", ListingsDueView.as_view(), name="listings_due"),
        path("reports/listings-due/results/", ListingsDueView.as_view(results_only=True), name="listings_due_results"),
        path("reports/listings-per-trigger/", ListingsPerTriggerView.as_view(), name="listings_per_trigger"),
        path(
            "reports/listings-per-trigger/results/",
            ListingsPerTriggerView.as_view(results_only=True),
            name="listings_per_trigger_results",
        ),
    ]


class CuratorsMenuItem(MenuItem):
    """A report that shows in the menu of curators."""

    def is_shown(self, request: Any) -> bool:
        """Show it to whoever may edit a page."""
        policy = policy_registry.get_by_type(Page)
        return bool(policy.user_has_any_permission(request.user, ["add", "change", "publish"]))


def due_menu_item() -> MenuItem:
    """Return the menu's entry for listings due."""
    return CuratorsMenuItem("Listings due", reverse("listings_due"), icon_name="time", order=50)


def trigger_menu_item() -> MenuItem:
    """Return the menu's entry for listings per trigger."""
    return CuratorsMenuItem("Listings per trigger", reverse("listings_per_trigger"), icon_name="list-ul", order=60)
