"""The person a referral is about: no more than what a charity needs to make contact."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from core.models import TimestampedModel, UUIDModel
from directory.models import Prison

PRISON_NUMBER = RegexValidator(
    r"^[A-Z]\d{4}[A-Z]{2}$", "Enter the prison number as one letter, four digits and two letters, such as A1234BC."
)


class Person(UUIDModel, TimestampedModel):
    """Somebody in prison who has agreed to a referral.

    Never the offence, a risk narrative, ACCT content, health notes, a date of birth or a photograph (product
    principle 3). Anonymised when the retention of the last referral ends: the row stays, so that counts do.
    """

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="people")
    prison_number = models.CharField(max_length=7, null=True, blank=True, validators=[PRISON_NUMBER])
    first_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60, blank=True)
    location = models.CharField("where they live in the prison", max_length=60, blank=True)
    preferred_language = models.CharField(max_length=60, blank=True)
    access_needs = models.CharField(max_length=300, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            # The number is empty (null) after anonymising, and unique before.
            models.UniqueConstraint(
                fields=["prison_number"],
                name="referrals_person_number_once",
                violation_error_message="Somebody with this prison number is already known here.",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at=None)
                | Q(prison_number=None, first_name="", last_name="", location="", access_needs=""),
                name="referrals_anonymised_person_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return "Person" if self.anonymised_at else f"{self.first_name} {self.last_name}"
