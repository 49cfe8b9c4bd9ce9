"""Tick boxes in columns for the lists a listing chooses from."""

from collections import defaultdict
from typing import Any

from django import forms


class ColumnsOfChoices(forms.CheckboxSelectMultiple):
    """Tick boxes in columns, without headings."""

    template_name = "directory/curate/widgets/choices.html"


class NeedsByHeading(ColumnsOfChoices):
    """The needs, each under the heading it belongs to; the heading itself comes first in its column."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return one group per heading, in the order in which the list of needs stands."""
        columns: dict[str, list[Any]] = defaultdict(list)
        for _group, options, _index in super().optgroups(name, value, attrs):
            for option in options:
                columns[self._heading(option)].append(option)
        return [(heading, options, index) for index, (heading, options) in enumerate(columns.items())]

    def _heading(self, option: dict[str, Any]) -> str:
        need = getattr(option["value"], "instance", None)
        if need is None:
            return ""
        if need.parent is None:
            option["label"] = f"{need.label}: in general"
        return (need.parent or need).label
