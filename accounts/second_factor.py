"""Who must sign in with a second factor, and whether they have one.

Printed codes count as a factor of their own, because phones are not allowed in prisons
(docs/adr/0021-second-factor-without-a-phone.md).
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleAssignment, User
from accounts.roles import ROLES_THAT_SEE_PEOPLE


class ResetReason(TextChoices):
    """Why somebody sets their second factor up again: a code for the audit trail, where free words have no place."""

    LOST = "lost", _("They have lost it, or have used it up")
    BROKEN = "broken", _("It does not work any more")
    SEEN = "seen", _("Somebody else may have seen or taken it")


def is_excused(user: User) -> bool:
    """Say whether the user is a made-up one on a demonstrator's machine. Nobody else is excused."""
    return settings.DEMONSTRATION and user.is_demonstration


def lacks_second_factor(user: Any) -> bool:
    """Say whether a signed-in user must set up a second factor before anything else. One query."""
    if not isinstance(user, User) or is_excused(user):
        return False
    theirs = Authenticator.objects.filter(user=OuterRef("user"))
    if user.is_superuser:
        return not has_second_factor(user)
    held = RoleAssignment.objects.active().filter(user=user, role__in=ROLES_THAT_SEE_PEOPLE)
    return held.exclude(Exists(theirs)).exists()


def has_second_factor(user: User) -> bool:
    """Say whether anything is set up, whether the user needs it or not."""
    return Authenticator.objects.filter(user=user).exists()
