"""The filters of the coverage matrix."""

from typing import Any

from django import forms

from coordinator.forms.periods import PERIODS
from coordinator.mapping.coverage import Across
from directory.enums import Availability
from directory.models import DeliveryMode, Group


class CoverageForm(forms.Form):
    """By whom it is for, how it comes, whether it takes people, and over which time demand is counted."""

    group = forms.ModelChoiceField(
        label="Who for", queryset=Group.objects.none(), required=False, to_field_name="slug", empty_label="Anybody"
    )
    mode = forms.ModelChoiceField(
        label="How help comes",
        queryset=DeliveryMode.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label="Any way",
    )
    availability = forms.ChoiceField(label="Availability", choices=[("", "Any"), *Availability.choices], required=False)
    across = forms.ChoiceField(
        label="Columns of the matrix",
        choices=[
            (Across.MODE, "How help comes"),
            (Across.GROUP, "Who it is for"),
            (Across.AVAILABILITY, "Availability"),
        ],
        required=False,
    )
    period = forms.ChoiceField(label="Demand over", choices=PERIODS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.active()  # type: ignore[attr-defined]
        self.fields["mode"].queryset = DeliveryMode.objects.active()  # type: ignore[attr-defined]
