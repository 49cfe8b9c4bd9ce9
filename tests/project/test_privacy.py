"""Every field of every table of ours is declared for privacy, and what is personal has a rule of when it leaves."""

from core.privacy import undeclared
from core.retention import all_rules, uncovered

OUR_APPS = {"core", "accounts", "directory", "referrals", "volunteers", "search", "coordinator"}


def test_every_field_is_declared():
    assert undeclared(OUR_APPS) == [], "declare these in their app's privacy.py"


def test_every_table_that_holds_something_personal_has_a_retention_rule():
    assert uncovered(OUR_APPS - {"core"}) == [], "register a rule for these in their app's retention.py"


def test_every_rule_says_in_a_sentence_what_happens_and_reads_its_days(db):
    for rule in all_rules():
        assert rule.sentence.endswith(".")
        assert rule.label
        assert 0 <= rule.days() <= 3700
