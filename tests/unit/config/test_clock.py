"""What `make run` runs by the clock, and when."""

import datetime
import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils import timezone

from config.clock import SCHEDULE, Clock, Scheduled, schedule

ROOT = Path(__file__).resolve().parents[3]
START = timezone.make_aware(datetime.datetime(2026, 11, 25, 6, 0))
MINUTE = datetime.timedelta(minutes=1)


def clock_of(*commands: Scheduled) -> tuple[Clock, list[str]]:
    ran: list[str] = []
    return Clock(iter(commands), ran.append), ran


def test_everything_runs_once_at_the_start_and_then_at_its_time() -> None:
    clock, ran = clock_of(Scheduled("often", minutes=5), Scheduled("seven", daily=datetime.time(7)))
    for minute in range(24 * 60):
        clock.tick(START + minute * MINUTE)
    assert ran.count("often") == 24 * 60 / 5
    assert ran.count("seven") == 2, "once to catch up, once at seven"
    assert ran[:2] == ["often", "seven"]


def test_a_daily_command_that_caught_up_after_its_hour_waits_for_tomorrow() -> None:
    clock, ran = clock_of(Scheduled("five", daily=datetime.time(5)))
    for minute in (0, 1, 60, 22 * 60):
        clock.tick(START + minute * MINUTE)
    assert ran == ["five"]
    clock.tick(START + 23 * 60 * MINUTE)
    assert ran == ["five", "five"]


def test_one_that_fails_is_told_of_and_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    ran = []

    def run(line: str) -> None:
        ran.append(line)
        if line == "broken":
            raise RuntimeError("Jo Personal, A1234BC")

    clock = Clock(iter([Scheduled("broken", minutes=5), Scheduled("sound", minutes=5)]), run)
    clock.tick(START)
    clock.tick(START + 5 * MINUTE)
    assert ran == ["broken", "sound"] * 2
    said = capsys.readouterr().out
    assert "broken failed (RuntimeError)" in said
    assert "Personal" not in said


def test_the_operators_list_and_the_clock_are_the_same() -> None:
    listed = (ROOT / "docs/operations/scheduled.md").read_text(encoding="utf-8")
    cron = {
        re.sub(r" --anchor-file \S+", "", line)
        for line in re.findall(r"manage\.py ([a-z_]+(?: --[^&#\n]+)?)", listed)
        if f"manage.py {line}" in listed.partition("`search_learn`")[0]
    }
    assert {line.strip() for line in cron} == {one.line for one in SCHEDULE}
    times = dict(
        re.findall(r"^    (\S+ \S+) \* \* \*\s+cd /srv/alongside && \.venv/bin/python manage\.py (.+?)$", listed, re.M)
    )
    daily = {f"{one.daily.minute} {one.daily.hour}" for one in SCHEDULE if not one.minutes} - {"5 7"}
    assert daily == {when for when in times if not when.startswith("*/5")}, "digests follow the reminders of seven"
    assert {one.line.split()[0] for one in SCHEDULE} <= set(get_commands())


def test_the_index_is_compared_only_where_there_is_an_elasticsearch(settings) -> None:
    settings.ELASTICSEARCH_URL = ""
    without = {one.line for one in schedule()}
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9200"
    assert {one.line for one in schedule()} - without == {"search_sync"}
