"""Whom to ring in a prison, as its coordinator keeps it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directory.forms.rows import RowFormSet
from directory.models import PrisonContact


class ContactForm(forms.ModelForm):
    """One person or desk. Only signed-in staff see it, and the printed insert, which says functions and extensions."""

    class Meta:
        model = PrisonContact
        fields = ["function", "name", "phone", "email", "hours", "note"]
        labels = {
            "function": "What they are there for",
            "name": "Name, if one person answers for it",
            "hours": "When they answer",
            "note": "Anything staff must know first",
        }
        help_texts = {"phone": "An extension, such as 5142, or a whole number.", "hours": "Such as: day and night."}

    def clean(self) -> dict[str, Any]:
        """Refuse a contact that nobody could reach."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("phone", "email", "note")):
            raise ValidationError("Give a phone or extension, an e-mail address, or a note on how to reach them")
        return cleaned


class ContactRows(RowFormSet, forms.BaseModelFormSet):
    """A prison's contacts as rows."""


ContactFormSet = forms.modelformset_factory(
    PrisonContact, form=ContactForm, formset=ContactRows, extra=0, can_delete=True, can_delete_extra=False, max_num=40
)
