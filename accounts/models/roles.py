"""Users and the roles they hold."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.roles import ROLE_CHOICES, ROLES, Role, ScopeKind
from accounts.scopes import find_scope
from core.models import TimestampedModel, UUIDModel

if TYPE_CHECKING:
    from accounts.models.settings import AccessSettings


class UserManager(BaseUserManager["User"]):
    """Makes users, who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password the account cannot sign in until one is set."""
        if not email:
            raise ValueError("Enter an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make somebody who may do everything, on one's own machine. Raises ImproperlyConfigured on a server."""
        if not settings.LOCAL:
            raise ImproperlyConfigured("A server has no superusers: manage.py first_administrator makes the first one.")
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by e-mail address, whatever its capitals."""
        return self.get(email__iexact=username)

    def with_email(self, email: str) -> "models.QuerySet[User]":
        """Keep whoever has this address, whatever its capitals: one or nobody."""
        return self.filter(email__iexact=email)

    def holding(self, assignments: "models.QuerySet[RoleAssignment]") -> "models.QuerySet[User]":
        """Keep the active users who hold one of these roles, each once."""
        return self.filter(role_assignments__in=assignments, is_active=True).distinct()


class User(UUIDModel, TimestampedModel, AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    suspended_at = models.DateTimeField("suspended because nobody confirmed it", null=True, blank=True, editable=False)
    welsh_preferred = models.BooleanField("prefers Welsh", default=False)
    is_demonstration = models.BooleanField("is made up, with a known password", default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message="An account with this e-mail address already exists.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Wagtail and Django ask this; only superusers are staff in their sense."""
        return self.is_superuser

    def get_full_name(self) -> str:
        """Return the name, as Wagtail's admin shows it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0]


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Role assignments, by who holds them and when."""

    def active(self, on: date | None = None) -> "RoleAssignmentQuerySet":
        """Keep those in force on a day (today when not given); a role ends at the start of `ends_on`."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day, suspended_at=None)

    def not_ended(self) -> "RoleAssignmentQuerySet":
        """Keep those that are in force, suspended or still to start."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()) & Q(ends_on__gt=F("starts_on")))

    def held_in(self, scope: Any) -> "RoleAssignmentQuerySet":
        """Keep those of a prison or organisation; the national ones for None."""
        if scope is None:
            return self.filter(scope_kind=ScopeKind.NATIONAL)
        return self.filter(scope_kind=scope.scope_kind, scope_key=scope.scope_key)

    def suspended(self) -> "RoleAssignmentQuerySet":
        """Keep those that nobody confirmed in time."""
        return self.not_ended().exclude(suspended_at=None)

    def unconfirmed_for(self, days: int, on: date | None = None) -> "RoleAssignmentQuerySet":
        """Keep those in force that are reviewed and were last confirmed, or began, so many days ago or longer."""
        day = on or timezone.localdate()
        reviewed = [role.code for role in ROLES.values() if role.reviewed]
        since = self.active(day).filter(role__in=reviewed).alias(since=Coalesce("confirmed_on", "starts_on"))
        return since.filter(since__lte=day - timedelta(days=days))

    def to_confirm(self, day: date, rules: "AccessSettings") -> "RoleAssignmentQuerySet":
        """Keep those whose confirmation is due within the notice that the rules give."""
        return self.unconfirmed_for(max(rules.review_days - rules.review_notice_days, 0), day)


class RoleAssignment(UUIDModel, TimestampedModel):
    """That a user holds a role in a prison, an organisation or nationally, from one day to another.

    The scope is a kind and a key ("prison", "EXI"), so that this table needs no foreign key upwards.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=40, choices=ROLE_CHOICES)
    scope_kind = models.CharField(max_length=20, choices=ScopeKind.choices)
    scope_key = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True, help_text="When somebody last said that it is still right.")
    asked_on = models.DateField(null=True, blank=True, help_text="When those in charge were asked to confirm it.")
    suspended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["scope_kind", "scope_key", "role"]
        indexes = [models.Index(fields=["scope_kind", "scope_key", "role"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope_kind", "scope_key"],
                condition=Q(ends_on=None),
                name="accounts_role_held_once",
                violation_error_message="This person already holds this role here.",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind=ScopeKind.NATIONAL, scope_key="")
                | (~Q(scope_kind=ScopeKind.NATIONAL) & ~Q(scope_key="")),
                name="accounts_role_scope_given",
                violation_error_message="A national role has no prison or organisation; every other role has one.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accounts_role_ends_after_start",
                violation_error_message="The last day is before the first day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.scope_kind} {self.scope_key}".strip()

    @property
    def definition(self) -> Role:
        """Return the role's sentence and permissions."""
        return ROLES[self.role]

    @property
    def scope(self) -> Any:
        """Return the prison or organisation, or None for a national role."""
        return find_scope(self.scope_kind, self.scope_key)
