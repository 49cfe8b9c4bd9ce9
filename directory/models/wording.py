"""Words about people that we avoid, and better ones. Administrators change the list; it is data, not code."""

from django.db import models


class WordToAvoid(models.Model):
    """A word that the wording check points out, the better words, and phrases in which it is fine."""

    words = models.CharField("word to avoid", max_length=60, unique=True, help_text="In the singular: plurals follow.")
    better = models.CharField("better words", max_length=200, help_text="Several separated by ;")
    fine_in = models.TextField(
        "fine in",
        blank=True,
        help_text="Phrases in which it is no word for a person, separated by ; Names of organisations are always fine.",
    )
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["words"]
        verbose_name = "word to avoid"
        verbose_name_plural = "words to avoid"

    def __str__(self) -> str:
        return self.words
