"""What the coordinator's desk holds."""

from django.utils import timezone

from coordinator.models import (
    Appointment,
    CharityAlert,
    Engagement,
    ExpectationFramework,
    ForumAction,
    InspectionPack,
    ServiceOffer,
)
from tests.factories.accounts import UserFactory
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.project.planted.planting import plants, word


@plants
def a_post_that_ended_and_offers() -> None:
    """A post somebody held, an offer that was turned down and one that nobody ever looked at."""
    prison, now = PrisonFactory(), timezone.now()
    Appointment.objects.create(prison=prison, post="coordinator", name="x", ends_on=timezone.localdate(now))
    ServiceOffer.objects.create(prison=prison, organisation_name="x", what="x", state="declined", decided_at=now)
    ServiceOffer.objects.create(prison=prison, organisation_name="x", what="x")
    ForumAction.objects.create(prison=prison, text="x", role="x", due_on=timezone.localdate(now))
    today, organisation = timezone.localdate(now), OrganisationFactory()
    Engagement.objects.create(prison=prison, organisation=organisation, state="left", left_on=today, reason="x")


@plants
def a_change_that_was_noted_and_a_pack() -> None:
    """A change in the charity register that somebody noted, and a pack that was built."""
    prison, today = PrisonFactory(), timezone.localdate()
    CharityAlert.objects.create(
        prison=prison, organisation=OrganisationFactory(), after="removed", noted_on=today, noted_by=UserFactory()
    )
    InspectionPack.objects.create(
        prison=prison,
        framework=ExpectationFramework.objects.first(),
        first=today,
        last=today,
        content={"posts": [["coordinator", word(), str(today)]]},
        built_at=timezone.now(),
    )
