"""What accounts do when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.models import User
from accounts.role_groups import sync_user


@receiver(user_logged_in)
def keep_to_the_dates_of_roles(sender: Any, user: Any, **kwargs: Any) -> None:
    """Begin and end the roles of whoever signs in as their dates say, should the daily command not have run."""
    if isinstance(user, User):
        sync_user(user)
