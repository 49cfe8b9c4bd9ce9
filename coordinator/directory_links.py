"""What the desk tells the directory, which may not import it: who the appointed coordinator is."""

from collections.abc import Iterable

from coordinator.enums import Post
from coordinator.models import Appointment
from directory.contacts import register_coordinators
from directory.enums import ContactFunction
from directory.models import Prison, PrisonContact

_IN_ORDER = (Post.COORDINATOR, Post.DEPUTY)


def appointed(prison: Prison) -> Iterable[PrisonContact]:
    """Return today's coordinator, then the deputies, as contacts that are not saved."""
    held = Appointment.objects.filter(prison=prison, post__in=_IN_ORDER).on()
    for each in sorted(held, key=lambda held: (_IN_ORDER.index(Post(held.post)), held.starts_on)):
        yield PrisonContact(
            prison=prison,
            function=ContactFunction.COORDINATOR,
            name=each.name,
            phone=each.phone,
            hours=each.hours,
            note="Deputy" if each.post == Post.DEPUTY else "",
        )


def connect() -> None:
    """Register with the directory."""
    register_coordinators(appointed)
