"""References of referrals and concerns, which can be read over the phone."""

from core.references import make_reference, tidy_reference

PREFIX = "R"
CONCERN_PREFIX = "C"


def new_reference() -> str:
    """Return a reference such as "R-4KTW-9QX"."""
    return make_reference(PREFIX)


def new_concern_reference() -> str:
    """Return a reference of a concern, such as "C-4KTW-9QX", so that nobody takes it for a referral's."""
    return make_reference(CONCERN_PREFIX)


def tidy(text: str) -> str:
    """Return what somebody typed or heard as a reference would be written: capitals, hyphens in their places."""
    return tidy_reference(text, PREFIX)
