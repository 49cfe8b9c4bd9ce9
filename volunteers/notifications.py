"""What people are told about those who come in: a reference and a link, nothing else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import RoleAssignment, User
from accounts.roles import MANAGE_VOLUNTEERS, ROLES
from core.audit import Scope
from core.notifications import Facts, Kind, Mailbox, notify, register
from directory.models import Organisation, Prison
from volunteers.enums import Coming
from volunteers.models import Attendance, Entrant, SessionDay, SessionSeries

APPROVAL_ASKED = register(
    Kind(
        code="volunteers.approval-asked",
        label="Somebody is to come in",
        audience="The prison's security, because an organisation or the coordinator asks for a decision.",
        subject="{{ reference }}: a decision about coming in is needed",
        template="volunteers/approval_asked",
    )
)
APPROVAL_DECIDED = register(
    Kind(
        code="volunteers.approval-decided",
        label="A prison has decided about somebody",
        audience="The coordinator and the leads of the person's organisations, because a prison decided.",
        subject="{{ reference }}: a prison has decided",
        template="volunteers/approval_decided",
    )
)


SESSION_CANCELLED = register(
    Kind(
        code="volunteers.session-cancelled",
        label="A session is called off",
        audience="Everybody who was due that day, and the leads of their organisation.",
        subject="{{ count }} session{{ count|pluralize }} on {{ on|date:'l j F Y' }} {{ count|pluralize:'is,are' }} "
        "called off",
        template="volunteers/session_cancelled",
        immediate_only=True,
    )
)
SESSIONS_CHANGED = register(
    Kind(
        code="volunteers.sessions-changed",
        label="Your sessions have changed",
        audience="Everybody whose coming sessions were changed, moved or added, once for each change.",
        subject="Your sessions have changed",
        template="volunteers/sessions_changed",
        immediate_only=True,
    )
)
RENEWAL_DUE = register(
    Kind(
        code="volunteers.renewal-due",
        label="A clearance ends soon",
        audience="The person, the leads of their organisations and the coordinator, before a clearance ends.",
        subject="{{ reference }}: a clearance ends on {{ on|date:'j F Y' }}",
        template="volunteers/renewal_due",
    )
)


APPLICATION_RECEIVED = register(
    Kind(
        code="volunteers.application-received",
        label="Somebody applies for a role",
        audience="The leads of the organisation, or the coordinator, because somebody applied for a role.",
        subject="{{ reference }}: somebody applies for a role",
        template="volunteers/application_received",
    )
)
APPLICATION_MOVED = register(
    Kind(
        code="volunteers.application-moved",
        label="Your application",
        audience="The applicant, at each step of the application.",
        subject="Your application {{ reference }}",
        template="volunteers/application_moved",
        to_users=False,
    )
)


def holders(permission: str, scope: Scope) -> list[User]:
    """Return the active users whose role in the scope permits this, in one query."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleAssignment.objects.active().filter(
        scope_kind=scope.scope_kind, scope_key=scope.scope_key, role__in=roles
    )
    return list(User.objects.filter(is_active=True, pk__in=held.values("user")))


def keepers_of(entrant: Entrant, prison: Prison | None = None) -> list[Any]:
    """Return who keeps the person's record: the leads of their organisations and a prison's coordinators."""
    found: list[Any] = holders(MANAGE_VOLUNTEERS, prison) if prison else []
    working = entrant.engagements.not_ended().exclude(organisation=None).select_related("organisation")
    for organisation in {engagement.organisation for engagement in working if engagement.organisation}:
        found += holders(MANAGE_VOLUNTEERS, organisation)
    return found


def themselves(entrant: Entrant) -> list[Any]:
    """Return how to reach the person: their account, else their address, else nothing."""
    if entrant.user is not None and entrant.user.is_active:
        return [entrant.user]
    return [Mailbox(entrant.email)] if entrant.email else []


def tell_changed(people: Iterable[Entrant], series: SessionSeries) -> None:
    """Tell everybody whose coming sessions changed, once whatever their number."""
    facts = Facts(link=reverse("volunteers:home"))
    for entrant in people:
        notify(SESSIONS_CHANGED, to=themselves(entrant), scope=series.prison, facts=facts)


@dataclass(frozen=True)
class Told:
    """Who of those due was told of something, and who has no address and has to be rung."""

    reached: frozenset[Entrant] = frozenset()
    not_reached: frozenset[Entrant] = frozenset()

    def and_also(self, more: "Told") -> "Told":
        """Return both together, each person once."""
        return Told(self.reached | more.reached, self.not_reached | more.not_reached)


def told_of(people: Iterable[Entrant]) -> Told:
    """Sort people by whether they can be reached."""
    due = set(people)
    reached = frozenset(entrant for entrant in due if themselves(entrant))
    return Told(reached, frozenset(due) - reached)


def tell_cancelled(days: list[SessionDay]) -> Told:
    """Tell everybody who was due, once for each day however many sessions they had; return who was told.

    Of somebody who cannot be reached the coordinator is told instead, and rings them.

    The leads of the organisations are told too: one e-mail for each day and organisation.
    """
    rows = Attendance.objects.filter(day__in=days, coming=Coming.EXPECTED)
    sessions: Counter[tuple[date, Entrant]] = Counter()
    teams: Counter[tuple[date, Organisation]] = Counter()
    for row in rows.select_related("day__organisation", "entrant__user"):
        sessions[row.day.on, row.entrant] += 1
    for day in days:
        if day.organisation is not None:
            teams[day.on, day.organisation] += 1
    link = reverse("volunteers:home")
    prison = next((day.prison for day in days), None)
    for (on, entrant), count in sessions.items():
        facts = Facts(link=link, count=count, on=on)
        notify(SESSION_CANCELLED, to=themselves(entrant), scope=prison, facts=facts)
    for (on, organisation), count in teams.items():
        if leads := holders(MANAGE_VOLUNTEERS, organisation):
            notify(SESSION_CANCELLED, to=leads, scope=organisation, facts=Facts(link=link, count=count, on=on))
    return told_of(entrant for _on, entrant in sessions)
