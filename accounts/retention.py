"""When accounts lose their holder's name, and who granted which role."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import CASCADE, Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import AccessSettings, AccountRequest, EmergencyView, Invitation, RoleAssignment, User
from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role
from core.models import PrivacySettings
from core.privacy import After, declaration, pointing_at
from core.retention import Rule, empty, means_too, register, still_filled
from core.retention.rules import Rows, delete

#: The address of an account whose holder is forgotten: it can receive nothing (RFC 2606) and names nobody.
FORGOTTEN = "@forgotten.invalid"
#: Apps of others whose rows belong to one account alone and go with it: second factors, sessions, the editor's.
_OTHERS = {
    "account",
    "guardian",
    "mfa",
    "socialaccount",
    "usersessions",
    "wagtailadmin",
    "wagtailcore",
    "wagtailusers",
}


def _belongings() -> list[tuple[type[models.Model], str]]:
    """Return the tables whose rows go with an account, with their link to it.

    Of our own tables those that declare the link as to be deleted, such as preferences.
    """
    return [
        (link.model, link.name)
        for link in pointing_at(User)
        if link.remote_field.on_delete is CASCADE and _goes(link.model, link.name)
    ]


def _goes(table: type[models.Model], link: str) -> bool:
    declared = declaration(table).get(link)
    return declared.after == After.DELETE if declared else table._meta.app_label in _OTHERS


def left_before(before: datetime) -> Rows:
    """Return the accounts that nobody uses any more: no role since then but suspended ones, or suspended since then."""
    day = timezone.localdate(before)
    roles = RoleAssignment.objects.filter(user=OuterRef("pk"))
    in_use = Q(suspended_at=None) | Q(suspended_at__gte=before)
    recent = roles.filter(Q(ends_on=None) | Q(ends_on__gt=day), in_use)
    quiet = Q(last_login=None) | Q(last_login__lt=before)
    suspended = Q(is_active=False, updated_at__lt=before)
    return (
        User.objects.filter(quiet, created_at__lt=before, is_superuser=False, is_demonstration=False)
        .filter(suspended | ~Exists(recent))
        .exclude(email__endswith=FORGOTTEN)
    )


def forget_users(rows: Rows) -> None:
    """Take the name from accounts and delete what belongs to them alone; their rows stay, so that counts do."""
    users = list(rows)
    RoleAssignment.objects.not_ended().filter(user__in=users).update(
        ends_on=Greatest("starts_on", Value(timezone.localdate()))
    )
    for table, link in _belongings():
        table._base_manager.filter(**{f"{link}__in": users}).delete()
    for user in users:
        user.groups.clear()
        user.user_permissions.clear()
        user.set_unusable_password()
        user.email, user.name, user.is_active = f"{user.pk}{FORGOTTEN}", "Former user", False
        user.save(update_fields=["password", "email", "name", "is_active", "updated_at"])
    empty(rows, but=("email", "name", "password"))


@register_editor_permissions
def changes_how_long_data_are_kept(role: Role) -> list[str]:
    """National administrators change in the CMS how long personal data are kept."""
    return ["core.change_privacysettings"] if role == ADMINISTRATOR else []


register(
    Rule(
        code="accounts.left",
        label="Accounts nobody uses",
        sentence="An account loses its holder's name, address and second factor some time after its last role ended "
        "or was suspended.",
        days=lambda: PrivacySettings.load().account_days,
        due=left_before,
        covers=(User, *(table for table, _ in _belongings())),
        carry_out=forget_users,
        order=110,
    )
)
register(
    Rule(
        code="accounts.roles",
        label="Who granted and ended roles",
        sentence="Of roles that ended, it is no longer kept who granted and who ended them.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: RoleAssignment.objects.filter(
            still_filled(RoleAssignment), ends_on__lt=timezone.localdate(before)
        ),
        covers=(RoleAssignment,),
    )
)


def _ended_sessions(before: datetime) -> Rows:
    """Return what is kept of sessions that have ended: from which address and with which browser they were used."""
    living = Session.objects.filter(expire_date__gte=before).values("session_key")
    return UserSession.objects.filter(created_at__lt=before).exclude(session_key__in=living)


register(
    Rule(
        code="accounts.sessions",
        label="Where somebody was signed in",
        sentence="From which address and with which browser somebody was signed in is deleted once the session ended.",
        days=lambda: 0,
        due=_ended_sessions,
        covers=(UserSession,),
        carry_out=delete,
    )
)


def _requests_of(user: User) -> Rows:
    """Return what was asked with a user's address, before there was an account too."""
    return AccountRequest.objects.filter(email__iexact=user.email)


def _invitations_to(user: User) -> Rows:
    """Return the invitations that went to a user's address, taken up or not."""
    return Invitation.objects.filter(email__iexact=user.email)


means_too(User, _requests_of)
means_too(User, _invitations_to)


def _keep_days() -> int:
    return AccessSettings.load().keep_days


register(
    Rule(
        code="accounts.invitations",
        label="Invitations",
        sentence="Invitations go some time after they were taken up, cancelled or ran out of time.",
        days=_keep_days,
        due=lambda before: Invitation.objects.filter(expires_at__lt=before),
        covers=(Invitation,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="accounts.requests",
        label="Requests for an account",
        sentence="Requests for an account go some time after they were decided or ran out of time.",
        days=_keep_days,
        due=lambda before: AccountRequest.objects.filter(expires_at__lt=before),
        covers=(AccountRequest,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="accounts.emergency-views",
        label="Emergency views",
        sentence="The reason of an emergency view goes some time after it ended; the audit trail keeps that it was.",
        days=lambda: PrivacySettings.load().acted_days,
        due=lambda before: EmergencyView.objects.filter(ends_at__lt=before),
        covers=(EmergencyView,),
        carry_out=delete,
    )
)
