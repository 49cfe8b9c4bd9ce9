"""Users and roles for tests."""

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import ROLES


class UserFactory(factory.django.DjangoModelFactory):
    """A user who can sign in with the password "correct horse battery"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")
    password = factory.django.Password("correct horse battery")


def user_with_role(code: str, scope: object = None, *, second_factor: bool = True, **fields: object) -> User:
    """Return a new user who holds the role in the scope, with a sheet of codes when the role needs one."""
    user = UserFactory(**fields)
    grant_role(user=user, role=ROLES[code], scope=scope, by=None)
    if second_factor and ROLES[code].sees_people:
        RecoveryCodes.activate(user)
    return user


def codes_of(user: User) -> list[str]:
    """Return the unused codes of a user's sheet."""
    return Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
