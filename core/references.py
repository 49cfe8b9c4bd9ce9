"""References that can be read over the phone: no character that is confused with another."""

import secrets

# Without 0/O, 1/I, 5/S, 8/B, and without vowels, so that no word appears by chance.
ALPHABET = "234679CDFGHJKLMNPQRTVWXYZ"
LENGTH = 7


def make_reference(prefix: str) -> str:
    """Return a reference such as "R-4KTW-9QX": 25**7, about six thousand million, of them for each prefix."""
    return _written(prefix, "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def tidy_reference(text: str, prefix: str) -> str:
    """Return what somebody typed or heard as a reference would be written: capitals, hyphens in their places."""
    letters = "".join(letter for letter in text.upper() if letter in ALPHABET)
    if len(letters) > LENGTH and letters.startswith(prefix):  # what stands before the first hyphen was said too
        letters = letters.removeprefix(prefix)
    return _written(prefix, letters)


def _written(prefix: str, letters: str) -> str:
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
