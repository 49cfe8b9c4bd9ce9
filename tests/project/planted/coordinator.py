"""What the coordinator's desk holds."""

from django.utils import timezone

from coordinator.models import Appointment, Engagement, ForumAction, ServiceOffer
from tests.factories.directory import OrganisationFactory, PrisonFactory
from tests.project.planted.planting import plants


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
