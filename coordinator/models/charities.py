"""The charity register as last imported, and changes of charities that work in a prison."""

from typing import Any

from django.conf import settings
from django.db import models

from accounts.roles import COORDINATE
from core.models import TimestampedModel, UUIDModel
from directory.models import Organisation, Prison

#: How the register calls a charity that is in order.
REGISTERED = "Registered"


class RegisteredCharity(models.Model):
    """One main charity of the Charity Commission's extract: what is needed to check a number, and no contact."""

    number = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=40, help_text="As the register says, such as Registered or Removed.")
    removed_on = models.DateField(null=True, blank=True)
    reporting = models.CharField(max_length=80, blank=True, help_text="Whether its accounts are on time.")
    is_insolvent = models.BooleanField(default=False)
    in_administration = models.BooleanField(default=False)
    extract_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "registered charities"

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> str:
        """Return the state in one phrase; any other phrase than "Registered" wants looking at."""
        if self.status == REGISTERED and self.is_insolvent:
            return "Registered, insolvent"
        if self.status == REGISTERED and self.in_administration:
            return "Registered, in administration"
        return self.status


class CharityCheck(TimestampedModel):
    """How an organisation's charity stood when the register was last imported."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="charity_check")
    standing = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.standing}"


class CharityAlertQuerySet(models.QuerySet["CharityAlert"]):
    """Alerts, by state and by who may see them."""

    def open(self) -> "CharityAlertQuerySet":
        """Keep those that nobody has noted."""
        return self.filter(noted_on=None)

    def visible_to(self, user: Any) -> "CharityAlertQuerySet":
        """Keep those of the prisons that the user coordinates."""
        return self.filter(prison__in=Prison.objects.where_allowed(user, COORDINATE))


class CharityAlert(UUIDModel, TimestampedModel):
    """That the register says something new about a charity that works in a prison."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="charity_alerts")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="charity_alerts")
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60)
    noted_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CharityAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.organisation_id} {self.after}"

    @property
    def words(self) -> str:
        """Return what changed, in a sentence."""
        before = f" It said before: {self.before}." if self.before else ""
        return f"The charity register says: {self.after}.{before}"

    @property
    def ask(self) -> str:
        """Return what to do about it."""
        if self.after == REGISTERED:
            return "That is in order again."
        return "Ask them what it means for their work here."
