"""manage.py verify_roles: what groups, grants and page permissions say, against the roles that people hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.role_groups import differences, repair


class Command(BaseCommand):
    """Checks that everything follows from the roles. Run it daily with --repair; safe to run twice."""

    help = (
        "Check that groups' members, guardian's grants, editor and page permissions follow from the roles people "
        "hold today. Fails when something does not. --repair mends it, and so moves the people whose roles start "
        "or end today; run it once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to mend."""
        parser.add_argument("--repair", action="store_true", help="mend what is not in step")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is out of step. Raises CommandError when something is and was not mended."""
        found = repair() if options["repair"] else differences()
        for difference in found:
            self.stdout.write(f"{difference.group or '-'}: {difference.kind}: {difference.sentence}")
        if not found:
            self.stdout.write("Everything follows from the roles.")
        elif options["repair"]:
            self.stdout.write(f"mended: {len(found)}")
        else:
            raise CommandError(f"{len(found)} out of step. Run it with --repair.")
