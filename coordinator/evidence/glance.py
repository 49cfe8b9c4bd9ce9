"""A prison at a glance, for whoever answers for it: who runs it, who works here, how long it takes, what is missing."""

from datetime import date

from django.urls import reverse

from coordinator.actions.appointments import vacant_since
from coordinator.enums import Post
from coordinator.mapping.coverage import coverage_of
from coordinator.measures.publish import figures_over
from coordinator.measures.quarters import label_of, last_quarters
from coordinator.measures.registry import Period, measure_for
from coordinator.models import Appointment
from directory.insert.wording import day
from directory.models import Prison


def glance(prison: Prison, today: date) -> list[dict[str, object]]:
    """Return the rows of a summary in a constant number of queries; what counts people is of the last whole quarter."""
    (quarter,) = last_quarters(1, today)
    coverage = coverage_of(prison)
    gaps = f"{len(coverage.gaps)} of {len(coverage.lines)} needs have no service that takes people now"
    return [
        {"key": "Named coordinator", "value": _coordinator(prison, today)},
        {
            "key": "Who works here today",
            "value": _figures(prison, Period(today, today), "organisations", "people-at-work"),
        },
        {
            "key": "How long it takes",
            "value": _figures(prison, quarter, "first-answer-median", "first-contact-median", "clearance-median"),
            "actions": [_link("All measures", "measures", prison, "of the prison")],
        },
        {"key": "What is missing", "value": gaps, "actions": [_link("Gaps", "gaps", prison, "of the prison")]},
        {"key": "Times of whole quarters", "value": label_of(quarter)},
    ]


def _link(text: str, name: str, prison: Prison, hidden: str) -> dict[str, str]:
    return {"text": text, "url": reverse(f"coordinator:{name}", args=[prison.code]), "hidden": hidden}


def _coordinator(prison: Prison, today: date) -> str:
    held = Appointment.objects.filter(prison=prison, post=Post.COORDINATOR).on(today).first()
    if held is not None:
        return f"{held.name}, since {day(held.starts_on)}"
    since = vacant_since(prison, today)
    return f"Nobody{f' since {day(since)}' if since else ''}. Inspectors ask for one: it is for the prison to appoint."


def _figures(prison: Prison, period: Period, *codes: str) -> str:
    named = [measure for code in codes if (measure := measure_for(code)) is not None]
    said = [f"{each.label}: {figures_over(each, [period], [prison.code])[0].words}" for each in named]
    return ". ".join(said) + "."
