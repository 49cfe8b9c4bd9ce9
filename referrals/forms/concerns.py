"""The forms of a concern. Who was told by voice comes first: writing it down never replaces that."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DatePartsField
from directory.models import Prison
from referrals.actions.concerns import Worry
from referrals.models import ConcernCategory

_TIMES = ["%H:%M", "%H.%M", "%H%M", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I.%M %p", "%I %p"]


class ConcernForm(forms.Form):
    """What is worrying, after staff have been told."""

    label_size = "s"

    told_to = forms.CharField(
        label=_("Which member of staff have you told by voice?"),
        help_text=_("Their name and role. If you have not told anybody yet, do that first."),
        max_length=80,
        error_messages={"required": _("Enter the name of the member of staff you told")},
    )
    told_on = DatePartsField(label=_("On which day?"), initial=timezone.localdate)
    told_time = forms.TimeField(
        label=_("At what time?"),
        help_text=_("Such as 14:30 or 2.30pm."),
        input_formats=_TIMES,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
        error_messages={"required": _("Enter the time"), "invalid": _("Enter a time, such as 14:30")},
    )
    prison = forms.ModelChoiceField(
        label=_("In which prison?"),
        queryset=Prison.objects.none(),
        error_messages={"required": _("Choose the prison")},
    )
    about = forms.CharField(
        label=_("Who is it about?"),
        help_text=_("Their name, and where they live in the prison if you know."),
        max_length=120,
        error_messages={"required": _("Write who it is about")},
    )
    category = forms.ChoiceField(
        label=_("What is it about?"),
        choices=ConcernCategory.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what it is about")},
    )
    text = forms.CharField(
        label=_("What did you see or hear?"),
        help_text=_("In plain words: what was said or seen, where and when. Only Safer Custody and you can read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you saw or heard")},
    )

    def __init__(self, *args: Any, prisons: Any = None, **kwargs: Any) -> None:
        """Ask for the prison among `prisons`, or not at all where a referral says which."""
        super().__init__(*args, **kwargs)
        if prisons is None:
            del self.fields["prison"]
            return
        field = self.fields["prison"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 tells the type checker
        field.queryset = prisons
        if prisons.count() == 1:
            field.initial, field.empty_label = prisons.first(), None

    def clean(self) -> dict[str, Any]:
        """Join day and time; refuse a time that is to come."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, at = cleaned.get("told_on"), cleaned.get("told_time")
        if day and at:
            cleaned["told_at"] = timezone.make_aware(datetime.combine(day, at))
            if cleaned["told_at"] > timezone.now():
                self.add_error("told_time", ValidationError(_("The time cannot be to come: tell staff first")))
        return cleaned

    def worry(self) -> Worry:
        """Return what a valid form says."""
        names = ("told_to", "told_at", "about", "category", "text")
        return Worry(**{name: self.cleaned_data[name] for name in names})


class AcknowledgeForm(forms.Form):
    """What Safer Custody did or will do."""

    label_size = "m"

    what_was_done = forms.CharField(
        label=_("What have you done, or what happens next?"),
        help_text=_("The person who raised it reads this. Nothing from the ACCT document."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you have done or what happens next")},
    )
