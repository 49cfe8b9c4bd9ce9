"""Filters of the coordinator's review list."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Prison, ServicePage

STATES = [
    ("review_due", _("Due or overdue")),
    ("not_confirmed", _("Shown as not confirmed")),
    ("left_insert", _("Left the insert")),
    ("availability_not_confirmed", _("Availability not confirmed")),
    ("closed", _("Closed: take the listing down")),
]


class ReviewFilter(django_filters.FilterSet):
    """By how urgent it is and by whose it is; without a choice, everything under review or closed."""

    state = django_filters.ChoiceFilter(
        label=_("Which listings"), choices=STATES, method="in_state", empty_label=_("All that need a check")
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("All organisations")
    )

    class Meta:
        model = ServicePage
        fields = ["state", "organisation"]

    def __init__(self, data: Any, *, prison: Prison) -> None:
        listings = ServicePage.objects.in_prison(prison)
        super().__init__(data, queryset=listings)
        self.filters["organisation"].queryset = Organisation.objects.filter(services__in=listings).distinct()

    def in_state(self, listings: Any, name: str, value: str) -> Any:
        """Keep the listings in a state: its value is the name of the queryset's filter."""
        return getattr(listings, value)()

    def filter_queryset(self, queryset: Any) -> Any:
        """Without a state, keep what is under review and what has closed."""
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.under_review() | queryset.closed()
        return super().filter_queryset(queryset)
