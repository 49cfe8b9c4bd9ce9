"""Filters of a scope's audit trail, and who may read which."""

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import guardian
from accounts.audit_events import role_label
from accounts.roles import SEE_AUDIT
from accounts.scopes import all_scope_tables
from core.audit_sentences import described, looks, sentence_for, takes
from core.forms import DatePartsField
from core.models import AuditEvent


class DayFilter(django_filters.Filter):
    """A day in three boxes."""

    field_class = DatePartsField


def _errors(name: Any) -> dict[str, Any]:
    """Return sentences that name the day they are about."""
    invalid = format_lazy(_("“{name}” must be a real date, like 27 3 2026"), name=name)
    return {"invalid": invalid, "incomplete": invalid, "year": invalid}


class AuditFilter(django_filters.FilterSet):
    """By day, by what happened and by the role of who did it."""

    first = DayFilter(label=_("From"), method="from_day", error_messages=_errors(_("From")))
    last = DayFilter(label=_("To"), method="to_day", error_messages=_errors(_("To")))
    event = django_filters.ChoiceFilter(label=_("What happened"), empty_label=_("Everything"))
    role = django_filters.ChoiceFilter(
        label=_("Who did it"), empty_label=_("Everybody"), field_name="actor_label", lookup_expr="exact"
    )

    looks = django_filters.BooleanFilter(
        label=_("Only looks at somebody’s data"), method="only_looks", widget=forms.CheckboxInput
    )

    takes = django_filters.BooleanFilter(
        label=_("Only what was saved as a file or printed"), method="only_takes", widget=forms.CheckboxInput
    )

    class Meta:
        model = AuditEvent
        fields = ["first", "last", "event", "role", "looks", "takes"]

    def __init__(self, data: Any, *, rows: Any) -> None:
        super().__init__(data, queryset=rows)
        present = rows.order_by().values_list("event", flat=True).distinct()
        roles = rows.order_by().exclude(actor_label="").values_list("actor_label", flat=True).distinct()
        self.filters["event"].extra["choices"] = sorted(
            ((event, _heading(event)) for event in present), key=lambda choice: choice[1]
        )
        self.filters["role"].extra["choices"] = sorted((role, role_label(role)) for role in roles)

    @property
    def qs(self) -> Any:
        """Return the rows of the choices; none where a choice is wrong, rather than all."""
        return super().qs if not self.is_bound or self.form.is_valid() else self.queryset.none()

    def from_day(self, rows: Any, name: str, value: Any) -> Any:
        """Keep what happened on the day or later."""
        return rows.filter(at__gte=_midnight(value))

    def to_day(self, rows: Any, name: str, value: Any) -> Any:
        """Keep what happened on the day or before."""
        return rows.filter(at__lt=_midnight(value + timedelta(days=1)))

    def only_looks(self, rows: Any, name: str, value: bool) -> Any:
        """Keep the events in which somebody saw personal data."""
        return rows.filter(event__in=looks()) if value else rows

    def only_takes(self, rows: Any, name: str, value: bool) -> Any:
        """Keep the events in which something left as a file or on paper."""
        return rows.filter(event__in=takes()) if value else rows


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _heading(event: str) -> str:
    """Return the event's words up to what differs from row to row."""
    sentence = sentence_for(event)
    words = described().get(event, sentence.words if sentence else "")
    plain = words.split("{")[0].rstrip(" “(:,–") or event.replace(".", ": ").replace("_", " ").replace("-", " ")
    return plain[0].upper() + plain[1:]


def readable_scopes(user: Any) -> list[Any]:
    """Return the prisons and organisations whose audit trail the user reads, by name: a query for each kind."""
    return [
        scope
        for table in all_scope_tables()
        for scope in guardian.allowed(user, SEE_AUDIT, table._default_manager.all()).order_by("name")
    ]
