"""What the finder keeps: its index, its weights, and counts of what it could not find."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts import guardian
from accounts.roles import SEE_EVIDENCE
from core.models import OneRowModel, TimestampedModel
from directory.models import Need, Prison, ServicePage


class IndexRow(models.Model):
    """One live listing as the finder compares it. Made from the page by `search.sync`; never edited by hand.

    The row helps to find and to rank. What a user may see is decided by the page's own table each time, so that
    a row that is out of date can hide a listing but never reveal one.
    """

    page = models.OneToOneField(ServicePage, models.CASCADE, primary_key=True, related_name="index_row")
    prison = models.ForeignKey(Prison, models.CASCADE, related_name="+")
    title = models.CharField(max_length=255)
    needs = models.TextField(blank=True, help_text="Slugs between spaces.")
    title_stems = models.TextField(blank=True)
    organisation_stems = models.TextField(blank=True)
    body_stems = models.TextField(blank=True)
    facts = models.JSONField(default=dict, help_text="Whom it is for and when it comes; see search/facts.py.")

    def __str__(self) -> str:
        return f"{self.prison_id} {self.page_id}"


class VocabularyVersion(models.Model):
    """Says when the words and weights that each process keeps in memory are out of date. One row."""

    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.token)


def _weight(name: str, default: int) -> Any:
    return models.PositiveSmallIntegerField(name, default=default, validators=[MaxValueValidator(100)])


class RankingWeights(OneRowModel, TimestampedModel):
    """How much each part of the ranking formula counts. One row; `search/ranking.py` explains the formula."""

    fit = _weight("how well it fits what was asked", 60)
    suits = _weight("how well it suits the person", 12)
    availability = _weight("whether it can take somebody now", 10)
    freshness = _weight("how lately it was confirmed", 10)
    soon = _weight("how soon it comes next", 4)
    replies = _weight("how fast it answers referrals", 4)

    class Meta:
        verbose_name = verbose_name_plural = "finder ranking"

    def __str__(self) -> str:
        return "Finder ranking"


class UnmetKind(models.TextChoices):
    """Why a search ended without a service."""

    NOTHING = "nothing", "No service for it"
    NONE_SUITABLE = "none-suitable", "None suitable for the person"
    BLOCKED = "blocked", "Found, but nobody could be referred"


class UnmetSearchQuerySet(models.QuerySet["UnmetSearch"]):
    """Counts of unmet searches, by who may see them."""

    def visible_to(self, user: Any) -> "UnmetSearchQuerySet":
        """Keep the prisons whose evidence the user may see."""
        return self.filter(prison__in=guardian.allowed(user, SEE_EVIDENCE, Prison.objects.all()))

    def counted_in(self, prisons: Iterable[str], first: date, last: date) -> "UnmetSearchQuerySet":
        """Keep the counts of the prisons with these codes from one day to another."""
        return self.filter(prison__in=prisons, day__range=(first, last))


class UnmetSearch(models.Model):
    """How often a need was looked for in vain in a prison on a day: never the typed words, never who typed them."""

    prison = models.ForeignKey(Prison, models.CASCADE, related_name="unmet_searches")
    day = models.DateField()
    needs = models.CharField(max_length=600, blank=True, help_text="Slugs in order, separated by ;")
    groups = models.CharField(max_length=600, blank=True, help_text="Slugs in order, separated by ;")
    kind = models.CharField(max_length=20, choices=UnmetKind.choices)
    count = models.PositiveIntegerField(default=0)

    objects = UnmetSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "prison", "needs"]
        verbose_name_plural = "unmet searches"
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "day", "needs", "groups", "kind"], name="search_unmet_counted_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["nothing", "none-suitable", "blocked"]), name="search_unmet_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison_id} {self.day} {self.needs}"


class UseKind(models.TextChoices):
    """What is counted of how the finder is used."""

    SEARCH = "search", "Searches"
    NEED = "need", "Needs that were recognised"
    CHOSEN = "chosen", "Places in the list that were chosen"


class FinderUse(models.Model):
    """How often something happened on a day, in all prisons together: never who, where, or in which words."""

    day = models.DateField()
    kind = models.CharField(max_length=10, choices=UseKind.choices)
    key = models.CharField(max_length=80, blank=True, help_text="The need's slug, or the place in the list.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "kind", "key"]
        verbose_name_plural = "uses of the finder"
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "key"], name="search_use_counted_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=["search", "need", "chosen"]), name="search_use_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}"


class LearningSettings(OneRowModel, TimestampedModel):
    """When a word that the finder did not know may be shown to administrators, and when it is forgotten. One row."""

    days_before_shown = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(90)],
        help_text="A word is readable only once it was typed on so many different days.",
    )
    forget_after_days = models.PositiveSmallIntegerField(
        default=90,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text="A word that was not typed again for so many days is forgotten.",
    )
    choices_before_suggested = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="The need is chosen beforehand once it was looked for so often after the word.",
    )
    counted_again_after_minutes = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="The same question of the same browser counts once in so many minutes.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "finder learning"

    def __str__(self) -> str:
        return "Finder learning"


class HeardState(models.TextChoices):
    """What an administrator decided about a word."""

    OPEN = "open", "To decide"
    ACCEPTED = "accepted", "Accepted"
    IGNORED = "ignored", "Ignored"


class HeardWord(models.Model):
    """A word that the finder did not know in searches that failed. Unreadable until it came up on several days.

    One word or two that stood together, never with the rest of what was typed, a user, a prison or a time; see
    `search/hearing.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed hash of the word's stem.")
    word = models.CharField(max_length=48, blank=True, help_text="Empty until it was typed on enough days.")
    days = models.PositiveSmallIntegerField(default=1)
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=HeardState.choices, default=HeardState.OPEN)

    class Meta:
        ordering = ["-days", "word"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "ignored"]), name="search_heard_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.word or "a word that may not be read yet"

    def likely_need(self, at_least: int) -> Need | None:
        """Return the need that was looked for next more often than all others together, at least so often."""
        counted = sorted(self.meanings.all(), key=lambda meaning: -meaning.count)
        if not counted or counted[0].count < at_least:
            return None
        return counted[0].need if 2 * counted[0].count > sum(meaning.count for meaning in counted) else None


class HeardMeaning(models.Model):
    """How often a need was looked for next, in the same session, after a word that the finder did not know.

    A count and no more: neither who, nor when, nor where.
    """

    word = models.ForeignKey(HeardWord, models.CASCADE, related_name="meanings")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "need"], name="search_heard_meaning_counted_once")]

    def __str__(self) -> str:
        return f"{self.word}: {self.need}"
