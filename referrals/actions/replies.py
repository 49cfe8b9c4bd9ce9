"""Writing and deleting an organisation's saved replies."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS
from core import audit
from directory.models import Organisation
from referrals.models import ReplyTemplate


@transaction.atomic
def save_reply(*, reply: ReplyTemplate, by: Any) -> ReplyTemplate:
    """Save a reply, new or changed. Raises PermissionDenied, or ValidationError for a title used already."""
    _check(by, reply.organisation)
    reply.full_clean()
    reply.save()
    audit.record("reply.saved", by=by, about=reply, scope=reply.organisation)
    return reply


@transaction.atomic
def delete_reply(*, reply: ReplyTemplate, by: Any) -> None:
    """Delete a reply. Raises PermissionDenied."""
    _check(by, reply.organisation)
    audit.record("reply.deleted", by=by, about=reply, scope=reply.organisation)
    reply.delete()


def _check(user: Any, organisation: Organisation) -> None:
    if not guardian.can(user, ANSWER_REFERRALS, organisation):
        raise PermissionDenied("Only those who answer the organisation's referrals write its replies.")
