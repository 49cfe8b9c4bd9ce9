"""Prisons as the Ministry of Justice register names them, and whom to ring in each."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify

from accounts import guardian
from accounts.roles import (
    APPROVE_PEOPLE,
    COORDINATE,
    CURATE_LISTINGS,
    MANAGE_PEOPLE,
    MANAGE_VOLUNTEERS,
    OVERSEE_REFERRALS,
    PUBLISH_INSERT,
    RECEIVE_CONCERNS,
    RECORD_DISTRIBUTION,
    REFER,
    RUN_GATE,
    RUN_TRAINING,
    SEE_AUDIT,
    SEE_EVIDENCE,
    SEE_RELEASE_WINDOW,
    SEE_STAFF_DETAILS,
    ScopeKind,
)
from core.models import TimestampedModel
from directory.enums import ContactFunction


class PrisonQuerySet(models.QuerySet["Prison"]):
    """Prisons, by state and by who may see them."""

    def opened(self) -> "PrisonQuerySet":
        """Keep the prisons whose directory is open."""
        return self.exclude(opened_on=None)

    def visible_to(self, user: Any) -> "PrisonQuerySet":
        """The register is public: everybody sees every open prison, and curators nationally all of them."""
        if guardian.nationally_allowed(user, CURATE_LISTINGS):
            return self
        return self.opened() | guardian.allowed(user, SEE_STAFF_DETAILS, self)

    def where_allowed(self, user: Any, codename: str) -> Any:
        """Keep the prisons in which the user has this permission."""
        return guardian.allowed(user, codename, self)

    def lock(self, prison: "Prison") -> "Prison":
        """Lock a prison's row to the end of the transaction, so that what may be there only once comes one by one."""
        return self.select_for_update().get(pk=prison.pk)


class Prison(TimestampedModel):  # type: ignore[django-manager-missing]
    """One establishment. The register's three-letter code is its key and never changes."""

    code = models.CharField(
        max_length=5,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z0-9]{3,5}$", "Use the register's code, such as EXI.")],
    )
    name = models.CharField(max_length=120, unique=True)
    name_cy = models.CharField("name in Welsh", max_length=120, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    holds_men = models.BooleanField(default=False)
    holds_women = models.BooleanField(default=False)
    establishment_type = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=10, blank=True)
    operator = models.CharField(max_length=60, blank=True)
    address_line1 = models.CharField(max_length=120, blank=True)
    address_line2 = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=20, default="England")
    register_note = models.TextField(blank=True, help_text="What to confirm about the register's entry.")
    opened_on = models.DateField(null=True, blank=True, help_text="The day its directory was opened.")
    is_demonstration = models.BooleanField(default=False)

    objects = PrisonQuerySet.as_manager()

    scope_kind = ScopeKind.PRISON.value

    class Meta:
        ordering = ["name"]
        permissions = [
            (SEE_STAFF_DETAILS, "See session times, rooms, contacts and staff notes"),
            (CURATE_LISTINGS, "Write, approve and confirm listings"),
            (PUBLISH_INSERT, "Publish editions of the ACCT insert"),
            (RECORD_DISTRIBUTION, "Record where copies of the insert went"),
            (MANAGE_PEOPLE, "Invite people and decide account requests"),
            (SEE_EVIDENCE, "See the evidence"),
            (REFER, "Refer people to services"),
            (OVERSEE_REFERRALS, "See where referrals stand, without names"),
            (RECEIVE_CONCERNS, "Receive concerns about people"),
            (SEE_RELEASE_WINDOW, "See the release window of people referred"),
            (COORDINATE, "Run the prison's voluntary sector"),
            (MANAGE_VOLUNTEERS, "See and move forward people who come in"),
            (APPROVE_PEOPLE, "Decide who from outside may come in"),
            (RUN_TRAINING, "Hold training and record who came"),
            (RUN_GATE, "See and print the gate list"),
            (SEE_AUDIT, "Read the record of what was done"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill the slug from the name on first save."""
        self.slug = self.slug or slugify(self.name)
        super().save(*args, **kwargs)

    @property
    def scope_key(self) -> str:
        """Return the key under which roles in this prison are held."""
        return self.code

    @property
    def is_welsh(self) -> bool:
        """Say whether the prison is in Wales, where both languages stand side by side."""
        return self.country == "Wales"

    @property
    def is_open(self) -> bool:
        """Say whether the prison's directory has been opened."""
        return self.opened_on is not None


class PrisonContact(TimestampedModel):
    """Whom to ring in a prison, by function. Named contacts and extensions are for staff only."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="contacts")
    function = models.CharField(max_length=30, choices=ContactFunction.choices)
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField("phone or extension", max_length=60, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=120, blank=True, help_text="Such as: day and night.")
    note = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                # Screens and the insert order contacts by their function: an unknown one would stop them.
                condition=models.Q(function__in=ContactFunction.values),
                name="directory_contact_function_is_known",
                violation_error_message="Choose one of the functions of the list.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_function_display()}: {self.name or self.phone}"
