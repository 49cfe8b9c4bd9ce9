"""Can it be done now. Who may do it is in permissions.py."""

from search.models import HeardState, HeardWord


class NotPossible(Exception):
    """It cannot be done now. The message is for the person at the screen."""


def check_word_waits(word: HeardWord) -> None:
    """Raise NotPossible unless the word may be read and nobody has decided about it."""
    if word.state != HeardState.OPEN or not word.word:
        raise NotPossible("Somebody has already decided about this word. Nothing was changed.")
