"""Inviting somebody to their own page: taking the invitation up links the account with the record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.invitations import invite
from accounts.actions.roles import end_role
from accounts.models import Invitation, RoleAssignment, User
from accounts.roles import VOLUNTEER
from core import audit
from volunteers.models import Entrant, OwnPageInvitation
from volunteers.permissions import check_keeps, check_not_oneself
from volunteers.policies import NotPossible


@transaction.atomic
def invite_to_own_page(*, entrant: Entrant, by: Any) -> OwnPageInvitation:
    """Send somebody a link with which they reach their own page; asked again, a new link. By who keeps the record.

    Raises PermissionDenied or NotPossible.
    """
    check_keeps(by, entrant)
    check_not_oneself(by, entrant)
    locked = Entrant.objects.select_for_update().get(pk=entrant.pk)
    if locked.user_id is not None:
        raise NotPossible("They have their own page already.")
    if not locked.email:
        raise NotPossible("Their e-mail address is not known. Enter it first.")
    others = Entrant.objects.filter(email__iexact=locked.email, merged_into=None).exclude(pk=locked.pk)
    if others.exists():
        raise NotPossible("Another record has this e-mail address. Check it, or make the two records one.")
    try:
        invitation = invite(email=locked.email, role=VOLUNTEER, by=by)
    except ValidationError as problem:
        raise NotPossible(
            "This address has a volunteer’s account already. Ask an administrator to end it."
        ) from problem
    OwnPageInvitation.objects.filter(invitation=invitation).exclude(entrant=locked).delete()
    made, _new = OwnPageInvitation.objects.update_or_create(entrant=locked, defaults={"invitation": invitation})
    audit.record("entrant.invited", by=by, about=locked)
    return made


def link_record(*, invitation: Invitation, user: User) -> None:
    """Link the record that an invitation leads to with whoever took it up; called within that transaction.

    Raises ValidationError when the record is gone, for nothing would ever end the role then, or when its address has
    changed since: the link may be in a stranger's hands.
    """
    if invitation.role != VOLUNTEER.code:
        return
    found = OwnPageInvitation.objects.filter(invitation=invitation).first()
    if found is None:
        raise ValidationError("The record that this link led to is no longer kept. Ask to be invited again.")
    entrant = Entrant.objects.select_for_update().get(pk=found.entrant_id)
    if entrant.merged_into_id is not None:
        entrant = Entrant.objects.select_for_update().get(pk=entrant.merged_into_id)
    if entrant.email.casefold() != invitation.email.casefold():
        raise ValidationError("The address of this record has changed. Ask to be invited again.")
    if entrant.user_id is not None or Entrant.objects.filter(user=user).exists():
        raise ValidationError("This record, or your account, is linked already.")
    entrant.user = user
    entrant.save(update_fields=["user", "updated_at"])
    audit.record("entrant.linked", by=user, about=entrant)


@transaction.atomic
def forget_entrants(rows: QuerySet[Entrant]) -> None:
    """Delete records whose time is over, and end the role with which somebody reached theirs.

    Nobody reviews that role: it ends with the record, so that the account leaves in its turn.
    """
    users = list(rows.exclude(user=None).values_list("user", flat=True))
    rows.delete()
    for held in RoleAssignment.objects.not_ended().filter(role=VOLUNTEER.code, user__in=users):
        end_role(assignment=held, by=None)
