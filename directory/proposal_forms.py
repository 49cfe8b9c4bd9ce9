"""Forms in which an organisation changes its listing, and in which the prison decides."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q

from core.form_dates import HoursForm
from core.forms import GovukBoundField, HintedRadioSelect
from directory.forms.rows import RowFormSet
from directory.listing_content import NEEDS_APPROVAL
from directory.models import ServiceExclusion, ServicePage, ServiceSession

_SMALL = "govuk-checkboxes--small"
_NUMBER = {"class": "govuk-input--width-3", "inputmode": "numeric"}
_SHORT = ("summary", "summary_cy", "does_not", "access_needs")
_LONG = ("description", "how_to_refer", "what_happens_next")
#: Long lists, which open only when something in them is ticked or asked for.
FOLDED = ("groups", "languages", "locations", "legal_statuses", "delivery_modes")
TERMS = ("needs", "delivery_modes", "legal_statuses", "groups", "languages", "locations")
SECTIONS = [
    ("What it is", ("title", "title_cy", "summary", "summary_cy", "description", "does_not")),
    ("How help comes", ("delivery_modes",)),
    (
        "Who it is for",
        ("for_men", "for_women", "age_from", "age_to", "legal_statuses", "groups", "weeks_left_min", "weeks_left_max"),
    ),
    ("Languages and access", ("languages", "access_needs")),
    ("Where it can work", ("locations", "group_size", "needs_unlock", "needs_escort")),
    (
        "How to refer",
        (
            "who_can_refer",
            "self_referral",
            "how_to_refer",
            "what_happens_next",
            "response_days",
            "asks_release_window",
            "asks_key_dates",
        ),
    ),
]
LABELS = {
    "title": "Name of the service",
    "groups": "Groups it is especially for",
    "legal_statuses": "Legal status",
    "locations": "Parts of the prison it reaches",
    "delivery_modes": "Tick every way in which help comes",
    "for_men": "For men",
    "for_women": "For women",
    "age_from": "Youngest age",
    "age_to": "Oldest age",
}


DETAILS = [name for name in NEEDS_APPROVAL if name != "exclusions"]


class DetailsForm(forms.ModelForm):
    """What the service is and who it is for. The prison's coordinator approves it."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label="Why it changes",
        help_text="For the coordinator. Do not write about a person.",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = ServicePage
        fields = DETAILS
        labels = LABELS
        help_texts = {
            "title": "As people in the prison know it.",
            "who_can_refer": "Such as: any member of staff; chaplaincy; the person. Separate them with ;",
            "how_to_refer": "Step by step. Anybody can read this: names and extensions belong to the contact.",
            "group_size": "How many can come at once. Empty when it is not a group.",
        }
        widgets = {
            **{name: forms.CheckboxSelectMultiple(attrs={"class": _SMALL}) for name in TERMS},
            **{name: forms.Textarea(attrs={"rows": 2}) for name in _SHORT},
            **{name: forms.Textarea(attrs={"rows": 5}) for name in _LONG},
            **{
                name: forms.NumberInput(attrs=_NUMBER)
                for name in (
                    *("age_from", "age_to", "weeks_left_min", "weeks_left_max"),
                    *("group_size", "response_days"),
                )
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TERMS:
            field = self._terms(name)
            chosen = [term.pk for term in getattr(self.instance, name).all()]
            field.queryset = field.queryset.filter(Q(is_active=True) | Q(pk__in=chosen)).order_by("order", "label")
        self._terms("needs").queryset = self._terms("needs").queryset.select_related("parent")

    def _terms(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Say at the field what contradicts itself."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("for_men") and not cleaned.get("for_women"):
            self.add_error("for_men", "Tick men, women or both")
        for lower, upper, message in (
            ("age_from", "age_to", "The oldest age is below the youngest"),
            ("weeks_left_min", "weeks_left_max", "The most weeks left is below the least"),
        ):
            least, most = cleaned.get(lower), cleaned.get(upper)
            if least is not None and most is not None and most < least:
                self.add_error(upper, message)
        return cleaned

    def _post_clean(self) -> None:
        """Leave checking the whole listing to the action: a draft's other fields are not this form's business."""

    def changes(self) -> dict[str, Any]:
        """Return the values by field, as `propose_change` takes them."""
        return {name: self.cleaned_data[name] for name in DETAILS}

    def sections(self) -> Iterator[tuple[str, list[tuple[forms.BoundField, bool, int]]]]:
        """Yield headings with their fields in the order of the editor: each field, whether folded, how many chosen."""
        for heading, names in SECTIONS:
            yield heading, [(self[name], name in FOLDED, self._chosen(name)) for name in names]

    def _chosen(self, name: str) -> int:
        return sum(option.is_chosen for option in self._options(name)) if name in FOLDED else 0

    def _options(self, name: str) -> list[Any]:
        bound = self[name]
        return bound.options if isinstance(bound, GovukBoundField) else []

    def needs_by_heading(self) -> list[dict[str, Any]]:
        """Return the needs under their headings, saying which heading has something chosen."""
        columns: dict[str, dict[str, Any]] = {}
        field = self["needs"]
        for option, widget in zip(self._options("needs"), field.subwidgets, strict=True):
            need = widget.data["value"].instance
            heading = (need.parent or need).label
            column = columns.setdefault(heading, {"heading": heading, "options": [], "chosen": 0})
            label = need.label if need.parent else f"{need.label}: in general"
            column["options"].append({"tag": option.tag, "id": option.id, "label": label})
            column["chosen"] += option.is_chosen
        return list(columns.values())


class ContactForm(forms.ModelForm):
    """Whom staff ring. Live at once."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ServicePage
        fields = ["contact_name", "contact_phone", "contact_email"]
        widgets = {"contact_phone": forms.TextInput(attrs={"class": "govuk-input--width-20"})}

    def _post_clean(self) -> None:
        """Leave checking the whole listing to the action."""

    def changes(self) -> dict[str, Any]:
        """Return the values by field, as `propose_change` takes them."""
        return {name: self.cleaned_data[name] for name in ("contact_name", "contact_phone", "contact_email")}


class SessionForm(HoursForm, forms.ModelForm):
    """One session. Live at once."""

    backwards = "The session must end after it starts"

    class Meta:
        model = ServiceSession
        fields = ["weekday", "starts", "ends", "place", "frequency", "note"]
        labels = {"weekday": "Day", "place": "Room or wing"}
        widgets = {
            "starts": forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M"),
            "ends": forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-10"}, format="%H:%M"),
        }

    def _post_clean(self) -> None:
        """Rows are made by the action, from values."""


class ExclusionForm(forms.ModelForm):
    """One group that the service is not for. Approved by the prison."""

    class Meta:
        model = ServiceExclusion
        fields = ["group", "reason"]
        labels = {"reason": "Why, in words that may be said to the person"}

    def _post_clean(self) -> None:
        """Rows are made by the action, from values."""


SessionFormSet = forms.formset_factory(
    SessionForm, formset=RowFormSet, extra=1, can_delete=True, can_delete_extra=False, max_num=30
)
ExclusionFormSet = forms.formset_factory(
    ExclusionForm, formset=RowFormSet, extra=1, can_delete=True, can_delete_extra=False, max_num=20
)


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """Return the rows that are filled in and not ticked for removal."""
    first = formset.form._meta.fields[0]
    return [
        {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
        for form in formset.forms
        if form.cleaned_data.get(first) is not None and not form.cleaned_data.get("DELETE")
    ]


class DecisionForm(forms.Form):
    """Approve, or turn down with a reason."""

    use_required_attribute = False  # the reason is required only for turning down

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Approve: make the change live"), ("decline", "Turn it down, with a reason")],
        widget=HintedRadioSelect(reveals={"decline": "reason"}),
        error_messages={"required": "Choose whether you approve the change"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="The organisation reads this. Say what would make it right.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason: the organisation needs to know what to do next"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("decision") != "decline":
            self.fields["reason"].required = False
