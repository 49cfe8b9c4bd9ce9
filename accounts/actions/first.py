"""The first national administrator of a server, who then invites everybody else."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import permissions
from accounts.actions.roles import grant_role
from accounts.models import User
from accounts.roles import ADMINISTRATOR
from core import audit

BY = "first_administrator"


@transaction.atomic
def make_first_administrator(*, email: str, name: str) -> User:
    """Make an account with the role of national administrator, which its holder opens by setting a password.

    Raises ValidationError where there is an administrator already, who invites the next, or the address is taken.
    """
    if permissions.administrators():
        raise ValidationError("There is an administrator already. They invite the next one under Access.")
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise ValidationError("This address has an account already.")
    user = User(email=email.strip().lower(), name=name.strip())
    user.set_unusable_password()
    user.full_clean()
    user.save()
    audit.record("account.made", about=user, scope=None, actor_label=BY)
    grant_role(user=user, role=ADMINISTRATOR, by=None)
    return user
