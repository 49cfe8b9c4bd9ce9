"""The filters of lists of referrals. Their choices come from what the reader may see."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from directory.models import Prison, ServicePage
from referrals.enums import CLOSED, Status, Urgency
from referrals.models import Referral
from referrals.reference_numbers import tidy

#: The tabs of an inbox: code, label and the states in each.
TABS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "new": (_("New"), (Status.SENT, Status.RETURNED)),
    "asked": (_("Asked"), (Status.ASKED,)),
    "waiting-list": (_("Waiting list"), (Status.WAITING_LIST,)),
    "in-progress": (_("In progress"), (Status.ACCEPTED, Status.IN_PROGRESS)),
    "on-hold": (_("On hold"), (Status.ON_HOLD,)),
    "closed": (_("Closed"), CLOSED),
}
_TAB_OF = {status: code for code, (_label, statuses) in TABS.items() for status in statuses}
#: Returned with the organisation's question unanswered: it stands among what was asked.
_QUESTION = (Status.RETURNED, Status.ASKED)


def tab_of(status: str, before: str) -> str:
    """Return the tab in which a state stands, by the state before it; empty for one that stands in none."""
    return "asked" if (status, before) == _QUESTION else _TAB_OF.get(Status(status), "")


def in_tab(code: str) -> Q:
    """Return the condition of standing in a tab."""
    question = Q(status=_QUESTION[0], previous_status=_QUESTION[1])
    return Q(status__in=TABS[code][1]) & ~question if code != "asked" else Q(status__in=TABS[code][1]) | question


_BY_URGENCY = Case(
    *(When(urgency=urgency, then=Value(place)) for place, urgency in enumerate(Urgency)), output_field=IntegerField()
)
#: What a reader may sort by. The last key makes every order total, so that pages do not overlap.
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "due": (_("Answer due first"), ("answer_due_on", "pk")),
    "urgent": (_("Most urgent first"), (_BY_URGENCY, "answer_due_on", "pk")),
    "newest": (_("Newest first"), ("-sent_at", "pk")),
    "oldest": (_("Oldest first"), ("sent_at", "pk")),
    "queue": (_("Longest on the waiting list first"), ("queued_at", "sent_at", "pk")),
}
DEFAULT_SORT = "due"


class InboxFilter(django_filters.FilterSet):
    """Narrows an organisation's referrals by prison, service, urgency and reference."""

    prison = django_filters.ModelChoiceFilter(
        queryset=Prison.objects.none(), label=_("Prison"), empty_label=_("Any prison")
    )
    service = django_filters.ModelChoiceFilter(
        queryset=ServicePage.objects.none(), label=_("Service"), empty_label=_("Any service")
    )
    urgency = django_filters.ChoiceFilter(choices=Urgency.choices, label=_("How soon"), empty_label=_("Any"))
    reference = django_filters.CharFilter(
        method="by_reference",
        label=_("Reference"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )

    class Meta:
        model = Referral
        fields = ["prison", "service", "urgency", "reference"]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # From the organisations' services, not from their referrals, of which there may be very many.
        services = ServicePage.objects.filter(organisation__in=organisations)
        self.filters["service"].queryset = services.order_by("title")
        self.filters["prison"].queryset = Prison.objects.filter(pk__in=services.values("prison"))

    def by_reference(self, queryset: QuerySet[Referral], name: str, value: str) -> QuerySet[Referral]:
        """Find a reference as it was heard or typed."""
        return queryset.filter(reference=tidy(value))
