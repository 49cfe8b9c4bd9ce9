"""Runs the scheduled commands on one machine that has no cron: `make run` starts it beside the site and its worker.

A server may use it too (`python -m config.clock`) or its own cron; docs/operations/scheduled.md has both. At the
start every command runs once, which catches up with what a machine that was off has missed: all are safe to run again.
"""

import datetime
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO

from config.prepare import say

#: Seconds between two looks at the clock, and before the first: the site answers its first visitor before that.
LOOK_EVERY, FIRST_AFTER = 30, 15


@dataclass(frozen=True)
class Scheduled:
    """A command with its arguments and when it runs: every so many minutes, or daily after an hour and minute."""

    line: str
    minutes: int = 0
    daily: datetime.time = datetime.time(0)

    def next_after(self, now: datetime.datetime) -> datetime.datetime:
        """Return when it runs next after a run at `now`, in local time."""
        if self.minutes:
            return now + datetime.timedelta(minutes=self.minutes)
        today = datetime.datetime.combine(now.date(), self.daily, now.tzinfo)
        return today if now < today else today + datetime.timedelta(days=1)


def _at(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


#: In the order of a day, which is also the order in which they catch up.
SCHEDULE = (
    Scheduled("verify_roles --repair", daily=_at(0, 5)),
    Scheduled("search_rebuild", daily=_at(1, 15)),
    Scheduled("search_sync", daily=_at(1, 30)),
    Scheduled("retention --run", daily=_at(2, 30)),
    Scheduled("verify_audit", daily=_at(3)),
    Scheduled("run_people_clock", daily=_at(5, 30)),
    Scheduled("run_access_review", daily=_at(6)),
    Scheduled("run_desk", daily=_at(6, 30)),
    Scheduled("run_reviews", daily=_at(7)),
    Scheduled("run_clock", minutes=5),
    Scheduled("send_outbox --digests", daily=_at(7, 5)),
    Scheduled("send_outbox", minutes=5),
)


def schedule() -> Iterator[Scheduled]:
    """Yield what runs here: Elasticsearch is compared only where there is one."""
    from django.conf import settings

    return (one for one in SCHEDULE if settings.ELASTICSEARCH_URL or one.line != "search_sync")


class Clock:
    """Knows when each command is due, and runs those that are."""

    def __init__(self, commands: Iterator[Scheduled], run: Callable[[str], None]) -> None:
        self.run = run
        self.due: dict[Scheduled, datetime.datetime | None] = dict.fromkeys(commands)

    def tick(self, now: datetime.datetime) -> list[str]:
        """Run what is due and return it. A command that fails is told of, and is due again at its next time."""
        done = []
        for one, when in list(self.due.items()):
            if when is not None and now < when:
                continue
            self.due[one] = one.next_after(now)
            done.append(one.line)
            try:
                self.run(one.line)
            except Exception as problem:  # one command's failure must not stop the others
                say(f"{one.line} failed ({type(problem).__name__}). Run it by hand: manage.py {one.line}")
        return done


def run_command(line: str) -> None:
    """Run a management command quietly, with fresh connections as a process of its own would have."""
    from django.core.management import call_command
    from django.db import close_old_connections

    close_old_connections()
    try:
        call_command(*line.split(), stdout=StringIO())
    finally:
        close_old_connections()


def main() -> int:
    """Look at the clock until somebody stops it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.utils import timezone

    django.setup()
    clock = Clock(schedule(), run_command)
    try:
        time.sleep(FIRST_AFTER)
        while True:
            clock.tick(timezone.localtime())
            time.sleep(LOOK_EVERY)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
