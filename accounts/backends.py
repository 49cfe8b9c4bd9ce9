"""Who can be signed in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as ByEmail
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


def is_out_of_place(user: Any) -> bool:
    """Say whether this kind of account signs in on a developer's or demonstrator's own machine only.

    Made-up people have known passwords. A superuser holds no role, so nobody confirms the account and nothing ends it
    (docs/adr/0045-no-superusers-on-a-server.md).
    """
    return (user.is_demonstration and not settings.DEMONSTRATION) or (user.is_superuser and not settings.LOCAL)


class AuthenticationBackend(ByEmail):
    """Signs people in with address and password, but nobody who is out of place where real people are."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Refuse suspended accounts and those out of place; asked at each request too, so that sessions end."""
        return bool(super().user_can_authenticate(user)) and not is_out_of_place(user)
