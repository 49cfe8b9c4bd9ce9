"""Every field of every table of ours is declared for privacy."""

from core.privacy import undeclared

OUR_APPS = {"core", "accounts", "directory", "referrals", "volunteers", "search", "coordinator"}


def test_every_field_is_declared():
    assert undeclared(OUR_APPS) == [], "declare these in their app's privacy.py"
