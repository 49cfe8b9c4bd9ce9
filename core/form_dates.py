"""A date typed in three boxes, day, month and year, which people find easier than one box or a calendar, and a time."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME_ERRORS = {"required": "Enter a time like 14:00", "invalid": "Enter a time like 14:00"}


class DatePartsWidget(forms.MultiWidget):
    """Three short text inputs named `<name>_day`, `<name>_month` and `<name>_year`."""

    template_name = "components/form/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(attrs={"inputmode": "numeric"}) for name in PARTS
        }
        super().__init__(widgets=parts, attrs=attrs)

    def decompress(self, value: datetime.date | None) -> list[Any]:
        """Split a date for the three inputs."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Give each part its label, width and an id that ends like its name."""
        context = super().get_context(name, value, attrs)
        group = context["widget"]["attrs"]
        labels = (_("Day"), _("Month"), _("Year"))
        for part, name_of_part, label, width in zip(
            context["widget"]["subwidgets"], PARTS, labels, (2, 2, 4), strict=True
        ):
            part["label"] = label
            part["attrs"]["id"] = f"{group.get('id', name)}_{name_of_part}"
            own = group.get("class", "")
            part["attrs"]["class"] = f"govuk-input govuk-date-input__input govuk-input--width-{width} {own}".strip()
        return context


class DatePartsField(forms.Field):
    """A date in three boxes. Cleans to `datetime.date`, or to None when all three are empty and it is optional."""

    widget = DatePartsWidget
    default_error_messages = {
        "required": _("Enter a date"),
        "incomplete": _("The date must include a day, a month and a year"),
        "year": _("The year must include 4 numbers"),
        "invalid": _("Enter a real date, like 27 3 2026"),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        """Join the parts.

        Raises:
            ValidationError: incomplete, year (not four figures) or invalid (no such day).
        """
        if isinstance(value, datetime.date):
            return value
        parts = [str(part or "").strip() for part in value or []]
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        day, month, year = parts
        if len(year) != 4 and year.isdecimal():
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return datetime.date(int(year), _month_number(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def _month_number(text: str) -> int:
    """Read "3", "03", "Mar" or "march". Raises ValueError for anything else."""
    if text[:3].lower() in MONTHS:
        return MONTHS.index(text[:3].lower()) + 1
    return int(text)


def time_field(label: str, *, required: bool = True) -> forms.TimeField:
    """Return a field for a time of day, written as 14:00."""
    return forms.TimeField(
        label=label,
        required=required,
        help_text="For example, 14:00.",
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages=_TIME_ERRORS,
    )


class HoursForm(forms.BaseForm):
    """Refuses hours, in fields called starts and ends, of which the last comes before the first. Comes first among the
    parents of a form.
    """

    backwards = "The last hour is before the first."
    """What is said beside the second field."""

    def clean(self) -> dict[str, Any]:
        """Compare the two where both were given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", self.backwards)
        return cleaned
