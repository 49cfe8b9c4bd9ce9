"""Who can be signed in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as ByEmail
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


def is_made_up_elsewhere(user: Any) -> bool:
    """Say whether the user is a made-up one, with a known password, outside demonstration mode."""
    return bool(user.is_demonstration) and not settings.DEMONSTRATION


class AuthenticationBackend(ByEmail):
    """Signs people in with address and password, but nobody made up where real people are."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Refuse suspended accounts and made-up ones; asked at each request too, so that their sessions end."""
        return bool(super().user_can_authenticate(user)) and not is_made_up_elsewhere(user)
