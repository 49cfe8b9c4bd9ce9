"""When words that the finder did not know are forgotten. The days are a settings row that administrators change."""

from django.db.models import QuerySet

from core.retention import Rule, register
from core.retention.rules import delete
from search.models import HeardState, HeardWord, LearningSettings

register(
    Rule(
        code="search.words",
        label="Words that the finder did not know",
        sentence="A word that was not typed again in a failed search is forgotten.",
        days=lambda: LearningSettings.load().forget_after_days,
        due=lambda before: _quiet(before.date()),
        covers=(HeardWord,),
        carry_out=delete,
    )
)


def _quiet(day: object) -> "QuerySet[HeardWord]":
    return HeardWord.objects.filter(last_day__lt=day, state=HeardState.OPEN)
