"""The entry of people who come in, in the main navigation."""

from django.http import HttpRequest

from accounts.roles import APPROVE_PEOPLE, MANAGE_VOLUNTEERS, ROLES, RUN_GATE, RUN_TRAINING, VOLUNTEER
from core.navigation import register
from directory.navigation import roles_held
from volunteers.models import supervised_by

_SEE_PEOPLE = {MANAGE_VOLUNTEERS, APPROVE_PEOPLE, RUN_GATE, RUN_TRAINING}


def sees_people_who_come_in(request: HttpRequest) -> bool:
    """Show the entry to everybody who looks after, approves, trains or lets in people."""
    return any(_SEE_PEOPLE & ROLES[code].permissions for code in roles_held(request))


def comes_in(request: HttpRequest) -> bool:
    """Show volunteers their own page."""
    return VOLUNTEER.code in roles_held(request)


def supervises(request: HttpRequest) -> bool:
    """Show who is named as supervisor of a role whom they supervise."""
    return request.user.is_authenticated and supervised_by(request.user).exists()


register("Supervision", "volunteers:supervision", order=42, visible=supervises)
register("Your page", "volunteers:mine", order=35, visible=comes_in)
register("People", "volunteers:home", order=40, visible=sees_people_who_come_in)
