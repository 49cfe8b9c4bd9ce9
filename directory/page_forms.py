"""The forms behind the page editor."""

from typing import Any

from django import forms
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

_TERMS = ("needs", "groups", "delivery_modes", "legal_statuses", "locations", "languages")


class ServicePageForm(WagtailAdminPageForm):
    """A listing: offers the terms in use, and knows its prison before the page is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.prison_id is None and self.parent_page is not None:
            # The preview of a page that was never saved already needs it.
            self.instance.prison = self.parent_page.specific.prison
        for name in _TERMS:
            if name in self.fields:
                self._offer_terms_in_use(name)

    def _offer_terms_in_use(self, name: str) -> None:
        """Leave out retired terms, but for those that the listing already carries."""
        field = self.fields[name]
        chosen = [term.pk for term in getattr(self.instance, name).all()]
        field.queryset = field.queryset.filter(Q(is_active=True) | Q(pk__in=chosen)).order_by("order", "label")
        if name == "needs":
            field.queryset = field.queryset.select_related("parent")
        field.label_from_instance = _label

    def clean(self) -> dict[str, Any]:
        """Say at the field itself what the table's constraints would only say above the form."""
        cleaned: dict[str, Any] = super().clean()
        for lower, upper, message in (
            ("age_from", "age_to", "The oldest age is below the youngest."),
            ("weeks_left_min", "weeks_left_max", "The most weeks left is below the least."),
        ):
            least, most = cleaned.get(lower), cleaned.get(upper)
            if least is not None and most is not None and most < least:
                self.add_error(upper, message)
        if not cleaned.get("for_men") and not cleaned.get("for_women"):
            self.add_error("for_men", "Tick men, women or both.")
        return cleaned


def _label(term: Any) -> str:
    return f"{term.label} (seen by staff only)" if getattr(term, "is_restricted", False) else term.label


class ReasonForm(forms.Form):
    """Why a proposed change is turned down. Wagtail calls the field a comment."""

    comment = forms.CharField(
        label="Reason",
        help_text="The organisation reads this. Say what would make it right.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason: the organisation needs to know what to do next."},
    )
