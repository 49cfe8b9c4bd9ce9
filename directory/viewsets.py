"""What Wagtail's admin lists and edits, and how."""

from typing import Any

from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from directory.editor.reports import OwnPageFilterSet
from directory.models import (
    DeliveryMode,
    Group,
    GroupSynonym,
    Language,
    LegalStatus,
    LocationKind,
    Need,
    NeedSynonym,
    Organisation,
    ReviewSettings,
    ServicePage,
    WordToAvoid,
)
from directory.widgets import ColumnsOfChoices, NeedsByHeading

# An address typed without "http" is taken for a secure one, as Django 6 will do by itself.
register_form_field_override(models.URLField, override={"assume_scheme": "https"})


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


class TermViewSet(ModelViewSet):
    """One of the lists that a listing chooses from."""

    list_display = ["label", "is_active", "order"]
    list_filter = ["is_active"]
    search_fields = ["label"]
    form_fields = ["slug", "label", "label_cy", "order", "is_active"]
    ordering = ["order", "label"]
    copy_view_enabled = False


def _term(model: Any, icon: str, *more: str) -> ModelViewSet:
    """Return the view set of a list, with the fields it has besides the common ones."""
    attributes = {"model": model, "icon": icon, "form_fields": [*TermViewSet.form_fields, *more]}
    name = model._meta.model_name
    return type(f"{model.__name__}ViewSet", (TermViewSet,), attributes)(name, url_prefix=f"lists/{name}")


class SynonymViewSet(ModelViewSet):
    """Words that search understands and that are never shown, such as staff slang."""

    icon = "search"
    search_fields = ["words"]
    copy_view_enabled = False


class NeedSynonymViewSet(SynonymViewSet):
    """Other words for a need."""

    model = NeedSynonym
    menu_label = "Words for needs"
    list_display = ["words", "need", "is_local"]
    list_filter = ["is_local", "need"]
    form_fields = ["need", "words", "is_local"]


class GroupSynonymViewSet(SynonymViewSet):
    """Other words for a group."""

    model = GroupSynonym
    menu_label = "Words for groups"
    list_display = ["words", "group", "is_local"]
    list_filter = ["is_local", "group"]
    form_fields = ["group", "words", "is_local"]


class WordViewSet(ModelViewSet):
    """Words about people that the wording check points out."""

    model = WordToAvoid
    menu_label = "Words to avoid"
    icon = "warning"
    list_display = ["words", "better", "is_active"]
    form_fields = ["words", "better", "fine_in", "is_active"]
    copy_view_enabled = False


class OrganisationViewSet(ModelViewSet):
    """Organisations, the national catalogue among them."""

    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    list_display = ["name", "charity_number", "in_catalogue", "is_helpline"]
    list_filter = ["in_catalogue", "is_helpline"]
    search_fields = ["name", "charity_number"]
    form_fields = [
        *("name", "charity_number", "what_they_do", "website", "email", "phone"),
        *("in_catalogue", "is_helpline", "needs", "groups", "delivery_modes"),
    ]
    copy_view_enabled = False

    def get_edit_handler(self) -> Any:
        """Offer needs, groups and ways of helping as tick boxes."""
        boxes = {"needs": NeedsByHeading, "groups": ColumnsOfChoices, "delivery_modes": ColumnsOfChoices}
        children = [FieldPanel(name, widget=boxes.get(name)) for name in self.form_fields]
        return ObjectList(children).bind_to_model(self.model)


class ReviewSettingsViewSet(ModelViewSet):
    """How often listings are confirmed: one row."""

    model = ReviewSettings
    icon = "cog"
    menu_label = "Review cycle"
    list_display = ["__str__", "default_months", "demote_after_days", "leave_insert_after_days"]
    exclude_form_fields = ["id"]
    copy_view_enabled = False


class ListsViewSetGroup(ViewSetGroup):
    """What an editor of the catalogue looks after."""

    menu_label = "Catalogue and lists"
    menu_icon = "list-ul"
    menu_order = 300
    items = (
        OrganisationViewSet("organisation", url_prefix="lists/organisation"),
        _term(Need, "help", "parent", "plain_definition", "plain_definition_cy", "trigger_order"),
        NeedSynonymViewSet("needsynonym", url_prefix="lists/need-words"),
        _term(Group, "group", "note", "is_restricted", "age_from", "age_to"),
        GroupSynonymViewSet("groupsynonym", url_prefix="lists/group-words"),
        _term(DeliveryMode, "mail", "synonyms"),
        _term(LegalStatus, "tag", "is_remand"),
        _term(LocationKind, "home"),
        _term(Language, "globe"),
        WordViewSet("wordtoavoid", url_prefix="lists/words-to-avoid"),
        ReviewSettingsViewSet("reviewsettings", url_prefix="lists/review-cycle"),
    )


def all_viewsets() -> list[Any]:
    """Return what is registered with Wagtail's admin."""
    return [PagesViewSet(), ListingsViewSet(), ListsViewSetGroup()]
