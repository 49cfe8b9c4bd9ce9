"""How forms are drawn: GOV.UK markup for every Django form, and the few fields that Django lacks.

`{{ form }}` and `{{ form.field.as_field_group }}` need nothing else. What a form may say about itself:

- `label_size` ("s", "m", "l", "xl") for all its labels, or `label_sizes = {"field": "m"}` for some;
- `page_heading_field = "field"`: that label is the page's `<h1>` (one question on a page);
- `needed_when_shown = ("field",)`: fields that an option reveals and that must be answered then;
- a widget's own `class`: `govuk-input--width-5`, `govuk-radios--small`, `govuk-radios--inline`;
- on `HintedRadioSelect` and `HintedCheckboxSelectMultiple`: a hint per option, and a field shown with an option.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.form_dates import DatePartsField, DatePartsWidget

__all__ = [
    "DatePartsField",
    "DatePartsWidget",
    "GovukBoundField",
    "GovukRenderer",
    "HintedCheckboxSelectMultiple",
    "HintedRadioSelect",
]

# The first match decides, so a subclass stands before its parent.
KINDS: list[tuple[type[forms.Widget], str, str]] = [
    (forms.HiddenInput, "hidden", ""),
    (forms.MultipleHiddenInput, "hidden", ""),
    (DatePartsWidget, "date", ""),
    (forms.CheckboxSelectMultiple, "checkboxes", "govuk-checkboxes__input"),
    (forms.RadioSelect, "radios", "govuk-radios__input"),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.Select, "select", "govuk-select"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.PasswordInput, "password", "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (Input, "input", "govuk-input"),
]
# The control itself, without label, hint and errors; every kind that is not here is one plain element.
CONTROL_TEMPLATES = {
    "checkbox": "components/form/checkbox.html",
    "checkboxes": "components/form/checkboxes.html",
    "password": "components/form/password.html",
    "radios": "components/form/radios.html",
    "textarea": "components/form/textarea.html",
}
PLAIN_CONTROL_TEMPLATE = "components/form/plain.html"
OPTION_KINDS = {"radios", "checkboxes"}
DJANGO_DEFAULT_ROWS = "10"


ANSWER_NEEDED = _("An answer is needed")


def plain_words(error: Any) -> str:
    """Return an error's own words, or plainer ones where they are Django's "This field is required"."""
    words = str(error)
    return str(ANSWER_NEEDED) if words == str(forms.Field.default_error_messages["required"]) else words


def kind_of(widget: forms.Widget) -> tuple[str, str]:
    """Return a widget's kind, which names its template, and the class of its input element."""
    for widget_class, kind, css_class in KINDS:
        if isinstance(widget, widget_class):
            return kind, css_class
    return "other", ""


@dataclass(frozen=True)
class Option:
    """One radio button or checkbox as the templates need it."""

    tag: str
    id: str
    label: str
    hint: str
    hint_id: str
    revealed: BoundField | None
    is_chosen: bool


class GovukBoundField(BoundField):
    """A field of a form that knows the GOV.UK classes and ids of its parts."""

    @cached_property
    def kind(self) -> str:
        """What sort of control this is, in GOV.UK's words."""
        return kind_of(self.field.widget)[0]

    @property
    def control_template(self) -> str:
        """The template of the control itself, without label, hint and errors."""
        return CONTROL_TEMPLATES.get(self.kind, PLAIN_CONTROL_TEMPLATE)

    @property
    def label_size(self) -> str:
        """GOV.UK's letter for the size of the label."""
        sizes: dict[str, str] = getattr(self.form, "label_sizes", {})
        default = "l" if self.is_page_heading else getattr(self.form, "label_size", "s")
        return sizes.get(self.name, default)

    @property
    def is_page_heading(self) -> bool:
        """Whether the label is the heading of the whole page."""
        return bool(getattr(self.form, "page_heading_field", None) == self.name)

    @property
    def is_optional(self) -> bool:
        """Whether to say "(optional)": not where the whole form is optional, as every filter is, and not of a field
        that must be answered once it is shown.
        """
        if self.field.required or self.name in getattr(self.form, "needed_when_shown", ()):
            return False
        return any(field.required for field in self.form.fields.values())

    @property
    def group_classes(self) -> str:
        """Modifiers of a group of options, which Django would put on each option instead."""
        classes = str(self.field.widget.attrs.get("class", "")).split()
        return " ".join(name for name in classes if name.startswith(("govuk-radios--", "govuk-checkboxes--")))

    @property
    def group_module(self) -> str:
        """The GOV.UK script that the group around label and control needs, if any."""
        if self.kind == "password":
            return "govuk-password-input"
        return "govuk-character-count" if self.character_limit else ""

    @property
    def group_state(self) -> str:
        """The classes of the group beside its own: its script's, and whether it is in error."""
        return " ".join(filter(None, [self.group_module, "govuk-form-group--error" if self.errors else ""]))

    @property
    def character_limit(self) -> int | None:
        """The number of characters to count down from, for long texts only."""
        limit = getattr(self.field, "max_length", None)
        return limit if self.kind == "textarea" else None

    @property
    def error_words(self) -> list[str]:
        """The errors as they are shown beside the field."""
        return [plain_words(error) for error in self.errors]

    @property
    def error_target_id(self) -> str:
        """The id of the element that a link in the error summary moves to."""
        if self.kind in OPTION_KINDS:
            return f"{self.auto_id}_0"
        if self.kind == "date":
            return f"{self.auto_id}_day"
        return self.id_for_label or self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        """Django's ids of hint and error, and the id of the count of characters."""
        ids = super().aria_describedby
        if self.character_limit and ids is not None:
            ids = f"{ids} {self.auto_id}-info".strip()
        return ids

    @cached_property
    def is_revealed_by_option(self) -> bool:
        """Whether an option of another field shows this field, so that it is not drawn a second time."""
        return any(self.name in getattr(field.widget, "reveals", {}).values() for field in self.form.fields.values())

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the GOV.UK class to the element, keeping what the widget or the caller asked for."""
        asked: dict[str, Any] = dict(attrs or {})
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(asked, widget)
        kind, css_class = kind_of(widget)
        if kind in OPTION_KINDS or kind == "date":
            # A single option is not in error, the group is; and aria-invalid has no meaning on a radio button.
            built.pop("aria-invalid", None)
        if kind in OPTION_KINDS:
            built["class"] = css_class
        elif kind == "date":
            built["class"] = "govuk-input--error" if self.errors else ""
        elif css_class:
            own = asked.get("class") or widget.attrs.get("class", "")
            built["class"] = " ".join(filter(None, [css_class, *self._state_classes(css_class), own]))
        if kind == "textarea":
            built["cols"] = False
            if widget.attrs.get("rows") == DJANGO_DEFAULT_ROWS:
                built["rows"] = 5
        return built

    def _state_classes(self, css_class: str) -> Iterator[str]:
        base = css_class.split()[0]
        if self.errors and base != "govuk-checkboxes__input":
            yield f"{base}--error"
        if self.character_limit:
            yield "govuk-js-character-count"

    @property
    def options(self) -> list[Option]:
        """The radio buttons or checkboxes, each with its hint and what it reveals."""
        hints = getattr(self.field.widget, "option_hints", {})
        reveals = getattr(self.field.widget, "reveals", {})
        drawn = []
        for option in self.subwidgets:
            value, option_id = str(option.data["value"]), str(option.id_for_label or "")
            hint_id = f"{option_id}_hint"
            if value in hints:
                option.data["attrs"]["aria-describedby"] = hint_id
            revealed = self.form[reveals[value]] if value in reveals else None
            if revealed is not None:
                option.data["attrs"]["data-reveals"] = f"{option_id}_revealed"
            drawn.append(
                Option(
                    tag=option.tag(),
                    id=option_id,
                    label=option.choice_label,
                    hint=hints.get(value, ""),
                    hint_id=hint_id,
                    revealed=revealed,
                    is_chosen=bool(option.data["selected"]),
                )
            )
        return drawn


class GovukRenderer(TemplatesSetting):
    """Draws every form of the project. Widgets keep Django's own templates, so Wagtail's forms stay as they are."""

    form_template_name = "components/form/form.html"
    formset_template_name = "components/form/formset.html"
    field_template_name = "components/form/field.html"
    bound_field_class = GovukBoundField


class _HintedOptions:
    """Options with a hint each, and options that show another field of the form when chosen."""

    def __init__(
        self,
        *args: Any,
        option_hints: dict[str, str] | None = None,
        reveals: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.option_hints = option_hints or {}
        self.reveals = reveals or {}


class HintedRadioSelect(_HintedOptions, forms.RadioSelect):
    """Radio buttons: `option_hints={value: hint}` and `reveals={value: name of a field of the form}`."""


class HintedCheckboxSelectMultiple(_HintedOptions, forms.CheckboxSelectMultiple):
    """Checkboxes: `option_hints={value: hint}` and `reveals={value: name of a field of the form}`."""
