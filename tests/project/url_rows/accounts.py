"""Signing in, and everything about accounts."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.invitation_link import make_link
from accounts.models import AccountRequest, EmergencyView, Invitation, RoleAssignment
from accounts.request_link import answer_link
from tests.project.personas import CURATORS_ELSEWHERE, CURATORS_HERE, PRISON_HERE, SIGNED_IN, World
from tests.project.url_rows.rows import (
    MOVED,
    NOT_FOUND,
    OK,
    SIGN_IN,
    UNKNOWN,
    Arguments,
    Row,
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


def _staff_role(world: World) -> Arguments:
    held = RoleAssignment.objects.get(user=world.people["staff@here"])
    return {**_prison(world), "pk": held.pk}


def _staff(world: World) -> Arguments:
    return {**_prison(world), "pk": world.people["staff@here"].pk}


_TRAIL_HERE = _MANAGES_HERE
_TRAILS = _MANAGES_ANYWHERE
_THE_PRISON = {"arguments": _prison}


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
    "accounts:audit": row(_TRAIL_HERE, **_THE_PRISON),
    "accounts:audit_csv": row(_TRAIL_HERE, **_THE_PRISON),
    "accounts:session": everybody(),
    "accounts:keep_text": everybody(MOVED, SIGN_IN, method="post"),
    "accounts:kept_text": row(()),
    "accounts:printed_codes": signed_in(MOVED),
    # People of a prison or organisation, for those in charge of them
    "accounts:people": row(_MANAGES_HERE, arguments=_prison),
    "accounts:invite": row(_MANAGES_HERE, arguments=_prison),
    "accounts:invitation": row(
        _MANAGES_HERE, MOVED, method="post", arguments=lambda world: {**_prison(world), "pk": _invitation(world).pk}
    ),
    "accounts:request": row(_MANAGES_HERE, arguments=lambda world: {**_prison(world), "pk": _request(world).pk}),
    "accounts:change_role": row(_MANAGES_HERE, MOVED, method="post", arguments=_staff_role),
    "accounts:person": row(_MANAGES_HERE, arguments=_staff),
    "accounts:leaver": row(_MANAGES_HERE, arguments=_staff),
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
}
