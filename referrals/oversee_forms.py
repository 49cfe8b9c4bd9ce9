"""How the coordinator narrows referrals down, and whom one is given to."""

from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Need, Organisation, Prison
from referrals.enums import CLOSED, WAITING_FOR_ANSWER, WORKING, PassReason, Status
from referrals.models import Referral

STATES = [
    ("overdue", _("Answer overdue")),
    ("returned", _("Returned to you")),
    ("waiting", _("Waiting for an answer")),
    ("going-on", _("Answered and going on")),
    ("declined", _("Declined")),
    ("closed", _("Closed")),
]


class OverseeFilter(django_filters.FilterSet):
    """By state, need, organisation and prison; choices are those of the referrals that the user oversees."""

    state = django_filters.ChoiceFilter(
        label=_("Which referrals"), choices=STATES, method="in_state", empty_label=_("All")
    )
    need = django_filters.ModelChoiceFilter(
        label=_("Need"), field_name="needs", queryset=Need.objects.none(), empty_label=_("Any need")
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("All organisations")
    )
    prison = django_filters.ModelChoiceFilter(
        label=_("Prison"), queryset=Prison.objects.none(), empty_label=_("All my prisons")
    )

    class Meta:
        model = Referral
        fields = ["state", "need", "organisation", "prison"]

    def __init__(self, data: Any, *, queryset: Any, prisons: Any) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["need"].queryset = Need.objects.filter(referrals__in=queryset).distinct()
        self.filters["organisation"].queryset = Organisation.objects.filter(referrals__in=queryset).distinct()
        self.filters["prison"].queryset = prisons
        if len(prisons) < 2:
            del self.filters["prison"]

    def in_state(self, referrals: Any, name: str, value: str) -> Any:
        """Keep the referrals in a state."""
        if value == "overdue":
            return referrals.filter(status__in=[Status.SENT, Status.ASKED], answer_due_on__lt=timezone.localdate())
        return referrals.filter(status__in=_STATUSES[value])


_STATUSES = {
    "returned": [Status.RETURNED],
    "waiting": [*WAITING_FOR_ANSWER],
    "going-on": [*WORKING],
    "declined": [Status.DECLINED],
    "closed": [*CLOSED],
}


class ReassignForm(forms.Form):
    """Which colleague follows a referral from now on."""

    colleague = forms.ChoiceField(
        label=_("Who follows it from now on?"),
        help_text=_("They will see whom it is about."),
        error_messages={"required": _("Choose a colleague"), "invalid_choice": _("Choose a colleague of this prison")},
    )
    why = forms.ChoiceField(
        label=_("Why?"),
        choices=PassReason.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose why somebody else follows it")},
    )

    def __init__(self, *args: Any, colleagues: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["colleague"]
        field.choices = [("", _("Choose")), *((str(user.pk), user.name) for user in colleagues)]
