"""References that can be read over the phone: no character that is confused with another."""

import secrets

# Without 0/O, 1/I, 5/S, 8/B, and without vowels, so that no word appears by chance.
ALPHABET = "234679CDFGHJKLMNPQRTVWXYZ"
PREFIX = "R"
CONCERN_PREFIX = "C"
LENGTH = 7


def new_reference() -> str:
    """Return a reference such as "R-4KTW-9QX": 25**7, about six thousand million, of them."""
    return _reference(PREFIX)


def new_concern_reference() -> str:
    """Return a reference of a concern, such as "C-4KTW-9QX", so that nobody takes it for a referral's."""
    return _reference(CONCERN_PREFIX)


def _reference(prefix: str) -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def tidy(text: str) -> str:
    """Return what somebody typed or heard as a reference would be written: capitals, hyphens in their places."""
    letters = [letter for letter in text.upper() if letter in ALPHABET]
    return f"{PREFIX}-{''.join(letters[:4])}-{''.join(letters[4:])}"
