"""The form of a role of the register."""

from typing import Any

from django import forms

from volunteers.models import AccessType, Position, TrainingModule

#: What decides who may start: only the prison’s coordinators change it.
NEEDS = ("access_types", "required_level", "modules")
_LINES = {"rows": 4}


class PositionForm(forms.ModelForm):
    """Everything about a role. What it needs decides who may start."""

    access_types = forms.ModelMultipleChoiceField(
        label="How they move about",
        queryset=AccessType.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        help_text="Each brings its own clearance and training.",
    )
    modules = forms.ModelMultipleChoiceField(
        label="Further training it needs",
        queryset=TrainingModule.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    class Meta:
        model = Position
        fields = (
            *("title", "organisation", "kind", "purpose", "tasks", "boundaries", "time_needed", "skills"),
            *("supervisor", "places", "access_types", "required_level", "modules", "is_open"),
        )
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "tasks": forms.Textarea(attrs=_LINES),
            "boundaries": forms.Textarea(attrs=_LINES),
            "skills": forms.Textarea(attrs=_LINES),
            "places": forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
            "required_level": forms.Select,
        }

    def __init__(self, *args: Any, organisations: Any, supervisors: Any, may_advertise: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]
        self.fields["title"].error_messages["required"] = "Enter what the role is called"
        self.fields["purpose"].error_messages["required"] = "Say why the role exists"
        if not may_advertise:
            for name in ("is_open", *NEEDS):  # the prison decides what its roles need
                del self.fields[name]
            self.fields["organisation"].required = True
