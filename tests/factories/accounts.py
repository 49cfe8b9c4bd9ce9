"""Users and roles for tests."""

import factory

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


def user_with_role(code: str, scope: object = None, **fields: object) -> User:
    """Return a new user who holds the role in the scope."""
    user = UserFactory(**fields)
    grant_role(user=user, role=ROLES[code], scope=scope, by=None)
    return user
