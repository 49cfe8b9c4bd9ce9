"""Counting who applies, without anybody's answers: numbers go up, and nothing else is written anywhere.

There is no audit row, no time and no key: any of them could join an answer to an application (docs/adr/0033).
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Q, QuerySet, Value, When

from directory.models import Prison
from volunteers.diversity import QUESTIONS
from volunteers.models import DiversityBatch, DiversityTally, EntrySettings


@transaction.atomic
def count_answers(*, prison: Prison, answers: Mapping[str, str]) -> None:
    """Add one to each answer that was given. Unknown questions and answers count nothing.

    Every row of the prison is written, whatever was answered: not even the place of a row in the file says which
    changed. What is shown changes only when enough people have answered since it last did.
    """
    Prison.objects.select_for_update().get(pk=prison.pk)
    rows = DiversityTally.objects.filter(prison=prison)
    if not rows.exists():
        # All at once and in the order of the questions, so that neither keys nor order tell what came first.
        DiversityTally.objects.bulk_create(
            DiversityTally(prison=prison, question=question.code, answer=answer)
            for question in QUESTIONS
            for answer, _label in question.answers
        )
    batch, _made = DiversityBatch.objects.get_or_create(prison=prison)
    known = {(question.code, answer) for question in QUESTIONS for answer, _label in question.answers}
    given = set(answers.items()) & known
    if not given:
        return
    chosen = [When(Q(question=question, answer=answer), then=Value(1)) for question, answer in sorted(given)]
    one = Case(*chosen, default=Value(0), output_field=PositiveIntegerField())
    rows.update(count=F("count") + one)
    _show_when_enough(batch, rows)


def _show_when_enough(batch: DiversityBatch, rows: QuerySet[DiversityTally]) -> None:
    batch.waiting += 1
    if batch.waiting >= EntrySettings.load().diversity_batch:
        batch.waiting = 0
        rows.update(shown=F("count"))
    batch.save(update_fields=["waiting"])
