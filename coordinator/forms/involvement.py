"""The form of the involvement log."""

from django import forms

from coordinator.models import Route
from core.form_dates import DatePartsField


def _text(label: str, *, hint: str = "", missing: str = "") -> forms.CharField:
    errors = {"required": missing} if missing else {}
    return forms.CharField(
        label=label,
        max_length=1000,
        required=bool(missing),
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=errors,
    )


class InvolvementForm(forms.Form):
    """What was asked, how, who answered (a role), what was said, what changed and when people were told."""

    on = DatePartsField(label="When were people asked?")
    asked = forms.CharField(
        label="What were they asked?", max_length=300, error_messages={"required": "Write what they were asked"}
    )
    route = forms.ChoiceField(
        label="How were they asked?",
        choices=Route.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose how they were asked"},
    )
    said_by = forms.CharField(
        label="Who answered?",
        max_length=120,
        help_text="Roles only, such as: six wing representatives. Never a name.",
        error_messages={"required": "Write who answered, by role"},
    )
    said = _text(
        "What did they say?",
        hint="In their words where you can. Leave out what would show who said it.",
        missing="Write what they said",
    )
    changed = _text("What changed?", hint="Or why nothing did. Leave empty until you know.")
    told_back_on = DatePartsField(label="When were they told what came of it?", required=False)
