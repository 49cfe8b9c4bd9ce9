"""Made-up posts at the made-up prisons. Added after the directory's own, in demonstration mode only."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from coordinator.actions.engagements import move_engagement, set_item, start_engagement
from coordinator.actions.offers import submit_offer
from coordinator.demonstration_network import load_network
from coordinator.enums import Post
from coordinator.models import REGISTERED, Appointment, CharityAlert, CharityCheck, Engagement
from directory.demonstration.loaders import loads
from directory.models import Organisation, Prison

PRISON = "ZZI"
POSTS = (
    (
        Post.COORDINATOR,
        "Demonstration coordinator",
        "ext 5170",
        "Monday to Wednesday, 9am to 3pm",
        "Larkmoor Chaplaincy",
    ),
    (Post.DEPUTY, "Demonstration deputy", "ext 5176", "Thursday and Friday", ""),
    (Post.SPONSOR, "Demonstration sponsor", "ext 5100", "", ""),
)


@loads(order=40)
def load_desk() -> None:
    """Appoint Larkmoor's people; Fernhollow has nobody, so that it is flagged. Safe to run again."""
    prison = Prison.objects.opened().get(code=PRISON)
    since = timezone.localdate() - timedelta(days=200)
    for post, name, phone, hours, employer in POSTS:
        user = User.objects.with_email(f"{post.value}@larkmoor.example").first()
        Appointment.objects.get_or_create(
            prison=prison,
            post=post,
            defaults={
                "name": name,
                "phone": phone,
                "hours": hours,
                "employer": employer,
                "user": user,
                "starts_on": since,
            },
        )
    _organisations(prison)
    by = User.objects.with_email("coordinator@larkmoor.example").first()
    if by is not None:
        load_network(prison, by)


def _organisations(prison: Prison) -> None:
    """Put the organisations that work here on the list, some with all in place, and add an offer and an alert."""
    if Engagement.objects.filter(prison=prison).exists():
        return
    by = User.objects.with_email("coordinator@larkmoor.example").first()
    if by is None:
        return
    for number, organisation in enumerate(Organisation.objects.listed_in(prison)[:6]):
        made = start_engagement(prison=prison, organisation=organisation, by=by)
        today = timezone.localdate()
        for item in made.items.all()[: 7 if number < 4 else number]:
            set_item(
                item=item, by=by, due_on=item.due_on, owner=item.owner, done_on=today - timedelta(days=40 * number)
            )
        if number < 4:
            move_engagement(engagement=made, move="start", by=by)
    _alert(prison)
    submit_offer(
        prison=prison,
        by=None,
        organisation_name="Tallow Street Theatre (made up)",
        what="A ten-week drama group that ends with a short play for families on a visits day.",
        how_often="One afternoon a week",
        paid_by="An arts grant, until next summer",
        contact_name="Demonstration offer",
        contact_email="offer@charity.example",
    )


def _alert(prison: Prison) -> None:
    """Let the charity register say something new about one of the organisations."""
    changed = Engagement.objects.filter(prison=prison).order_by("organisation__name").first()
    if changed is None:
        return
    now = "Registered, in administration"
    CharityCheck.objects.update_or_create(organisation=changed.organisation, defaults={"standing": now})
    CharityAlert.objects.create(prison=prison, organisation=changed.organisation, before=REGISTERED, after=now)
