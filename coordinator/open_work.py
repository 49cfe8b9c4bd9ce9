"""What of the desk must be handed to a colleague when somebody leaves: the posts they are named in."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.open_work import OpenWork, register
from accounts.roles import COORDINATE, SEE_EVIDENCE, ScopeKind
from coordinator.actions.appointments import appoint, end_appointment
from coordinator.enums import Post
from coordinator.models import Appointment
from directory.models import Prison


def _held(user: Any, prison: Prison, *, posts: tuple[Post, ...]) -> Any:
    return Appointment.objects.filter(prison=prison, user=user, post__in=posts).on()


def give_posts(*, rows: Any, to: Any, by: Any) -> None:
    """End the appointments with yesterday, and appoint a colleague to each from the day after.

    One that began today ends today. Without a colleague the post is vacant, as the worklist says.
    """
    for held in rows.select_related("prison"):
        last = max(held.starts_on, timezone.localdate() - timedelta(days=1))
        ended = end_appointment(appointment=held, ends_on=last, by=by)
        if to is not None:
            appoint(
                prison=held.prison, post=ended.post, name=to.name, user=to, starts_on=last + timedelta(days=1), by=by
            )


for code, label, permission, posts in (
    ("posts", "posts they are named in", COORDINATE, (Post.COORDINATOR, Post.DEPUTY)),
    ("sponsorship", "post of senior sponsor", SEE_EVIDENCE, (Post.SPONSOR,)),
):
    register(
        OpenWork(
            code=f"coordinator.{code}",
            label=label,
            kind=ScopeKind.PRISON,
            permission=permission,
            link="coordinator.Appointment.user",
            rows=partial(_held, posts=posts),
            hand_over=give_posts,
            may_wait=True,
        )
    )
