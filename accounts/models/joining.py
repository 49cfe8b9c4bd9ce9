"""How people come by an account: somebody invites them, or they ask."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.roles import ROLE_CHOICES, ROLES, Role, ScopeKind
from accounts.scopes import find_scope
from core.models import TimestampedModel, UUIDModel


class InScope(models.Model):
    """A row about a role in a prison, an organisation or nationally."""

    role = models.CharField(max_length=40, choices=ROLE_CHOICES)
    scope_kind = models.CharField(max_length=20, choices=ScopeKind.choices)
    scope_key = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    @property
    def definition(self) -> Role:
        """Return the role's sentence and permissions."""
        return ROLES[self.role]

    @property
    def scope(self) -> Any:
        """Return the prison or organisation, or None for a national role."""
        return find_scope(self.scope_kind, self.scope_key)


class JoiningQuerySet(models.QuerySet[Any]):
    """Invitations or requests, by scope and state."""

    def held_in(self, scope: Any) -> "JoiningQuerySet":
        """Keep those of a prison or organisation; the national ones for None."""
        if scope is None:
            return self.filter(scope_kind=ScopeKind.NATIONAL)
        return self.filter(scope_kind=scope.scope_kind, scope_key=scope.scope_key)

    def waiting(self) -> "JoiningQuerySet":
        """Keep those that wait for an answer and are not out of time."""
        return self.unsettled().filter(expires_at__gt=timezone.now())

    def unsettled(self) -> "JoiningQuerySet":
        """Keep those that nobody has answered, out of time or not."""
        return self.filter(settled_at=None)


class Invitation(UUIDModel, TimestampedModel, InScope):
    """An e-mail address that may take up a role once, by the link that was sent to it.

    `number` counts the links that were sent: only the last one works.
    """

    class State(models.TextChoices):
        """Where an invitation stands, beside running out of time."""

        SENT = "sent", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        CANCELLED = "cancelled", "Cancelled"

    email = models.EmailField("e-mail address")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    number = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["scope_kind", "scope_key", "state"])]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                F("role"),
                F("scope_kind"),
                F("scope_key"),
                condition=Q(settled_at=None),
                name="accounts_invited_once",
                violation_error_message="This address is already invited to this role here.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", settled_at=None) | (~Q(state="sent") & Q(settled_at__isnull=False)),
                name="accounts_invitation_settled_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation to {self.role}"

    @property
    def is_waiting(self) -> bool:
        """Say whether its link still works."""
        return self.settled_at is None and self.expires_at > timezone.now()


class AccountRequest(UUIDModel, TimestampedModel, InScope):
    """Somebody asks for a role; people in charge of its scope decide. `user` is empty for those without account."""

    class State(models.TextChoices):
        """Where a request stands."""

        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        EXPIRED = "expired", "Ran out of time"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="account_requests"
    )
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=120)
    why = models.CharField("why you need it", max_length=300)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField("reason", max_length=300, blank=True)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["scope_kind", "scope_key", "state"])]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                F("role"),
                F("scope_kind"),
                F("scope_key"),
                condition=Q(settled_at=None),
                name="accounts_asked_once",
                violation_error_message="You have already asked for this.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at=None) | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="accounts_request_settled_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="accounts_refused_with_a_reason",
                violation_error_message="Say why: the person who asked is told.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(user=None) | ~Q(decided_by=F("user")),
                name="accounts_nobody_decides_for_themselves",
                violation_error_message="Nobody decides their own request.",
            ),
        ]

    def __str__(self) -> str:
        return f"Request for {self.role}"

    @property
    def is_waiting(self) -> bool:
        """Say whether it can still be decided."""
        return self.settled_at is None and self.expires_at > timezone.now()


class EmergencyViewQuerySet(models.QuerySet["EmergencyView"]):
    """Emergency views, by whether they last."""

    def in_force(self) -> "EmergencyViewQuerySet":
        """Keep those whose time is not over."""
        return self.filter(ends_at__gt=timezone.now())


class EmergencyView(UUIDModel, TimestampedModel):
    """That an administrator sees the people of one scope for a short time, for a reason that is written down."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="emergency_views")
    scope_kind = models.CharField(max_length=20, choices=ScopeKind.choices)
    scope_key = models.CharField(max_length=40)
    reason = models.CharField("why you must see people's referrals", max_length=300)
    ends_at = models.DateTimeField()

    objects = EmergencyViewQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_emergency_view_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Emergency view of {self.scope_kind} {self.scope_key}"

    @property
    def scope(self) -> Any:
        """Return the prison or organisation."""
        return find_scope(self.scope_kind, self.scope_key)

    @property
    def minutes_left(self) -> int:
        """Return how long it still lasts, begun minutes counted whole."""
        return max(0, -int((timezone.now() - self.ends_at).total_seconds() // 60))
