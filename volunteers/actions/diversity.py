"""Counting who applies, without anybody's answers: a number goes up, and nothing else is written anywhere.

There is no audit row, no time and no key: any of them could join an answer to an application (docs/adr/0033).
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from directory.models import Prison
from volunteers.diversity import QUESTIONS
from volunteers.models import DiversityTally


@transaction.atomic
def count_answers(*, prison: Prison, answers: Mapping[str, str]) -> None:
    """Add one to each answer that was given. Unknown questions and answers count nothing."""
    Prison.objects.select_for_update().get(pk=prison.pk)
    rows = DiversityTally.objects.filter(prison=prison)
    if not rows.exists():
        # All at once and in the order of the questions, so that neither keys nor order tell what came first.
        DiversityTally.objects.bulk_create(
            DiversityTally(prison=prison, question=question.code, answer=answer)
            for question in QUESTIONS
            for answer, _label in question.answers
        )
    for question, answer in answers.items():
        rows.filter(question=question, answer=answer).update(count=F("count") + 1)
