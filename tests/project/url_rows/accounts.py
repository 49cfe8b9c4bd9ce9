"""Signing in, and everything about accounts."""

from tests.project.personas import CURATORS_ELSEWHERE, CURATORS_HERE, SIGNED_IN
from tests.project.url_rows.rows import MOVED, OK, SIGN_IN, UNKNOWN, Row, everybody, row, signed_in

HOLDS_CODES = {name for name in SIGNED_IN if name not in ("nobody", "analyst", "content-editor", "volunteer")}
_A_KEY = {"arguments": lambda world: {"pk": 1}}
_TRAIL_HERE = CURATORS_HERE | {"administrator"}
_TRAILS = CURATORS_HERE | CURATORS_ELSEWHERE | {"lead@here", "lead@elsewhere", "administrator"}
_THE_PRISON = {"arguments": lambda world: {"kind": "prison", "key": world.prison.code}}

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
    "accounts:second_factor": signed_in(),
    "accounts:own_data": signed_in(),
    "accounts:audit_choose": row(_TRAILS, OK, MOVED),
    "accounts:audit": row(_TRAIL_HERE, **_THE_PRISON),
    "accounts:audit_csv": row(_TRAIL_HERE, **_THE_PRISON),
    "accounts:session": everybody(),
    "accounts:keep_text": everybody(MOVED, SIGN_IN, method="post"),
    "accounts:kept_text": row(()),
    "accounts:printed_codes": signed_in(MOVED),
}
