"""Finds services from the command line, as a member of the public: the contract for integrators."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.models import Prison
from search.finder import Answer, Hit, Query, find
from search.who import UnknownWord, who_from

_USAGE = 2


class Command(BaseCommand):
    """Prints the services that fit, best first. `--json` prints one object and nothing else."""

    help = 'Find services in a prison: manage.py find "lost his mum" --prison EXI --who "remand;veterans" --json'

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the stable interface (docs/adr/0011)."""
        parser.add_argument("text", help="What is troubling the person, in any words.")
        parser.add_argument("--prison", required=True, metavar="CODE", help="The register's code, such as EXI.")
        parser.add_argument(
            "--who",
            default="",
            metavar='"SLUG;SLUG"',
            help="Who the person is: groups, a legal status, a location, a language, an age (19, 18-25, 50+).",
        )
        parser.add_argument("--limit", type=int, default=10, help="At most this many results (10).")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find and print. An unknown prison or word for who ends with a sentence and exit code 2."""
        prison = Prison.objects.filter(code__iexact=options["prison"].strip()).first()
        if prison is None:
            raise CommandError(f"There is no prison with the code {options['prison']}.", returncode=_USAGE)
        if options["limit"] < 1:
            raise CommandError("The limit must be 1 or more.", returncode=_USAGE)
        try:
            who = who_from(options["who"])
        except UnknownWord as error:
            raise CommandError(str(error), returncode=_USAGE) from error
        if not prison.is_open:
            self.stderr.write(f"The directory of {prison} has not been opened yet, so nothing can be found in it.")
        answer = find(Query(prison, options["text"], who=who, limit=options["limit"]), user=AnonymousUser())
        self.stdout.write(json.dumps(as_json(answer), ensure_ascii=False) if options["json"] else as_text(answer))


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the object that integrators read; its keys change only with an ADR."""
    return {
        "query": answer.query.text,
        "needs": [need.slug for need in answer.needs if not need.negated],
        "results": [
            {
                "title": hit.page.title,
                "organisation": hit.page.organisation.name,
                "needs": [need.slug for need in hit.page.needs.all()],
                "url": hit.page.url or "",
                "why": "; ".join(hit.why),
            }
            for hit in answer.hits
        ],
        "not_suitable": answer.not_suitable,
    }


def as_text(answer: Answer) -> str:
    """Return the same for people to read, with where to turn when there is nothing."""
    lines = [f"Needs: {', '.join(need.label for need in answer.needs if not need.negated)}"] if answer.needs else []
    for number, hit in enumerate(answer.hits, start=answer.query.offset + 1):
        lines += _hit_lines(number, hit)
    if answer.is_empty:
        lines.append("No suitable service was found.")
        lines += [f"Near it: {need.label}" for need in answer.nearest_needs]
        lines += [f"National, not known to visit: {helpline.name}" for helpline in answer.helplines]
        lines.append("Ask the chaplaincy and Safer Custody.")
    if answer.not_suitable:
        reasons = ", ".join(f"{count} {reason}" for reason, count in answer.not_suitable_reasons)
        lines.append(f"{answer.not_suitable} not suitable: {reasons}.")
    return "\n".join(lines)


def _hit_lines(number: int, hit: Hit) -> list[str]:
    lines = [f"{number}. {hit.page.title} ({hit.page.organisation.name})", f"   {'; '.join(hit.why)}"]
    return [line for line in (*lines, f"   {hit.wait}. {hit.how_to_refer}".rstrip()) if line.strip()]
