"""The questions about who applies, and which counts may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.models import PrivacySettings
from core.suppression import blends, suppress_list
from volunteers.models import DiversityTally


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


def shown_counts(prisons: Iterable[str]) -> list[tuple[Question, list[tuple[str, int | None]]]]:
    """Return the counts of each question over the prisons with these codes; None is one that may not be shown.

    They are the counts of the last time when enough people had answered. Small ones are hidden, and others with them,
    so that none could be worked out even by who knows the total; and of several prisons those that would give one
    away to who knows another.
    """
    codes = list(prisons)
    held: dict[tuple[str, str], list[int]] = {}
    found = DiversityTally.objects.filter(prison__in=codes).order_by().values_list("question", "answer", "shown")
    for code, answer, number in found:
        held.setdefault((code, answer), []).append(number)
    threshold = PrivacySettings.load().small_number
    shown = []
    for question in QUESTIONS:
        parts = [held.get((question.code, answer), []) for answer, _label in question.answers]
        apart = [place for place, each in enumerate(parts) if len(codes) > 1 and not blends(each, threshold)]
        cells = suppress_list([sum(each) for each in parts], threshold, also=apart)[:-1]
        labels = [label for _answer, label in question.answers]
        shown.append((question, list(zip(labels, cells, strict=True))))
    return shown
