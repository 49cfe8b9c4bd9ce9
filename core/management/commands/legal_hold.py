"""manage.py legal_hold: keeps personal data that a complaint or a claim needs from leaving."""

from argparse import ArgumentParser
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.models import LegalHold
from core.retention.holds import place_hold, release_hold, review_hold
from core.subject_access import all_kinds
from core.subject_access.asking import ask_for_subject


class Command(BaseCommand):
    """Places, lists, reviews and releases legal holds. Asks whom a hold is about instead of taking it as argument."""

    help = "Place, list, review or release a legal hold: retention leaves what it holds alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of four words, each with what it needs."""
        words = parser.add_subparsers(dest="word", required=True)
        place = words.add_parser("place", help="asks whom it is about")
        place.add_argument("kind", choices=[kind.code for kind in all_kinds()])
        place.add_argument("--reason", required=True, help="why, with a reference of the case; no names")
        place.add_argument("--until", type=date.fromisoformat, help="the last day, as 2027-01-31; else until released")
        words.add_parser("list", help="show the holds in force")
        review = words.add_parser("review", help="note that the reason still holds")
        review.add_argument("hold", type=UUID)
        review.add_argument("--until", type=date.fromisoformat, help="a new last day")
        words.add_parser("release", help="let the data leave").add_argument("hold", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the hold's number. Raises CommandError with a sentence."""
        try:
            getattr(self, options["word"])(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def place(self, options: dict[str, Any]) -> None:
        """Place a hold on whoever is typed in."""
        _, subject = ask_for_subject(options["kind"], self.stderr)
        hold = place_hold(about=subject, reason=options["reason"], until=options["until"])
        self.stdout.write(f"held: {hold.pk}")

    def list(self, options: dict[str, Any]) -> None:
        """Print the holds in force, those that wait for a review marked."""
        waiting = set(LegalHold.objects.to_review().values_list("pk", flat=True))
        for hold in LegalHold.objects.active():
            until = f"until {hold.until}" if hold.until else "until released"
            due = ", REVIEW IT" if hold.pk in waiting else ""
            self.stdout.write(f"{hold.pk}  {hold.about_type}  {until}, reviewed {hold.reviewed_on}{due}  {hold.reason}")

    def review(self, options: dict[str, Any]) -> None:
        """Note that a hold was reviewed."""
        self.stdout.write(f"reviewed: {review_hold(key=options['hold'], until=options['until']).pk}")

    def release(self, options: dict[str, Any]) -> None:
        """Release a hold."""
        self.stdout.write(f"released: {release_hold(key=options['hold']).pk}")
