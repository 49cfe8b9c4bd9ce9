"""The lists a listing chooses from. All of them are data that an administrator may change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index


class TermQuerySet(models.QuerySet[Any]):
    """Entries of a list, by use."""

    def active(self) -> Any:
        """Keep the entries in use."""
        return self.filter(is_active=True)


class Term(index.Indexed, models.Model):
    """One entry of a list: a slug that never changes and a label that may."""

    slug = models.SlugField(max_length=80, unique=True)
    label = models.CharField(max_length=120)
    label_cy = models.CharField("label in Welsh", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField("in use", default=True)

    objects = TermQuerySet.as_manager()

    search_fields = [index.SearchField("label"), index.AutocompleteField("label")]

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label


class NeedQuerySet(TermQuerySet):
    """Needs, by level and use."""

    def headings(self) -> Any:
        """Keep the top level, under which the others stand."""
        return self.active().filter(parent=None)

    def triggers(self) -> Any:
        """Keep the ACCT triggers, in the order of the insert's index."""
        return self.active().exclude(trigger_order=None).order_by("trigger_order")


class Need(Term):
    """What is troubling a person, on two levels: a heading and the needs under it."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    plain_definition = models.TextField(blank=True)
    plain_definition_cy = models.TextField("plain definition in Welsh", blank=True)
    trigger_order = models.PositiveSmallIntegerField(
        "place in the ACCT trigger index", null=True, blank=True, help_text="Empty when not a trigger."
    )

    objects = NeedQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Term.Meta):
        pass

    @property
    def is_acct_trigger(self) -> bool:
        """Say whether the need stands in the ACCT trigger index."""
        return self.trigger_order is not None

    def clean(self) -> None:
        """Refuse a third level."""
        if self.parent is not None and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": "Choose a heading: needs have two levels only."})


class Group(Term):
    """Who a person is or what their circumstances are, as far as a service asks."""

    note = models.TextField(blank=True)
    is_restricted = models.BooleanField(
        "restricted to staff", default=False, help_text="Sensitive: never shown to the public."
    )
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)


class Synonym(models.Model):
    """Another word for a term, such as staff slang: understood by search, never shown."""

    words = models.CharField(max_length=120, db_index=True)
    is_local = models.BooleanField("added here", default=False)

    class Meta:
        abstract = True
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class NeedSynonym(Synonym):
    """Another word for a need."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="synonyms")

    class Meta(Synonym.Meta):
        constraints = [models.UniqueConstraint(fields=["need", "words"], name="directory_need_synonym_once")]


class GroupSynonym(Synonym):
    """Another word for a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="synonyms")

    class Meta(Synonym.Meta):
        constraints = [models.UniqueConstraint(fields=["group", "words"], name="directory_group_synonym_once")]


class DeliveryMode(Term):
    """How help comes: one-to-one, in a group, by post…"""

    synonyms = models.CharField(max_length=200, blank=True, help_text="Other names in imports, separated by ;")


class LegalStatus(Term):
    """Where a person stands in law: unconvicted, sentenced, recalled…"""

    is_remand = models.BooleanField(default=False)


class LocationKind(Term):
    """A part of a prison that a service may or may not reach."""


class Language(Term):
    """A language that a service is offered in."""


def term_for(table: "type[Term]", text: str) -> Any:
    """Return the term in use with this slug or label, whatever its capitals; None when there is none."""
    wanted = text.strip()
    found = table._default_manager.filter(is_active=True)
    return found.filter(slug=wanted.lower()).first() or found.filter(label__iexact=wanted).first()
