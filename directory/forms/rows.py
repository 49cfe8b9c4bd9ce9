"""Rows of a form that somebody may add to."""

from typing import Any

from django.http import HttpRequest, QueryDict


def one_more(request: HttpRequest, formset_class: Any, prefix: str) -> QueryDict:
    """Return what was typed with one empty row more, for browsers without JavaScript."""
    data = request.POST.copy()
    total = f"{prefix}-TOTAL_FORMS"
    rows = data.get(total, "")
    count = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 5 else 0
    data[total] = str(min(count + 1, formset_class.max_num))
    return data
