"""Filters of the lists of people who come in."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils import timezone

from directory.models import Organisation, Prison
from volunteers.enums import ApprovalStatus, ClearanceStatus
from volunteers.models import Approval, Clearance, ClearanceLevel, Engagement, Entrant

ENDING = [("30", "In the next 30 days"), ("90", "In the next 90 days"), ("over", "Already over")]


class PeopleFilter(django_filters.FilterSet):
    """By clearance, approval here, organisation and expiry. Names are looked for in `searched.py`."""

    clearance = django_filters.ChoiceFilter(
        label="Clearance", choices=ClearanceStatus.choices, method="by_clearance", empty_label="Any"
    )
    level = django_filters.ModelChoiceFilter(
        label="Level", queryset=ClearanceLevel.objects.all(), method="by_level", empty_label="Any"
    )
    approval = django_filters.ChoiceFilter(
        label="Approval", choices=ApprovalStatus.choices, method="by_approval", empty_label="Any"
    )
    organisation = django_filters.ModelChoiceFilter(
        label="Organisation", queryset=Organisation.objects.none(), method="by_organisation", empty_label="Any"
    )
    ending = django_filters.ChoiceFilter(
        label="Clearance ends", choices=ENDING, method="by_ending", empty_label="Any time"
    )

    class Meta:
        model = Entrant
        fields: list[str] = []

    def __init__(self, data: Any, *, queryset: Any, prison: Prison | None = None, approvals: Any = None) -> None:
        super().__init__(data, queryset=queryset)
        self.approvals: Any = Approval.objects.filter(prison=prison) if prison else approvals
        if prison is None:
            del self.filters["organisation"]
        else:
            entries: Any = self.approvals.agreed().values("entrant")
            engaged = Engagement.objects.not_ended().reaching(prison).filter(entrant__in=entries)
            self.filters["organisation"].queryset = Organisation.objects.filter(pk__in=engaged.values("organisation"))

    def by_clearance(self, people: Any, name: str, value: str) -> Any:
        """Keep those with a clearance of this status."""
        return people.filter(Exists(Clearance.objects.filter(entrant=OuterRef("pk"), status=value)))

    def by_level(self, people: Any, name: str, value: ClearanceLevel) -> Any:
        """Keep those with a clearance of this level."""
        return people.filter(Exists(Clearance.objects.filter(entrant=OuterRef("pk"), level=value)))

    def by_approval(self, people: Any, name: str, value: str) -> Any:
        """Keep those about whom this prison (any that the organisation sees, in its list) says so."""
        return people.filter(Exists(self.approvals.filter(entrant=OuterRef("pk"), status=value)))

    def by_organisation(self, people: Any, name: str, value: Organisation) -> Any:
        """Keep those whom the organisation engages."""
        engaged = Engagement.objects.not_ended().filter(entrant=OuterRef("pk"), organisation=value)
        return people.filter(Exists(engaged))

    def by_ending(self, people: Any, name: str, value: str) -> Any:
        """Keep those whose last clearance ends soon, or has ended."""
        today = timezone.localdate()
        given = Clearance.objects.filter(entrant=OuterRef("pk"))
        if value == "over":
            holding = given.filter(expires_on__gte=today)
            return people.filter(Exists(given.filter(expires_on__lt=today)), ~Exists(holding))
        until = today + timedelta(days=int(value))
        later = given.filter(expires_on__gt=until)
        return people.filter(Exists(given.filter(expires_on__range=(today, until))), ~Exists(later))
