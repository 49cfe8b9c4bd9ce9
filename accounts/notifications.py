"""What accounts tell people, and whom the notifications engine turns to."""

from collections.abc import Iterable
from typing import Any

from accounts import guardian
from accounts.models import RoleAssignment, User
from accounts.roles import ADMINISTRATOR, MANAGE_PEOPLE, ROLES
from core.audit import Scope
from core.notifications import Kind, register
from core.people import register_administrators, register_in_charge

SIGN_IN = register(
    Kind(
        code="accounts.sign_in",
        label="Signing in",
        audience="The holder of an account, when its password or second step changes.",
        subject="Your Alongside account",
        template="accounts/sign_in",
        to_users=False,
    )
)
INVITED = register(
    Kind(
        code="accounts.invited",
        label="An invitation",
        audience="Somebody whom those in charge of a prison, an organisation or the service invited.",
        subject="You are invited to Alongside",
        template="accounts/invited",
        to_users=False,
    )
)
ASKED = register(
    Kind(
        code="accounts.asked",
        label="Somebody asks for an account",
        audience="Those in charge of the prison or organisation, because they decide.",
        subject="Somebody asks for access to Alongside",
        template="accounts/asked",
    )
)
DECIDED = register(
    Kind(
        code="accounts.decided",
        label="Your request for access",
        audience="Whoever asked for a role, because it was decided or ran out of time.",
        subject="There is an answer to your request for Alongside",
        template="accounts/decided",
    )
)
REVIEW_DUE = register(
    Kind(
        code="accounts.review-due",
        label="Accounts to confirm",
        audience="Those in charge of a prison, an organisation or the service, because accounts end unless confirmed.",
        subject="{{ count }} account{{ count|pluralize }} to confirm in Alongside",
        template="accounts/review_due",
    )
)
SUSPENDED = register(
    Kind(
        code="accounts.suspended",
        label="A suspended account",
        audience="The holder of an account that nobody confirmed in time.",
        subject="Your Alongside account is suspended",
        template="accounts/suspended",
        to_users=False,
    )
)
SECOND_FACTOR_RESET = register(
    Kind(
        code="accounts.second-factor-reset",
        label="A second step to set up again",
        audience="The holder of an account, because whoever answers for them took their second step away.",
        subject="Set up your second step for Alongside again",
        template="accounts/second_factor_reset",
        to_users=False,
    )
)
EMERGENCY_VIEW = register(
    Kind(
        code="accounts.emergency-view",
        label="An administrator opened people's referrals",
        audience="The coordinators of the prison, because an administrator gave a reason to see people's referrals.",
        subject="An administrator has opened people's referrals",
        template="accounts/emergency_view",
        immediate_only=True,  # it lasts an hour: told tomorrow, nobody could ask why while it is open
    )
)

_IN_CHARGE = [role.code for role in ROLES.values() if MANAGE_PEOPLE in role.permissions]


def is_national_administrator(user: Any) -> bool:
    """Say whether the user looks after the whole service."""
    return ADMINISTRATOR in guardian.national_roles(user)


def people_in_charge(scope: Scope) -> Iterable[User]:
    """Return the active coordinators and deputies of a prison, or leads of an organisation."""
    held = RoleAssignment.objects.active().filter(
        scope_kind=scope.scope_kind, scope_key=scope.scope_key, role__in=_IN_CHARGE
    )
    return User.objects.filter(is_active=True, role_assignments__in=held).distinct().order_by("email")


register_administrators(is_national_administrator)
register_in_charge(people_in_charge)
