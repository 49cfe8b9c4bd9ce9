"""Rows of a form that somebody may add to."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict


class RowFormSet(forms.BaseFormSet):
    """Rows of one kind, of which those that were there before can be removed."""

    def add_fields(self, form: Any, index: Any) -> None:
        """Say in words what ticking the box does; an empty new row needs no box."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove it"


def one_more(request: HttpRequest, formset_class: Any, prefix: str) -> QueryDict:
    """Return what was typed with one empty row more, for browsers without JavaScript."""
    data = request.POST.copy()
    total = f"{prefix}-TOTAL_FORMS"
    rows = data.get(total, "")
    count = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 5 else 0
    data[total] = str(min(count + 1, formset_class.max_num))
    return data
