"""Forms for clearance, approval and training."""

from typing import Any

from django import forms
from django.utils import timezone

from core.forms import DatePartsField, HintedRadioSelect
from directory.models import Prison
from volunteers.enums import CLEARED, DECISIONS, ApprovalStatus, ClearanceStatus
from volunteers.models import AccessType, Clearance, ClearanceLevel, TrainingModule
from volunteers.workflow import CLEARANCE_MOVES, organisation_records


class StartClearanceForm(forms.Form):
    """Which level, and which prison sponsors it."""

    level = forms.ModelChoiceField(
        label="Level",
        queryset=ClearanceLevel.objects.filter(is_active=True),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        empty_label=None,
        error_messages={"required": "Choose the level"},
    )
    sponsor_prison = forms.ModelChoiceField(
        label="Prison that sponsors it",
        queryset=Prison.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose the prison that sponsors it"},
    )

    def __init__(self, *args: Any, prisons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sponsor_prison"].queryset = prisons  # type: ignore[attr-defined]


class ClearanceStatusForm(forms.Form):
    """What happened, and when. There is no box for reasons: none is kept."""

    seen_status = forms.CharField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="What has happened?",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what has happened"},
    )
    on = DatePartsField(label="When?")
    reference = forms.CharField(
        label="Vetting unit’s reference",
        max_length=30,
        required=False,
        help_text="The number of the request. Never the number of a certificate.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    expires_on = DatePartsField(
        label="Valid up to and including",
        required=False,
        help_text="Only when cleared. Empty: as long as the level usually is.",
    )

    def __init__(self, *args: Any, clearance: Clearance, records_decisions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = clearance.status
        allowed = CLEARANCE_MOVES[before] if records_decisions else organisation_records(before)
        choices = [(status.value, status.label) for status in ClearanceStatus if status in allowed]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        if not set(CLEARED) & allowed:
            del self.fields["expires_on"]
        self.initial = {
            "seen_status": clearance.status,
            "reference": clearance.reference,
            "on": timezone.localdate(),
        } | dict(self.initial or {})


class AskApprovalForm(forms.Form):
    """Since when the person agrees."""

    agreed_on = DatePartsField(
        label="When did they agree to be named to this prison?",
        help_text="The prison sees their name, role, clearance and training. The same clearance serves every prison.",
    )


class DecideForm(forms.Form):
    """The prison's decision. There is no box for reasons: none is kept."""

    seen_status = forms.CharField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="Your decision",
        choices=[(status, ApprovalStatus(status).label) for status in DECISIONS],
        widget=HintedRadioSelect(
            attrs={"class": "govuk-radios--small"},
            option_hints={
                ApprovalStatus.SUSPENDED.value: "For the time being. They may not come in until you decide again.",
                ApprovalStatus.WITHDRAWN.value: "They were approved and may not come in any more.",
            },
        ),
        error_messages={"required": "Choose a decision"},
    )
    access_types = forms.ModelMultipleChoiceField(
        label="How they may move about, beside escorted",
        queryset=AccessType.objects.filter(is_active=True, in_every_approval=False),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    expires_on = DatePartsField(
        label="Approved up to and including", required=False, help_text="Empty: as long as the clearance holds."
    )


class TrainingForm(forms.Form):
    """Which module was completed, and when."""

    module = forms.ModelChoiceField(
        label="Training",
        queryset=TrainingModule.objects.filter(is_active=True),
        empty_label="Choose one",
        error_messages={"required": "Choose the training"},
    )
    completed_on = DatePartsField(label="Completed on")
    face_to_face = forms.BooleanField(label="It was face to face", required=False)


class OverrideForm(forms.Form):
    """From when to when, and why."""

    starts_on = DatePartsField(label="First day")
    ends_on = DatePartsField(label="Last day")
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="It is kept with your name. The gate list says who let them in, and no reason.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason"},
    )


class ItemForm(forms.Form):
    """What may be brought in, and for how long."""

    item = forms.CharField(
        label="Item",
        max_length=120,
        help_text="Such as: laptop without camera, 12 library books.",
        error_messages={"required": "Enter the item"},
    )
    starts_on = DatePartsField(label="First day")
    ends_on = DatePartsField(label="Last day")


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
