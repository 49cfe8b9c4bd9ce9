"""People who come in: roles, clearance, training, the gate."""

from typing import Any

from django.utils import timezone

from tests.factories import volunteers as make
from tests.project.personas import CURATORS_HERE, World
from tests.project.planted_volunteers import (
    KEEPS_HERE,
    SEES_PEOPLE_HERE,
    application_here,
    clearance_here,
    correction_here,
    engagement_here,
    entrant_here,
    position_here,
    series_here,
    session_here,
    training_here,
)
from tests.project.url_rows.rows import MOVED, NOT_FOUND, OK, Arguments, Row, everybody, here, row
from volunteers.actions.own_page import make_feed
from volunteers.links import application_link, reference_link
from volunteers.models import AuthorisedItem, GateOverride, Merge, Position

_HERE = here()
_SECURITY_HERE = {"security@here"}
_OWN = {"volunteer"}
_HOME = {
    f"{role}@{place}"
    for role in ("coordinator", "deputy", "security", "safer-custody", "gate", "lead")
    for place in ("here", "elsewhere")
}


def _person(world: World) -> Arguments:
    return {"pk": entrant_here(world).pk}


def _engagement(world: World) -> Arguments:
    return {"pk": entrant_here(world).pk, "engagement": engagement_here(world).pk}


def _clearance(world: World) -> Arguments:
    return {"pk": entrant_here(world).pk, "clearance": clearance_here(world).pk}


def _at_prison(world: World) -> dict[str, Any]:
    return {"pk": entrant_here(world).pk, "code": world.prison.code}


def _item(world: World) -> Arguments:
    today = timezone.localdate()
    held = AuthorisedItem.objects.create(
        entrant=entrant_here(world),
        prison=world.prison,
        item="Laptop",
        starts_on=today,
        ends_on=today,
        approver=world.people["security@here"],
    )
    return _at_prison(world) | {"item": held.pk}


def _override(world: World) -> Arguments:
    today = timezone.localdate()
    given = GateOverride.objects.create(
        entrant=entrant_here(world),
        prison=world.prison,
        covers=["approval"],
        starts_on=today,
        ends_on=today,
        reason="One meeting",
        approver=world.people["security@here"],
    )
    return _at_prison(world) | {"override": given.pk}


_GATE_HERE = CURATORS_HERE | {"security@here", "gate@here"}


def _gate_day(world: World) -> Arguments:
    return {"code": world.prison.code, "on": timezone.localdate().isoformat()}


def _session(world: World) -> Arguments:
    return {"pk": session_here(world).pk}


def _organisation(world: World) -> Arguments:
    return {"key": world.organisation.pk}


def _merge(world: World) -> Arguments:
    kept = entrant_here(world)
    taken_in = make.entrant(world.prison, world.organisation, first_name="Comes", last_name="Twice")
    taken_in.merged_into = kept
    taken_in.save()
    until = timezone.localdate()
    made = Merge.objects.create(kept=kept, taken_in=taken_in, moved={}, undo_until=until)
    return {"pk": kept.pk, "merge": made.pk}


def _advert(world: World) -> Arguments:
    role = position_here(world)
    Position.objects.filter(pk=role.pk).update(is_open=True)
    return {"pk": role.pk}


def _application(world: World) -> Arguments:
    return {"pk": application_here(world).pk}


_TRAINS_HERE = CURATORS_HERE | {"safer-custody@here"}


def _training(world: World) -> Arguments:
    return {"pk": training_here(world).pk}


def _place(world: World) -> Arguments:
    return {"pk": training_here(world).bookings.get().pk}


def _training_record(world: World) -> Arguments:
    return {"pk": entrant_here(world).training.get().pk}


def _feed(world: World) -> Arguments:
    who = entrant_here(world)
    return {"token": make_feed(entrant=who, by=who.user)}


def _correction(world: World) -> Arguments:
    return {"pk": correction_here(world).pk}


def _own_application(world: World) -> Arguments:
    return {"token": application_link(application_here(world)).rstrip("/").rsplit("/", 1)[1]}


def _speaking_for(world: World) -> Arguments:
    return {"token": reference_link(application_here(world).references.get()).rstrip("/").rsplit("/", 1)[1]}


ROWS: dict[str, Row] = {
    "volunteers:home": row(_HOME | _OWN, OK, MOVED),
    "volunteers:people": row(CURATORS_HERE, **_HERE),
    "volunteers:add": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation": row({"lead@here"}, arguments=_organisation),
    "volunteers:organisation_add": row({"lead@here"}, arguments=_organisation),
    "volunteers:positions": row(CURATORS_HERE, **_HERE),
    "volunteers:position_add": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation_positions": row({"lead@here"}, arguments=_organisation),
    "volunteers:position": row(KEEPS_HERE, arguments=lambda world: {"pk": position_here(world).pk}),
    "volunteers:person": row(SEES_PEOPLE_HERE | _OWN, OK, MOVED, arguments=_person),
    "volunteers:details": row(KEEPS_HERE, arguments=_person),
    "volunteers:invite": row(KEEPS_HERE, arguments=_person),
    "volunteers:add_role": row(KEEPS_HERE, arguments=_person),
    "volunteers:end_role": row(KEEPS_HERE, arguments=_engagement),
    "volunteers:pause_role": row(KEEPS_HERE, arguments=_engagement),
    "volunteers:resume_role": row(KEEPS_HERE, arguments=_engagement),
    "volunteers:add_clearance": row(KEEPS_HERE, arguments=_person),
    "volunteers:clearance": row(KEEPS_HERE | _SECURITY_HERE, arguments=_clearance),
    "volunteers:ask_where": row(KEEPS_HERE, arguments=_person),
    "volunteers:ask": row(KEEPS_HERE, arguments=_at_prison),
    "volunteers:add_training": row(CURATORS_HERE | {"safer-custody@here"}, arguments=_at_prison),
    # Security
    "volunteers:approvals": row(_SECURITY_HERE, **_HERE),
    "volunteers:decide": row(_SECURITY_HERE, arguments=_at_prison),
    "volunteers:override": row(_SECURITY_HERE, arguments=_at_prison),
    "volunteers:take_back": row(_SECURITY_HERE, arguments=_override),
    "volunteers:add_item": row(_SECURITY_HERE, arguments=_at_prison),
    "volunteers:item_back": row(_SECURITY_HERE, arguments=_item),
    # The gate
    "volunteers:gate": row(_GATE_HERE, **_HERE),
    "volunteers:gate_day": row(_GATE_HERE, arguments=_gate_day),
    "volunteers:gate_paper": row(_GATE_HERE, method="post", arguments=_gate_day),
    "volunteers:gate_pdf": row(_GATE_HERE, method="post", arguments=_gate_day),
    "volunteers:gate_csv": row(_GATE_HERE, method="post", arguments=_gate_day),
    # Sessions
    "volunteers:sessions": row(CURATORS_HERE, **_HERE),
    "volunteers:series_add": row(CURATORS_HERE, **_HERE),
    "volunteers:series": row(
        CURATORS_HERE, arguments=lambda world: {"code": world.prison.code, "pk": series_here(world).pk}
    ),
    "volunteers:session_add": row(CURATORS_HERE, **_HERE),
    "volunteers:notice": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation_sessions": row({"lead@here"}, arguments=_organisation),
    "volunteers:session": row(KEEPS_HERE, arguments=_session),
    "volunteers:session_cancel": row(KEEPS_HERE, arguments=_session),
    "volunteers:came": row(
        KEEPS_HERE,
        MOVED,
        method="post",
        arguments=_session,
        data=lambda world: {"row": session_here(world).attendances.get().pk, "coming": "came"},
    ),
    # Spreadsheets, times, merges
    "volunteers:times": row(CURATORS_HERE, **_HERE),
    "volunteers:spreadsheet": row(CURATORS_HERE, **_HERE),
    "volunteers:export": row(CURATORS_HERE, **here(ending="csv")),
    "volunteers:template": row(CURATORS_HERE, **here(ending="xlsx")),
    "volunteers:merge": row(KEEPS_HERE, arguments=_person),
    "volunteers:undo_merge": row(KEEPS_HERE, MOVED, method="post", arguments=_merge),
    # Applying: without an account
    "volunteers:adverts": everybody(),
    "volunteers:advert": everybody(arguments=_advert),
    "volunteers:apply": everybody(arguments=_advert),
    "volunteers:applied": everybody(arguments=_advert),
    "volunteers:diversity": everybody(**_HERE),
    "volunteers:diversity_thanks": everybody(),
    "volunteers:applications": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation_applications": row({"lead@here"}, arguments=_organisation),
    "volunteers:application": row(KEEPS_HERE, arguments=_application),
    # Training
    "volunteers:training": row(_TRAINS_HERE, **_HERE),
    "volunteers:training_add": row(_TRAINS_HERE, **_HERE),
    "volunteers:training_coverage": row(_TRAINS_HERE, **_HERE),
    "volunteers:training_session": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_change": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_cancel": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_attendance": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_sheet": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_sheet_pdf": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_calendar": row(_TRAINS_HERE, arguments=_training),
    "volunteers:training_withdraw": row(_TRAINS_HERE, MOVED, method="post", arguments=_place),
    "volunteers:certificate": row(SEES_PEOPLE_HERE | _OWN, arguments=_training_record),
    "volunteers:certificate_pdf": row(SEES_PEOPLE_HERE | _OWN, arguments=_training_record),
    "volunteers:organisation_training": row({"lead@here"}, arguments=_organisation),
    "volunteers:my_training": row(_OWN),
    "volunteers:my_training_book": row(_OWN, MOVED, method="post", arguments=_training),
    "volunteers:my_training_give_up": row(_OWN, MOVED, method="post", arguments=_place),
    "volunteers:my_training_calendar": row(_OWN, arguments=_place),
    # The own page
    "volunteers:mine": row(_OWN),
    "volunteers:my_details": row(_OWN),
    "volunteers:my_calendar": row(_OWN),
    "volunteers:cannot_come": row(
        _OWN, MOVED, method="post", arguments=lambda world: {"pk": session_here(world).attendances.get().pk}
    ),
    # The session goes ahead: the page says so.
    "volunteers:i_know": row(
        _OWN, MOVED, method="post", arguments=lambda world: {"pk": session_here(world).attendances.get().pk}
    ),
    "volunteers:my_feed": row(_OWN),
    "volunteers:feed": everybody(arguments=_feed),
    "volunteers:my_hours": row(_OWN),
    "volunteers:my_thanks": row(_OWN),
    "volunteers:my_thanks_pdf": row(_OWN),
    "volunteers:my_corrections": row(_OWN),
    "volunteers:ask_correction": row(_OWN),
    "volunteers:leave": row(_OWN),
    "volunteers:left": row(_OWN),
    "volunteers:thanks": row(KEEPS_HERE, arguments=_person),
    "volunteers:thanks_pdf": row(KEEPS_HERE, arguments=_person),
    "volunteers:correction": row(KEEPS_HERE | _OWN, OK, MOVED, arguments=_correction),
    # Applying, and speaking for somebody
    "volunteers:my_application": everybody(arguments=_own_application),
    "volunteers:withdraw_application": everybody(MOVED, method="post", arguments=_own_application),
    "volunteers:give_reference": everybody(arguments=_speaking_for),
    "volunteers:add_referee": row(KEEPS_HERE, arguments=_application),
    "volunteers:ask_reference_again": row(
        KEEPS_HERE, MOVED, method="post", arguments=lambda world: {"pk": application_here(world).references.get().pk}
    ),
    "volunteers:messages": row(CURATORS_HERE, **_HERE),
    "volunteers:organisation_messages": row({"lead@here"}, arguments=_organisation),
    # Leaving
    "volunteers:exits": row(CURATORS_HERE, **_HERE),
    # An empty form ticks nothing that there is
    "volunteers:checklist": row(
        CURATORS_HERE, arguments=lambda world: {"pk": entrant_here(world).exits.get().pk}, posted=(NOT_FOUND,)
    ),
    # Supervision: the supervisor and the person, and nobody else, whatever their role
    "volunteers:supervision": row({"worker@here", "worker@elsewhere"}),
    "volunteers:supervised": row({"worker@here"}, arguments=_person),
    "volunteers:supervision_add": row({"worker@here"}, arguments=_person),
    "volunteers:my_supervision": row(_OWN),
    "volunteers:supervision_reply": row(_OWN, arguments=lambda world: {"pk": entrant_here(world).supervision.get().pk}),
}
