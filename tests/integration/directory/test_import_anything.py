"""Whatever the cells hold, an import saves all of it or nothing and never ends in a server error."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from directory.actions.spreadsheets import import_services
from directory.models import Organisation, ServicePage
from directory.spreadsheets.raw import BrokenFile
from directory.spreadsheets.read import COLUMNS
from tests.factories.spreadsheets import csv_bytes, few_lists

pytestmark = pytest.mark.django_db

USUAL = {
    "prison": ["EXI", "exi", "Exeter (HMP & YOI)", "PFI", "ZZZ", ""],
    "organisation": ["Blue Door", "BLUE DOOR", ""],
    "title": ["Talk", "talk ", "=1+1", "???"],
    "summary": ["Short.", ""],
    "needs": ["funeral", "someone to talk to; nonsense", ";;"],
    "groups": ["women; men", "anyone"],
    "not_for": ["remand=why", "remand (why", "=", "anyone"],
    "delivery_modes": ["1:1"],
    "sessions": ["Tue 2-4pm", "Tue 14:00-16:00 x; Wed", '"', "Mon-Sun 00:00-23:59"],
    "response_days": ["5", "5 days", "-1", "1e9", "٣"],
    "availability": ["Waiting list", "OPEN", "?"],
    "languages": ["welsh"],
    "reviewed_on": ["2026-01-01", "1/1/26", "0001-01-01", "9999-12-31", "31/31/31"],
}
ROWS = st.fixed_dictionaries(
    {name: st.one_of(st.sampled_from(USUAL.get(name, [""])), st.text(max_size=30)) for name in COLUMNS}
)


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(ROWS, max_size=4), valid_rows=st.booleans(), data=st.data())
def test_all_or_nothing_and_twice_is_once(db, rows, valid_rows, data):
    ServicePage.objects.all().delete()
    Organisation.objects.all().delete()
    if not ServicePage.objects.model.prison.field.related_model.objects.exists():
        few_lists()
    columns = data.draw(st.sampled_from([COLUMNS, COLUMNS[:3], COLUMNS[1:], ("title", *COLUMNS[:4])]))
    before = ServicePage.objects.count(), Organisation.objects.count(), AuditEvent.objects.count()
    content = csv_bytes(rows, columns, encoding=data.draw(st.sampled_from(["utf-8", "utf-16"])))
    try:
        outcome = import_services(content=content, filename="a.csv", by=None, valid_rows=valid_rows)
    except BrokenFile:
        assert (ServicePage.objects.count(), Organisation.objects.count(), AuditEvent.objects.count()) == before
        return
    assert ServicePage.objects.count() == outcome.counts["created"]
    if outcome.counts["bad"] and not valid_rows:
        assert (ServicePage.objects.count(), Organisation.objects.count(), AuditEvent.objects.count()) == before
    again = import_services(content=content, filename="a.csv", by=None, valid_rows=valid_rows)
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
