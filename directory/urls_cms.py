"""Addresses of Wagtail's admin that this service answers itself. They stand before Wagtail's own."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView, View
from wagtail.admin.auth import require_admin_access

from directory.editor import reports
from directory.editor.account import AppearanceView


def _admin(view: type[View], **initial: bool) -> Callable[..., HttpResponseBase]:
    """Guard a view as Wagtail guards its own."""
    guarded: Callable[..., HttpResponseBase] = never_cache(require_admin_access(view.as_view(**initial)))
    return guarded


# One door into the service: signing in here would go round the second factor.
sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("login/", sign_in),
    path("account/", _admin(AppearanceView)),
    path("reports/locked/", _admin(reports.OwnLockedPagesView)),
    path("reports/locked/results/", _admin(reports.OwnLockedPagesView, results_only=True)),
    path("reports/workflow/", _admin(reports.OwnWorkflowView)),
    path("reports/workflow/results/", _admin(reports.OwnWorkflowView, results_only=True)),
    path("reports/workflow_tasks/", _admin(reports.OwnWorkflowTasksView)),
    path("reports/workflow_tasks/results/", _admin(reports.OwnWorkflowTasksView, results_only=True)),
]
