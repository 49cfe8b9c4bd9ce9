"""The organisations that offer services."""

import functools
import operator
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from wagtail.search import index

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, MANAGE_PEOPLE, MANAGE_VOLUNTEERS, PROPOSE_CHANGES, SEE_AUDIT, ScopeKind
from core.models import TimestampedModel, UUIDModel
from directory.models.taxonomy import DeliveryMode, Group, Need


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, by kind and by who may see them."""

    def catalogue(self) -> "OrganisationQuerySet":
        """Keep the national catalogue: being in it does not mean that they serve any prison."""
        return self.filter(in_catalogue=True)

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """An organisation's name and public facts are public; where it works follows from its listings."""
        return self

    def where_allowed(self, user: Any, codename: str) -> Any:
        """Keep the organisations in which the user has this permission."""
        return guardian.allowed(user, codename, self)

    def among(self, *keys: Any) -> "OrganisationQuerySet":
        """Keep those whose key one of these queries gives."""
        return self.filter(functools.reduce(operator.or_, (models.Q(pk__in=each) for each in keys)))

    def names(self) -> Any:
        """Return the names alone."""
        return self.values_list("name", flat=True)

    def listed_in(self, prison: Any) -> "OrganisationQuerySet":
        """Keep those with a live listing in a prison, each once."""
        return self.filter(services__prison=prison, services__live=True).distinct()

    def with_charity_number(self) -> "OrganisationQuerySet":
        """Keep those that have given one."""
        return self.exclude(charity_number="")

    def alike(self, name: str, charity_number: str = "") -> "OrganisationQuerySet":
        """Keep those that may be the one of this name: the same number, or a name that holds it."""
        same = models.Q(name__iexact=name) | models.Q(name__icontains=name[:40])
        return self.filter(same | models.Q(charity_number=charity_number) if charity_number else same)


class Organisation(index.Indexed, UUIDModel, TimestampedModel):  # type: ignore[django-manager-missing]
    """A voluntary organisation, or another body that offers a service in a prison."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=160, unique=True)
    charity_number = models.CharField(max_length=12, blank=True)
    what_they_do = models.TextField(blank=True)
    website = models.URLField(blank=True)
    email = models.EmailField("mailbox for reminders and referrals", blank=True)
    email_reported_wrong = models.EmailField(
        blank=True, editable=False, help_text="An address whose reader said that it is not theirs: not written to."
    )
    phone = models.CharField(max_length=40, blank=True)
    in_catalogue = models.BooleanField("in the national catalogue", default=False)
    is_helpline = models.BooleanField(
        "shown when nothing is found",
        default=False,
        help_text="A national helpline people in prison may ring.",
    )
    is_demonstration = models.BooleanField(default=False)
    needs = models.ManyToManyField(Need, blank=True, related_name="organisations")
    groups = models.ManyToManyField(Group, blank=True, related_name="organisations")
    delivery_modes = models.ManyToManyField(DeliveryMode, blank=True, related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    scope_kind = ScopeKind.ORGANISATION.value
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("in_catalogue"),
    ]

    class Meta:
        ordering = ["name"]
        permissions = [
            (PROPOSE_CHANGES, "Propose changes to the organisation's listings"),
            (MANAGE_PEOPLE, "Invite people to the organisation"),
            (ANSWER_REFERRALS, "Receive and answer referrals"),
            (MANAGE_VOLUNTEERS, "See and move forward the organisation's people"),
            (SEE_AUDIT, "Read the record of what was done"),
        ]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"),
                name="directory_organisation_name_any_case",
                violation_error_message="An organisation with this name already exists.",
            ),
            models.CheckConstraint(
                condition=Q(charity_number="") | Q(charity_number__regex=r"^[0-9A-Z]{5,12}$"),
                name="directory_charity_number_shape",
                violation_error_message="A charity number has 6 to 8 digits, such as 219432.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill the slug from the name on first save, with a number when another has it."""
        if not self.slug:
            stem = slugify(self.name)[:150] or "organisation"
            taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
            self.slug = next(
                slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
            )
        super().save(*args, **kwargs)

    @property
    def scope_key(self) -> str:
        """Return the key under which roles in this organisation are held."""
        return str(self.pk)

    @property
    def mailbox(self) -> str:
        """Return the address to write to; empty when there is none or its reader said that it is wrong."""
        wrong = self.email.lower() == self.email_reported_wrong.lower()
        return "" if wrong else self.email
