"""The questions about who applies, and which counts may be shown."""

from dataclasses import dataclass

from directory.models import Prison
from volunteers.models import DiversityTally

#: Counts from 1 to one below this are not shown.
FEWEST = 5


@dataclass(frozen=True)
class Question:
    """One optional question: its code, its words and its answers."""

    code: str
    words: str
    answers: tuple[tuple[str, str], ...]


QUESTIONS = (
    Question(
        "age",
        "How old are you?",
        (("under-25", "Under 25"), ("25-39", "25 to 39"), ("40-59", "40 to 59"), ("60-plus", "60 or over")),
    ),
    Question("gender", "What is your gender?", (("woman", "Woman"), ("man", "Man"), ("other", "In another way"))),
    Question(
        "ethnicity",
        "What is your ethnic group?",
        (
            ("asian", "Asian or Asian British"),
            ("black", "Black, Black British, Caribbean or African"),
            ("mixed", "Mixed or multiple ethnic groups"),
            ("white", "White"),
            ("other", "Another ethnic group"),
        ),
    ),
    Question("disability", "Do you have a disability or long-term condition?", (("yes", "Yes"), ("no", "No"))),
    Question(
        "experience",
        "Have you, or has somebody close to you, been in prison?",
        (("yes", "Yes"), ("no", "No")),
    ),
)


def shown_counts(prison: Prison) -> list[tuple[Question, list[tuple[str, int | None]]]]:
    """Return the counts of each question; small ones are None, and a second one where the first could be worked out.

    No total is shown: with it, a single hidden count could be had by taking away.
    """
    held = {(row.question, row.answer): row.count for row in DiversityTally.objects.filter(prison=prison)}
    shown = []
    for question in QUESTIONS:
        counts = {answer: held.get((question.code, answer), 0) for answer, _label in question.answers}
        hidden = _hidden(counts)
        shown.append(
            (question, [(label, None if answer in hidden else counts[answer]) for answer, label in question.answers])
        )
    return shown


def _hidden(counts: dict[str, int]) -> set[str]:
    small = {answer for answer, count in counts.items() if 0 < count < FEWEST}
    if len(small) == 1:
        others = sorted((count, answer) for answer, count in counts.items() if answer not in small and count)
        small |= {answer for _count, answer in others[:1]}
    return small
