"""Signing in, and everything about accounts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.invitation_link import make_link
from accounts.models import AccountRequest, EmergencyView, Invitation, RoleAssignment
from accounts.request_link import answer_link
from accounts.urls import CLOSED
from tests.project.personas import CURATORS_ELSEWHERE, CURATORS_HERE, PRISON_HERE, SIGNED_IN, World
from tests.project.url_rows.rows import (
    MOVED,
    NOT_FOUND,
    OK,
    SIGN_IN,
    UNKNOWN,
    Arguments,
    Row,
    closed,
    everybody,
    row,
    signed_in,
)

HOLDS_CODES = {name for name in SIGNED_IN if name not in ("nobody", "analyst", "content-editor", "volunteer")}
_A_KEY = {"arguments": lambda world: {"pk": 1}}
_MANAGES_HERE = CURATORS_HERE | {"administrator"}
_MANAGES_ANYWHERE = _MANAGES_HERE | CURATORS_ELSEWHERE | {"lead@here", "lead@elsewhere"}


def _prison(world: World) -> dict[str, Any]:
    return {"kind": "prison", "key": world.prison.code}


def _organisation(world: World) -> dict[str, Any]:
    return {"kind": "organisation", "key": str(world.organisation.pk)}


def _nation(world: World) -> dict[str, Any]:
    return {"kind": "national", "key": "everywhere"}


def _elsewhere(world: World) -> dict[str, Any]:
    return {"kind": "prison", "key": world.other_prison.code}


_SCOPES = {"prison": _prison, "organisation": _organisation, "nation": _nation, "elsewhere": _elsewhere}
_MANAGERS = {
    "prison": CURATORS_HERE | {"administrator"},
    "organisation": {"lead@here", "administrator"},
    "nation": {"administrator"},
    "elsewhere": CURATORS_ELSEWHERE | {"administrator"},
}
#: Somebody with a role in each, about whom those in charge ask, and whom they may change.
_SOMEBODY = {
    "prison": "staff@here",
    "organisation": "worker@here",
    "nation": "content-editor",
    "elsewhere": "staff@elsewhere",
}


def _managed(*answers: int | str, more: Any = None, nation: bool = True, **how: Any) -> Row:
    """Let those in charge in: asked for the prison here, and also for an organisation, the nation and elsewhere.

    `more` adds arguments; it is given the world and which of them it is.
    """

    def of(place: str) -> Row:
        def arguments(world: World) -> Arguments:
            return {**_SCOPES[place](world), **(more(world, place) if more else {})}

        return row(_MANAGERS[place], *answers, arguments=arguments, **how)

    others = [place for place in _SCOPES if place != "prison" and (nation or place != "nation")]
    return replace(of("prison"), also=tuple(of(place) for place in others))


def _role_of(world: World, place: str) -> dict[str, Any]:
    return {"pk": RoleAssignment.objects.get(user=world.people[_SOMEBODY[place]]).pk}


def _person_of(world: World, place: str) -> dict[str, Any]:
    return {"pk": world.people[_SOMEBODY[place]].pk}


def _where(world: World, place: str) -> dict[str, Any]:
    """Return scope and role of an invitation or a request there."""
    given = _SCOPES[place](world)
    key = "" if place == "nation" else given["key"]
    return {"scope_kind": given["kind"], "scope_key": key, "role": _SOMEBODY[place].split("@")[0]}


def _invited_to(world: World, place: str) -> dict[str, Any]:
    where = _where(world, place)
    found = Invitation.objects.filter(**where).first()
    found = found or Invitation.objects.create(email="planted.new@example.org", expires_at=_soon(), **where)
    return {"pk": found.pk}


def _asked_for(world: World, place: str) -> dict[str, Any]:
    where, who = _where(world, place), {"email": "planted.new@example.org", "name": "Somebody New", "why": "Team"}
    found = AccountRequest.objects.filter(**where).first()
    return {"pk": (found or AccountRequest.objects.create(expires_at=_soon(), **who, **where)).pk}


def _soon() -> Any:
    return timezone.now() + timedelta(days=3)


def _invitation(world: World) -> Invitation:
    where = {"scope_kind": "prison", "scope_key": world.prison.code, "role": "staff"}
    found = Invitation.objects.first()
    return found or Invitation.objects.create(email="planted.new@example.org", expires_at=_soon(), **where)


def _request(world: World) -> AccountRequest:
    where = {"scope_kind": "prison", "scope_key": world.prison.code, "role": "staff"}
    who = {"email": "planted.new@example.org", "name": "Somebody New", "why": "Chaplaincy team"}
    return AccountRequest.objects.first() or AccountRequest.objects.create(expires_at=_soon(), **who, **where)


def _emergency(world: World) -> EmergencyView:
    by = world.people["administrator"]
    where = {"scope_kind": "prison", "scope_key": world.prison.code}
    return EmergencyView.objects.create(user=by, reason="A complaint.", ends_at=timezone.now(), **where)


_TRAILS = _MANAGES_ANYWHERE
#: Earlier addresses that allauth still leads on from.
_OF_OTHERS = ("social/login/cancelled/", "social/login/error/", "social/signup/", "social/connections/")


ROWS: dict[str, Row] = {
    # Signing in: open to visitors; those who have signed in are sent on
    "account_login": everybody(OK, MOVED),
    "account_logout": everybody(OK, MOVED),
    "account_inactive": everybody(),
    "account_reset_password": everybody(),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(arguments=lambda world: {"uidb36": "1", "key": "nothing"}),
    "account_reset_password_from_key_done": everybody(),
    "account_reauthenticate": signed_in(),
    "account_change_password": signed_in(),
    "mfa_authenticate": everybody(MOVED, SIGN_IN),
    "mfa_trust": everybody(MOVED, SIGN_IN),
    "mfa_login_webauthn": everybody(MOVED, SIGN_IN),
    "mfa_index": signed_in(),
    "mfa_reauthenticate": signed_in(OK, MOVED),
    "mfa_activate_totp": signed_in(MOVED),
    "mfa_deactivate_totp": row(()),
    "mfa_view_recovery_codes": row(HOLDS_CODES, MOVED),
    "mfa_generate_recovery_codes": signed_in(MOVED),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(MOVED),
    "mfa_reauthenticate_webauthn": signed_in(MOVED),
    "mfa_remove_webauthn": signed_in(MOVED, **_A_KEY),
    "mfa_edit_webauthn": signed_in(MOVED, **_A_KEY),
    "usersessions_list": signed_in(),
    "socialaccount_login_cancelled": everybody(),
    "socialaccount_login_error": everybody(UNKNOWN),
    # No provider is configured here: tests/integration/accounts/test_openid.py signs in with a real one
    "openid_connect_login": everybody(NOT_FOUND, arguments=lambda world: {"provider_id": "sso"}),
    "openid_connect_callback": everybody(NOT_FOUND, arguments=lambda world: {"provider_id": "sso"}),
    "accounts:second_factor": signed_in(),
    "accounts:own_data": signed_in(),
    "accounts:audit_choose": row(_TRAILS, OK, MOVED),
    "accounts:audit": _managed(nation=False),
    "accounts:audit_csv": _managed(nation=False),
    "accounts:session": everybody(),
    "accounts:keep_text": everybody(MOVED, SIGN_IN, method="post"),
    "accounts:kept_text": row(()),
    "accounts:printed_codes": signed_in(MOVED),
    # People of a prison or organisation, for those in charge of them
    "accounts:people": _managed(),
    "accounts:invite": _managed(),
    "accounts:invitation": _managed(MOVED, method="post", more=_invited_to),
    "accounts:request": _managed(more=_asked_for),
    "accounts:change_role": _managed(MOVED, method="post", more=_role_of),
    "accounts:person": _managed(more=_person_of),
    "accounts:leaver": _managed(more=_person_of),
    "accounts:second_factor_again": _managed(more=_person_of),
    "accounts:my_people": row(_MANAGES_ANYWHERE, OK, MOVED),
    "accounts:switch": row(
        PRISON_HERE, MOVED, method="post", data=lambda world: {"scope": f"prison:{world.prison.code}", "next": "/"}
    ),
    "accounts:emergency_open": row({"administrator"}),
    "accounts:emergency_end": row({"administrator"}, MOVED, method="post"),
    "accounts:emergency": row(_MANAGES_HERE, arguments=lambda world: {"pk": _emergency(world).pk}),
    # Coming by an account: open to all, and the same for all
    "accounts:join_link": everybody(MOVED, arguments=lambda world: make_link(_invitation(world))),
    "accounts:join": everybody(NOT_FOUND),
    "accounts:ask": everybody(),
    "accounts:ask_role": everybody(arguments=_prison),
    "accounts:asked": everybody(),
    "accounts:request_answer": everybody(arguments=lambda world: answer_link(_request(world))),
    # What has no use here: by its route, for it has no name
    **{f"accounts/{route}": closed() for route in (*CLOSED, *_OF_OTHERS)},
    r"accounts/^(?:confirm-email|social)/.+$": closed(arguments=lambda world: "/accounts/social/something/"),
}
