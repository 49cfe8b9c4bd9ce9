"""manage.py first_administrator: how a new server gets its first account."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.first import make_first_administrator


class Command(BaseCommand):
    """Makes the first national administrator. Run by hand, once; refused while there is one."""

    help = (
        "Make the first national administrator of a server. They choose “Forgotten your password?” on the sign-in "
        "page, set a password by the link that is sent to them, and set up their second factor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who it is."""
        parser.add_argument("email", help="their e-mail address")
        parser.add_argument("name", help="their name, as colleagues know them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what to do next. Raises CommandError with the reason when it is refused."""
        try:
            make_first_administrator(email=options["email"], name=options["name"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write("Made. They choose “Forgotten your password?” on the sign-in page to set their password.")
