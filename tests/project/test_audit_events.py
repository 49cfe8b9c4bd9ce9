"""Every event that the code writes into the audit trail reads as a sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from core.audit_sentences import described, sentence_for

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "directory", "referrals", "volunteers", "search", "coordinator")


def calls() -> Iterator[tuple[ast.Call, str]]:
    """Yield every call of `audit.record` and where it stands."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record" and call.args:
                    yield call, f"{path.relative_to(ROOT)}:{call.lineno}"


def recorded() -> Iterator[tuple[str, str]]:
    """Yield the event of every call and where it stands; an f-string yields its beginning."""
    for call, where in calls():
        for event in _literals(call.args[0]):
            yield event, where


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return [str(node.values[0].value)]
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    return []  # a variable: the table it comes from describes its events


def test_every_event_is_described_in_its_app_s_audit_events():
    missing = {
        f"{event} ({where})"
        for event, where in recorded()
        if sentence_for(event) is None and not any(known.startswith(event) for known in described())
    }
    assert sorted(missing) == [], "describe these in their app's audit_events.py"


#: What is about no prison and no organisation, and why.
ABOUT_NO_PLACE = {
    "finder.word-accepted": "the words that everybody searches with",
    "finder.word-ignored": "the words that everybody searches with",
    "measures.exported-nationally": "totals of all open prisons",
    "charities.imported": "the public register of charities",
    "notifications.preferences": "a user's own choice",
    "outbox.retried": "mail of the whole service",
    "subject.exported": "a copy for the person it is about",
    "retention.carried_out": "a rule for the whole service",
    "hold.placed": "a hold names one row of any table",
    "hold.reviewed": "a hold names one row of any table",
    "hold.released": "a hold names one row of any table",
}
#: What is about a row whose places its app has registered (`belongs_to(…, without_scope=…)`), so that none is given.
PLACES_KNOWN = ("entrant.", "correction.", "supervision.")


def test_every_event_says_which_prison_or_organisation_it_is_about():
    """Without it those who answer for the place never see the row on their screen."""
    missing = set()
    for call, where in calls():
        said = {word.arg for word in call.keywords}
        events = _literals(call.args[0])
        is_known = "about" in said and bool(events) and all(event.startswith(PLACES_KNOWN) for event in events)
        if not said & {"scope", "places"} and not is_known and not set(events) <= ABOUT_NO_PLACE.keys():
            missing.add(f"{', '.join(events)} ({where})")
    assert sorted(missing) == [], "give these calls their scope, or say in ABOUT_NO_PLACE why they have none"


def test_events_are_found():
    assert len({event for event, _ in recorded()}) > 50


def test_sentences_are_plain():
    for event, words in described().items():
        assert re.match(r"^[a-z][a-z-]*\.[a-z_*-]+$", event), event
        assert words[0].isupper(), event
        assert not words.endswith("."), event
