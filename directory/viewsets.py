"""What Wagtail's admin lists and edits, and how."""

from typing import Any

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from directory.editor.reports import OwnPageFilterSet
from directory.models import ServicePage


class ExplorerView(ExplorableIndexView):
    """The explorer, with our filters."""

    base_filterset_class = OwnPageFilterSet


class PagesOfTypeView(ContentTypeUseView):
    """The list of all pages of a type that one may see, with our filters."""

    base_filterset_class = OwnPageFilterSet


class PagesViewSet(PageViewSet):
    """Every kind of page that has no view set of its own."""

    model = Page
    index_view_class = ExplorerView
    content_type_use_view_class = PagesOfTypeView


class ListingsView(ExplorerView):
    """A prison's listings, with what changes daily beside each."""

    def annotate_queryset(self, pages: Any) -> Any:
        """Fetch each listing's organisation and status along."""
        return super().annotate_queryset(pages).prefetch_related("organisation", "status")


class ListingsViewSet(PageViewSet):
    """Service listings, as a coordinator wants to see them in the explorer."""

    model = ServicePage
    index_view_class = ListingsView
    content_type_use_view_class = PagesOfTypeView
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Service", sort_key="title", classname="title"),
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        Column("availability", label="Availability", accessor="status.get_availability_display"),
        Column("review_due_on", label="Review due", accessor="status.review_due_on", sort_key="status__review_due_on"),
        PageStatusColumn("status_string", label="Status", sort_key="live", width="12%"),
    ]


page_viewset = PagesViewSet()
listings_viewset = ListingsViewSet()
