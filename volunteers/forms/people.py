"""Forms for the record of somebody who comes in."""

from typing import Any

from django import forms
from django.utils import timezone

from core.forms import DatePartsField
from core.references import tidy_reference
from directory.models import Organisation, Prison
from volunteers.enums import EngagementKind
from volunteers.models import Entrant, Position
from volunteers.models.people import REFERENCE_PREFIX

_NEEDED = {"required": "Enter their first name"}


class DetailsForm(forms.Form):
    """Name and how to reach them."""

    first_name = forms.CharField(label="First name", max_length=80, error_messages=_NEEDED)
    last_name = forms.CharField(
        label="Last name", max_length=80, error_messages={"required": "Enter their last name"}
    )  # fmt: skip
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="For reminders. We never write a name or a prison in an e-mail.",
        error_messages={"invalid": "Enter an e-mail address like name@example.org"},
    )
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    welsh_preferred = forms.BooleanField(label="Prefers Welsh", required=False)


class NewPersonForm(DetailsForm):
    """Somebody new: who they are, with whom they work, and since when they agree to be named to the prison."""

    kind = forms.ChoiceField(
        label="They are a",
        choices=EngagementKind.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what they are"},
    )
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), required=False, empty_label="Choose one"
    )
    prison = forms.ModelChoiceField(
        label="Prison where they are to come in", queryset=Prison.objects.none(), required=False, empty_label="None yet"
    )
    position = forms.ModelChoiceField(
        label="Role", queryset=Position.objects.none(), required=False, empty_label="None yet"
    )
    starts_on = DatePartsField(label="First day", required=False, help_text="Empty: today.")
    agreed_on = DatePartsField(
        label="When did they agree that their name and clearance are kept here and shown to the prison?",
        help_text="The prison sees their name, clearance and training. No forms, reasons or certificates are kept.",
    )

    def __init__(self, *args: Any, organisations: Any, positions: Any, prisons: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["position"].queryset = positions  # type: ignore[attr-defined]
        if prisons is None:
            del self.fields["prison"]
        else:
            self.fields["prison"].queryset = prisons  # type: ignore[attr-defined]
            self.fields["organisation"].required = True
            self.fields["organisation"].error_messages["required"] = "Choose the organisation"

    def clean_agreed_on(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day has not come yet. Enter the day on which they agreed.")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a role of another prison or organisation than the ones chosen, and nobody to work for."""
        cleaned = super().clean() or {}
        organisation, position = cleaned.get("organisation"), cleaned.get("position")
        if position is not None and "prison" in self.fields:
            if cleaned.get("prison") not in (None, position.prison):
                self.add_error("position", "This role is in another prison. Choose a role of the one above.")
            cleaned["prison"] = position.prison
        if position is not None and position.organisation is not None and organisation is None:
            cleaned["organisation"] = organisation = position.organisation
        if position is not None and position.organisation != organisation:
            self.add_error("position", "This role belongs to another organisation. Choose a role of the one above.")
        if organisation is None and position is None and cleaned.get("kind") != EngagementKind.OFFICIAL_VISITOR:
            self.add_error("organisation", "Choose the organisation. Only official prison visitors have none.")
        return cleaned


class EngageForm(forms.Form):
    """Another role for somebody who is known already."""

    kind = forms.ChoiceField(
        label="They are a",
        choices=EngagementKind.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what they are"},
    )
    position = forms.ModelChoiceField(
        label="Role",
        queryset=Position.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose the role"},
    )
    starts_on = DatePartsField(label="First day")
    agreed_on = DatePartsField(
        label="When did they agree to be named to that prison?",
        required=False,
        help_text="Only when the role is in a prison that does not know them yet. It sees their name, role, "
        "clearance and training.",
    )

    def __init__(self, *args: Any, positions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].queryset = positions  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    """When work ends."""

    ends_on = DatePartsField(label="Last day")


class PauseForm(forms.Form):
    """From when on somebody does not come in for a role. No reason is asked."""

    paused_on = DatePartsField(label="First day of the pause")


def details_of(entrant: Entrant) -> dict[str, Any]:
    """Return what the form of details starts from."""
    return {name: getattr(entrant, name) for name in DetailsForm.base_fields}


class MergeForm(forms.Form):
    """Which other record is the same person's."""

    other = forms.CharField(
        label="Reference of the other record",
        help_text="It begins with P, such as P-4KTW-9QX.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the reference of the other record"},
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_other(self) -> Entrant:
        """Return the record with this reference, as far as the user keeps it."""
        reference = tidy_reference(self.cleaned_data["other"].strip()[1:], REFERENCE_PREFIX)
        found: Entrant | None = self.others.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError("You keep no other record with this reference. Check how it is written.")
        return found
