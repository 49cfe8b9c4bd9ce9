"""Somebody has lost their codes, key or app: whoever answers for them lets them set up a second factor again."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts import permissions
from accounts.models import User
from accounts.notifications import SECOND_FACTOR_RESET
from accounts.second_factor import ResetReason
from accounts.sessions import end_sessions
from accounts.sign_in_audit import places_of
from core import audit
from core.notifications import Facts, Mailbox, notify


@transaction.atomic
def reset_second_factor(*, user: User, scope: Any, by: User, reason: ResetReason) -> int:
    """Take away every second factor of the user, sign them out everywhere and tell them; return how many factors.

    `scope` is where `by` answers for them, None for the nation. The middleware leads them to the set-up at their next
    sign-in, as it does with a new account. The e-mail goes to their own address whatever they chose, because it is
    how they learn that somebody pretended to be them. Raises PermissionDenied, for oneself too, or ValidationError
    when there is nothing to take away.
    """
    who = User.objects.select_for_update().get(pk=user.pk)
    permissions.check_can_reset_second_factor(by, who, scope)
    factors = Authenticator.objects.filter(user=who)
    count = factors.count()
    if not count:
        raise ValidationError("No second step is set up on this account, so there is nothing to take away.")
    factors.delete()
    ended = end_sessions(who)
    audit.record(
        "second-factor.taken-away",
        by=by,
        about=who,
        scope=scope,
        places=places_of(who),
        reason=reason.value,
        factors=count,
        sessions=ended,
    )
    notify(SECOND_FACTOR_RESET, to=[Mailbox(who.email)], facts=Facts(link=reverse("accounts:second_factor")))
    return count
