"""Forms of the forum and of recommendations."""

from typing import Any

from django import forms

from coordinator.models import ForumMeeting, Progress, Recommendation, Reply, ScrutinyBody
from core.form_dates import DatePartsField, time_field
from core.forms import HintedRadioSelect
from directory.models import Organisation

_SMALL = {"class": "govuk-radios--small"}
_NARROW = forms.NumberInput(attrs={"class": "govuk-input--width-3"})


class MeetingForm(forms.Form):
    """When and where a meeting is, and what it is about."""

    title = forms.CharField(
        label="What is it called?", max_length=120, error_messages={"required": "Enter what it is called"}
    )
    on = DatePartsField(label="Day")
    starts = time_field("From")
    ends = time_field("To")
    place = forms.CharField(
        label="Place",
        max_length=160,
        help_text="Say too what people must bring and where they report.",
        error_messages={"required": "Enter the place"},
    )
    agenda = forms.CharField(
        label="Agenda",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One point a line. Those invited read it: do not write about a person.",
    )


class InviteForm(forms.Form):
    """Which organisations are invited."""

    organisations = forms.ModelMultipleChoiceField(
        label="Who is invited?",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        help_text="Those that work here and are not invited yet. Nobody is written to twice.",
        error_messages={"required": "Choose at least one organisation"},
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisations"]
        field.queryset = among
        field.initial = list(among)


class WriteUpForm(forms.Form):
    """The minutes, and how many of each organisation came."""

    label_sizes = {"minutes": "m"}

    def __init__(self, *args: Any, meeting: ForumMeeting, invitations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"came_{each.pk}": each for each in invitations}
        for name, each in self.rows.items():
            self.fields[name] = forms.IntegerField(
                label=f"How many came from {each.organisation.name}?",
                min_value=0,
                max_value=99,
                required=False,
                initial=each.came,
                widget=_NARROW,
            )
        self.fields["minutes"] = forms.CharField(
            label="Minutes",
            max_length=10000,
            required=False,
            initial=meeting.minutes,
            widget=forms.Textarea(attrs={"rows": 10}),
            help_text="What was said and decided, by role or organisation. Never a name.",
        )

    def came(self) -> dict[Any, int]:
        """Return how many came, by invitation; what was left empty is left as it was."""
        values = ((each, self.cleaned_data.get(name)) for name, each in self.rows.items())
        return {each.pk: value for each, value in values if value is not None}


class ReplyForm(forms.Form):
    """What an organisation answers."""

    answer = forms.ChoiceField(
        label="Does somebody come from your organisation?",
        choices=[(Reply.COMING, "Yes"), (Reply.NOT_COMING, "No")],
        widget=HintedRadioSelect(reveals={Reply.COMING: "people"}),
        error_messages={"required": "Choose whether somebody comes"},
    )
    people = forms.IntegerField(label="How many people?", required=False, min_value=1, max_value=20, widget=_NARROW)


class ActionForm(forms.Form):
    """One action: what, whose, by when."""

    text = forms.CharField(
        label="What is to be done?", max_length=300, error_messages={"required": "Write what is to be done"}
    )
    organisation = forms.ModelChoiceField(
        label="Which organisation does it?",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Somebody in the prison",
    )
    role = forms.CharField(
        label="Or who in the prison?",
        max_length=80,
        required=False,
        help_text="A role or department, such as: head of reducing reoffending. Never a name.",
    )
    due_on = DatePartsField(label="By when?")
    done_on = DatePartsField(label="Done on", required=False)
    outcome = forms.CharField(label="What came of it?", max_length=300, required=False)

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = among  # type: ignore[attr-defined]


class RecommendationForm(forms.Form):
    """One recommendation of a scrutiny body, and how far it is."""

    body = forms.ModelChoiceField(
        label="Who recommends it?",
        queryset=ScrutinyBody.objects.filter(is_active=True),
        empty_label=None,
        error_messages={"required": "Choose who recommends it"},
    )
    report = forms.CharField(
        label="In which report?",
        max_length=160,
        help_text="Such as: inspection of March 2026, paragraph 4.12.",
        error_messages={"required": "Enter the report"},
    )
    published_on = DatePartsField(label="Published on")
    text = forms.CharField(
        label="What is recommended?",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what is recommended"},
    )
    owner = forms.CharField(
        label="Who sees to it?",
        max_length=80,
        help_text="A role or department. Never a name.",
        error_messages={"required": "Enter who sees to it"},
    )
    due_on = DatePartsField(label="By when?")
    status = forms.ChoiceField(
        label="How far is it?", choices=Progress.choices, initial=Progress.OPEN, widget=forms.RadioSelect(attrs=_SMALL)
    )
    evidence = forms.CharField(
        label="What shows it?",
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed once it is done or not accepted. Say where the paper is.",
    )

    def __init__(self, *args: Any, shown: Recommendation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shown is not None:  # whoever recommended it stays, although the list has dropped them since
            field: Any = self.fields["body"]
            field.queryset |= ScrutinyBody.objects.filter(pk=shown.body_id)
