"""What accounts do when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.roles_of_today import keep_to_the_dates


@receiver(user_logged_in)
def keep_to_the_dates_of_roles(sender: Any, user: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Begin and end the roles of whoever signs in as their dates say, should the daily command not have run."""
    if isinstance(user, User):
        keep_to_the_dates(user, request.session if request is not None else {})
