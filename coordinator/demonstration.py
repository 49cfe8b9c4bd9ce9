"""Made-up posts at the made-up prisons. Added after the directory's own, in demonstration mode only."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from coordinator.enums import Post
from coordinator.models import Appointment
from directory.demonstration.loaders import loads
from directory.models import Prison

PRISON = "ZZI"
POSTS = (
    (
        Post.COORDINATOR,
        "Demonstration coordinator",
        "ext 5170",
        "Monday to Wednesday, 9am to 3pm",
        "Larkmoor Chaplaincy",
    ),
    (Post.DEPUTY, "Demonstration deputy", "ext 5171", "Thursday and Friday", ""),
    (Post.SPONSOR, "Demonstration sponsor", "ext 5100", "", ""),
)


@loads(order=40)
def load_desk() -> None:
    """Appoint Larkmoor's people; Fernhollow has nobody, so that it is flagged. Safe to run again."""
    prison = Prison.objects.get(code=PRISON)
    since = timezone.localdate() - timedelta(days=200)
    for post, name, phone, hours, employer in POSTS:
        user = User.objects.filter(email=f"{post.value}@larkmoor.example").first()
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
