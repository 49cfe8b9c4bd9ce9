"""How what happens to accounts reads in the audit trail, and as what somebody acts."""

from accounts import guardian, sign_in_audit  # noqa: F401  its receivers start here
from accounts.roles import ROLES
from accounts.second_factor import ResetReason
from core.audit_sentences import describe
from core.people import register_role_of


def role_label(code: str) -> str:
    """Return the role's name; a role that is gone reads as its code."""
    return ROLES[code].label if code in ROLES else str(code).replace("-", " ").replace("_", " ")


def reset_reason(code: str) -> str:
    """Return why a second factor is set up again; a reason that is gone reads as its code."""
    if code not in ResetReason.values:
        return str(code)
    words = str(ResetReason(code).label)
    return words[:1].lower() + words[1:]


register_role_of(guardian.role_in)

describe("role.granted", "Gave somebody the role “{role}”", role=role_label)
describe("role.ended", "Ended somebody's role “{role}”", role=role_label)
describe("role.repaired", "Put groups and permissions in step with the roles")
describe("sign-in.done", "Signed in")
describe("sign-in.ended", "Signed out")
describe("sessions.ended", "Signed out on {count} other computers")
describe("sign-in.failed", "A sign-in failed: wrong password or unknown address")
describe("sign-in.locked", "A sign-in was refused: too many wrong tries")
describe("sign-in.wrong_code", "A sign-in failed: the second factor was wrong")
describe("second-factor.added", "Set up a second factor")
describe("second-factor.removed", "Removed a second factor")
describe("second-factor.reset", "Made new printed codes")
describe("second-factor.taken-away", "Let somebody set up their second step again: {reason}", reason=reset_reason)
describe("password.changed", "Changed their password")
describe("password.reset", "Set a new password through a link")
describe("audit.read", "Read the record of what was done here", looks=True)
describe("audit.exported", "Saved the record of what was done here as a file, {count} rows", looks=True, takes=True)
describe("role.suspended", "Suspended somebody's role “{role}”, which nobody had confirmed", role=role_label)
describe("role.confirmed", "Confirmed that somebody still needs the role “{role}”", role=role_label)
describe("role.restored", "Brought somebody's suspended role “{role}” back", role=role_label)
describe("invitation.sent", "Invited somebody to the role “{role}”", role=role_label)
describe("invitation.sent-again", "Sent an invitation again")
describe("invitation.cancelled", "Cancelled an invitation")
describe("invitation.accepted", "Took up an invitation")
describe("account.made", "Made their account")
describe("account.asked", "Asked for the role “{role}”", role=role_label)
describe("account.request-approved", "Approved a request for access")
describe("account.request-refused", "Refused a request for access")
describe("account.request-expired", "A request for access ran out of time")
describe("account.request-viewed", "Looked at a request for access", looks=True)
describe("account.viewed", "Looked at somebody's access", looks=True)
describe("accounts.listed", "Looked at the list of people with access, {shown} on the page", looks=True)
describe("account.suspended", "Suspended an account that nobody had confirmed")
describe("account.restored", "Brought an account back")
describe("account.left", "Ended all that somebody might do here, because they left")
describe("account.connected", "Signed in with their organisation's account for the first time")
describe("work.handed-over", "Gave a leaver's open work to a colleague, {count} pieces")
describe("work.left-open", "Left a leaver's open work without a name for now, {count} pieces")
describe("emergency-view.opened", "Opened an emergency view of people's referrals")
describe("emergency-view.ended", "Ended an emergency view")
describe("emergency-view.read", "Read the reason of an emergency view", looks=True)
