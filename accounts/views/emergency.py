"""The emergency view: opening it with a reason, reading that reason, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions
from accounts.actions.emergency import end_emergency_views, open_emergency_view
from accounts.forms.emergency import EmergencyForm
from accounts.models import AccessSettings, EmergencyView
from accounts.roles import ScopeKind
from accounts.scopes import find_scope, scope_table
from accounts.views.scope import name_of, signed_in
from core import audit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_view(request: HttpRequest) -> HttpResponse:
    """Let an administrator give a reason, and open the view."""
    if not permissions.is_administrator(request.user):
        raise Http404
    prisons = list(scope_table(ScopeKind.PRISON)._default_manager.all())
    form = EmergencyForm(request.POST if request.method == "POST" else None, prisons=prisons)
    if request.method == "POST" and form.is_valid():
        scope = find_scope(ScopeKind.PRISON, form.cleaned_data["prison"])
        open_emergency_view(scope=scope, reason=form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, _("The emergency view is open. The prison’s coordinators have been told."))
        return redirect("accounts:emergency_open")
    context = {"form": form, "minutes": AccessSettings.load().break_glass_minutes}
    return render(request, "accounts/emergency/open.html", context)


@require_POST
def end_view(request: HttpRequest) -> HttpResponse:
    """End the view before its time."""
    if not permissions.is_administrator(request.user):
        raise Http404
    end_emergency_views(by=signed_in(request))
    messages.success(request, _("The emergency view has ended."))
    return redirect("/")


@never_cache
@require_safe
def reason(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who opened a view, when and why, to those in charge of the scope."""
    view = get_object_or_404(EmergencyView.objects.select_related("user"), pk=pk)
    if not permissions.can_manage(request.user, view.scope):
        raise Http404
    audit.record("emergency-view.read", by=request.user, about=view, scope=view.scope)
    return render(request, "accounts/emergency/reason.html", {"view": view, "where": name_of(view.scope)})
