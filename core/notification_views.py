"""The list of what a user was told, and how they want to be told."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.models import Cadence, Notification, NotificationPreference
from core.notifications import Facts, Kind, all_kinds, kind_for, mark_read, set_preferences

PER_PAGE = 25


@never_cache
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Show the user's notifications, newest first."""
    own = Notification.objects.visible_to(request.user)
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(notification, _title(notification)) for notification in page]
    return render(request, "core/notifications.html", {"page": page, "rows": rows, "unread": own.unread().count()})


def _title(notification: Notification) -> str:
    """Return the line that says what happened; a kind that is no longer declared keeps its link."""
    kind = kind_for(notification.kind)
    if kind is None:
        return _("Something you were told about")
    facts = Facts(notification.link, notification.reference, notification.count, notification.on)
    return kind.title(facts)


@never_cache
@require_safe
def open_notification(request: HttpRequest, *, key: UUID) -> HttpResponse:
    """Mark one of the user's notifications as read and go where it points."""
    notification = get_object_or_404(Notification.objects.visible_to(request.user), pk=key)
    mark_read(by=request.user, ids=[notification.pk])
    return redirect(Facts(notification.link).link)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of the user's notifications as read."""
    mark_read(by=request.user)
    return redirect("core:notifications")


class PreferencesForm(forms.Form):
    """One choice per kind of notification, in the order of their labels."""

    def __init__(self, kinds: list[Kind], chosen: dict[str, str], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.kinds = {kind.code.replace(".", "_"): kind for kind in kinds}
        for name, kind in self.kinds.items():
            allowed = [choice for choice in Cadence.choices if choice[0] in kind.cadences()]
            self.fields[name] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.audience,
                choices=allowed,
                initial=chosen.get(kind.code, kind.default),
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            )

    def cadences(self) -> dict[str, str]:
        """Return what was chosen, by the kinds' codes."""
        return {kind.code: self.cleaned_data[name] for name, kind in self.kinds.items()}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Let the user choose when e-mails of each kind come."""
    kinds = [kind for kind in all_kinds() if kind.to_users and len(kind.cadences()) > 1]
    user: Any = request.user
    chosen = dict(NotificationPreference.objects.filter(user=user).values_list("kind", "cadence"))
    form = PreferencesForm(kinds, chosen, request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_preferences(by=request.user, cadences=form.cadences())
        messages.success(request, _("Your choices are saved."))
        return redirect("core:notification_settings")
    return render(request, "core/notification_settings.html", {"form": form})
