"""Referrals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.roles import REFER, ROLES
from referrals.actions.concerns import Worry, acknowledge_concern, raise_concern
from referrals.answer_link import make_notice_link, make_token
from referrals.enums import Status
from referrals.models import Concern, Handover, MilestoneExport, ReplyTemplate
from tests.factories.directory import service
from tests.factories.referrals import expect_notice, person, referral
from tests.project.personas import (
    CURATORS_ELSEWHERE,
    CURATORS_HERE,
    ORGANISATION_ELSEWHERE,
    ORGANISATION_HERE,
    PLANTERS,
    PRISON_ELSEWHERE,
    PRISON_HERE,
    Secret,
    World,
)
from tests.project.url_rows.rows import FORBIDDEN, MOVED, Arguments, Row, everybody, prison_here, row

_SEES_REFERRAL = {"staff@here"} | ORGANISATION_HERE
_ORGANISATIONS = ORGANISATION_HERE | ORGANISATION_ELSEWHERE
_RAISES = _ORGANISATIONS | PRISON_HERE | PRISON_ELSEWHERE
_CLOSES: Arguments = {"answer": "close", "seen": "sent"}
_RAISED = "Planted words of a concern"


def _plant_concern(world: World) -> None:
    """Let a worker here raise a concern; its words are for Safer Custody here and that worker."""
    raise_concern(
        prison=world.prison,
        by=world.people["worker@here"],
        worry=Worry("other", _RAISED, "Planted about", "Planted told", timezone.now() - timedelta(minutes=1)),
    )
    readers = frozenset({"worker@here", "safer-custody@here"})
    world.secrets += [Secret(words, readers) for words in (_RAISED, "Planted about", "Planted told")]


PLANTERS.append(_plant_concern)


def _of_referral(**more: Any) -> Callable[[World], Arguments]:
    return lambda world: {"pk": world.referral.pk, **more}


def _moves_to(world: World) -> Arguments:
    return {"pk": world.referral.pk, "code": world.other_prison.pk}


def _concern(world: World) -> Arguments:
    return {"pk": Concern.objects.get(prison=world.prison).pk}


def _acknowledged(world: World) -> Arguments:
    concern = Concern.objects.get(prison=world.prison)
    if concern.acknowledged_at is None:
        acknowledge_concern(concern=concern, by=world.people["safer-custody@here"], what_was_done="Seen")
    return {"pk": concern.pk}


def _another_concern(world: World) -> Arguments:
    """Return a concern that nobody has acknowledged, raised by somebody without Safer Custody's role."""
    concern = Concern.objects.filter(prison=world.prison, acknowledged_at=None).first()
    if concern is None:
        Concern.objects.filter(prison=world.prison).update(acknowledged_at=None, acknowledged_by=None)
    return _concern(world)


def _reply(world: World) -> Arguments:
    found, _ = ReplyTemplate.objects.get_or_create(organisation=world.organisation, used_for="ask", title="Which wing")
    return {"key": found.pk}


def _export(world: World) -> Arguments:
    today = timezone.localdate()
    found, _ = MilestoneExport.objects.get_or_create(
        asked_by=world.people["worker@here"],
        organisation=world.organisation,
        defaults={
            "ending": "csv",
            "sent_from": today,
            "sent_to": today,
            "state": MilestoneExport.State.DONE,
            "expires_at": timezone.now() + timedelta(days=1),
        },
    )
    return {"pk": found.pk}


def _token(world: World, **more: Any) -> dict[str, Any]:
    return {"token": make_token(world.referral, timezone.localdate()), **more}


def _handover(world: World) -> Arguments:
    """Return a handover of the referral here, offered by its worker."""
    if not world.referral.handovers.exists():
        other = referral(
            service(world.prison, organisation=world.organisation), status=Status.ACCEPTED, person=world.referral.person
        )
        worker = world.people["worker@here"]
        Handover.objects.create(
            referral=world.referral, to=other, giving_worker=worker, giving_agreed_at=timezone.now()
        )
    return {"pk": world.referral.handovers.get().to_id, "key": world.referral.handovers.get().pk}


def _who_refer(where: set[str]) -> set[str]:
    return {name for name in where if REFER in ROLES[name.split("@")[0]].permissions}


_REFERS_HERE = _who_refer(PRISON_HERE)
_REFERS = _REFERS_HERE | _who_refer(PRISON_ELSEWHERE)


def _referral(world: World) -> Arguments:
    return {"pk": world.referral.pk}


def _draft(world: World) -> Arguments:
    """Return the form that the staff here have put aside, complete."""
    typed = {"typed_first_name": "Planted", "typed_last_name": "Draft", "typed_location": "B1-01"}
    made = referral(world.listing, referrer=world.people["staff@here"], person=person(world.prison), **typed)
    return {"bundle": made.bundle}


def _notice(world: World) -> Arguments:
    return {"pk": expect_notice(world.listing, by=world.people["staff@here"]).pk}


def _notice_token(world: World) -> Arguments:
    link = make_notice_link(expect_notice(world.listing, by=world.people["staff@here"]))
    return {"token": link.rstrip("/").rpartition("/")[2]}


ROWS: dict[str, Row] = {
    # Referring
    "referrals:new": row(_REFERS, MOVED),
    "referrals:start": row(_REFERS_HERE, arguments=prison_here),
    "referrals:blank-slip": row(_REFERS_HERE, arguments=prison_here),
    "referrals:draft": row({"staff@here"}, arguments=_draft),
    "referrals:check": row({"staff@here"}, arguments=_draft),
    "referrals:no-agreement": row({"staff@here"}, arguments=_draft),
    "referrals:sent": row({"staff@here"}, arguments=lambda world: {"bundle": world.referral.bundle}),
    "referrals:expected": row(_SEES_REFERRAL, arguments=_notice),
    "referrals:expected_by_link": everybody(arguments=_notice_token),
    # Following
    "referrals:mine": row(_REFERS),
    "referrals:follow": row({"staff@here"}, arguments=_referral),
    "referrals:slip": row({"staff@here"}, arguments=_referral),
    # Overseeing
    "referrals:oversee": row(CURATORS_HERE | CURATORS_ELSEWHERE),
    "referrals:overseen": row(CURATORS_HERE, arguments=_referral),
    # One referral: the referrer and the organisation
    "referrals:case": row(_SEES_REFERRAL, arguments=_of_referral()),
    "referrals:message": row(
        _SEES_REFERRAL, MOVED, method="post", arguments=_of_referral(), data=lambda world: {"text": "When is best?"}
    ),
    "referrals:concern_about": row(_SEES_REFERRAL, arguments=_of_referral()),
    "referrals:transfer": row(_SEES_REFERRAL, arguments=_of_referral()),
    # Before the organisation has accepted it, the referrer alone closes a referral of somebody who moves: the
    # organisation is not offered to, and a form that is sent all the same is refused
    "referrals:transfer_to": row(
        _SEES_REFERRAL,
        arguments=_moves_to,
        posted=(FORBIDDEN,),
        also=(
            Row(frozenset({"staff@here"}), (MOVED,), _moves_to, "post", lambda world: _CLOSES, outside=(FORBIDDEN,)),
        ),
    ),
    "referrals:move": row(ORGANISATION_HERE, arguments=_of_referral(code="accept")),
    "referrals:contact": row(ORGANISATION_HERE, arguments=_of_referral()),
    "referrals:assign": row(ORGANISATION_HERE, arguments=_of_referral()),
    "referrals:housing": row(ORGANISATION_HERE, arguments=_of_referral()),
    "referrals:handover": row(ORGANISATION_HERE, arguments=_of_referral()),
    "referrals:handover_note": row(ORGANISATION_HERE, arguments=_handover),
    "referrals:handover_complete": row(ORGANISATION_HERE, MOVED, method="post", arguments=_handover),
    "referrals:handover_take_back": row(
        ORGANISATION_HERE,
        MOVED,
        method="post",
        arguments=lambda world: _handover(world) | {"pk": world.referral.pk},
    ),
    "referrals:handover_agree": row(ORGANISATION_HERE, MOVED, method="post", arguments=_handover),
    # An organisation's own
    "referrals:inbox": row(_ORGANISATIONS),
    "referrals:replies": row(_ORGANISATIONS),
    "referrals:reply_new": row(_ORGANISATIONS),
    "referrals:reply": row(ORGANISATION_HERE, arguments=_reply),
    "referrals:reply_delete": row(ORGANISATION_HERE, MOVED, method="post", arguments=_reply),
    # Files of milestones: whoever oversees or answers; each file is its owner's alone
    "referrals:exports": row(_ORGANISATIONS | CURATORS_HERE | CURATORS_ELSEWHERE),
    "referrals:export": row({"worker@here"}, arguments=_export),
    "referrals:export_file": row({"worker@here"}, arguments=_export),
    # The link in an e-mail: open to everybody, and nothing of the referral before the code
    "referrals:answer": everybody(arguments=_token),
    "referrals:answer_code": everybody(MOVED, method="post", arguments=_token),
    "referrals:answer_enter": everybody(arguments=_token),
    "referrals:answer_case": everybody(MOVED, arguments=_token),
    "referrals:answer_move": everybody(MOVED, arguments=lambda world: _token(world, code="accept")),
    # Concerns: staff and organisations raise; Safer Custody and the raiser read; coordinators know of them
    "referrals:concerns": row(_RAISES),
    "referrals:concern_new": row(_RAISES),
    "referrals:concern": row({"worker@here", "safer-custody@here"} | CURATORS_HERE, arguments=_concern),
    "referrals:concern_acknowledge": row(
        {"safer-custody@here"},
        MOVED,
        method="post",
        arguments=_another_concern,
        data=lambda world: {"what_was_done": "Seen"},
    ),
    "referrals:concern_print": row({"worker@here", "safer-custody@here"}, arguments=_acknowledged),
    # For an administrator while an emergency view lasts: nobody here has opened one
    "referrals:emergency": row(()),
}
