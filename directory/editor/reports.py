"""Wagtail's reports, with filters that name only people and prisons the reader may know of."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet, LockedPagesView
from wagtail.admin.views.reports.workflows import (
    WorkflowReportFilterSet,
    WorkflowTasksReportFilterSet,
    WorkflowTasksView,
    WorkflowView,
)
from wagtail.models import Page
from wagtail.permissions import policy_registry


def _lockers(request: HttpRequest) -> QuerySet:
    pages = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return get_user_model().objects.filter(pk__in=pages.filter(locked=True).values("locked_by"))


class OwnLockedPagesFilterSet(LockedPagesReportFilterSet):
    """Names only people who locked a page that the reader can see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["locked_by"].extra["queryset"] = _lockers(self.request)


class OwnLockedPagesView(LockedPagesView):
    """Locked pages of the reader's prisons."""

    filterset_class = OwnLockedPagesFilterSet


class OwnWorkflowFilterSet(WorkflowReportFilterSet):
    """Without the lists of every prison's workflow and of everybody who ever proposed something."""

    workflow = None
    requested_by = None

    class Meta(WorkflowReportFilterSet.Meta):
        fields = ["reviewable", "status", "created_at"]


class OwnWorkflowView(WorkflowView):
    """Proposed changes in the reader's prisons."""

    filterset_class = OwnWorkflowFilterSet


class OwnWorkflowTasksFilterSet(WorkflowTasksReportFilterSet):
    """Without the lists of every prison's workflow and task."""

    workflow = None
    task = None

    class Meta(WorkflowTasksReportFilterSet.Meta):
        fields = ["reviewable", "status", "started_at", "finished_at"]


class OwnWorkflowTasksView(WorkflowTasksView):
    """Decisions asked for in the reader's prisons."""

    filterset_class = OwnWorkflowTasksFilterSet


class OwnPageFilterSet(GenericPageFilterSet):
    """Filters of lists of pages, without the names of everybody who ever edited a page anywhere."""

    owner = None
    edited_by = None
    site = None
