"""How what happens to accounts reads in the audit trail, and as what somebody acts."""

from accounts import guardian, sign_in_audit  # noqa: F401  its receivers start here
from accounts.roles import ROLES
from core.audit_sentences import describe
from core.people import register_role_of


def role_label(code: str) -> str:
    """Return the role's name; a role that is gone reads as its code."""
    return ROLES[code].label if code in ROLES else str(code).replace("-", " ")


register_role_of(guardian.role_in)

describe("role.granted", "Gave somebody the role “{role}”", role=role_label)
describe("role.ended", "Ended somebody's role “{role}”", role=role_label)
describe("role.repaired", "Put groups and permissions in step with the roles")
describe("sign-in.done", "Signed in")
describe("sign-in.ended", "Signed out")
describe("sign-in.failed", "A sign-in failed: wrong password or unknown address")
describe("sign-in.locked", "A sign-in was refused: too many wrong tries")
describe("sign-in.wrong_code", "A sign-in failed: the second factor was wrong")
describe("second-factor.added", "Set up a second factor")
describe("second-factor.removed", "Removed a second factor")
describe("second-factor.reset", "Made new printed codes")
describe("password.changed", "Changed their password")
describe("password.reset", "Set a new password through a link")
describe("audit.read", "Read the record of what was done here", looks=True)
describe("audit.exported", "Saved the record of what was done here as a file, {count} rows", looks=True)
describe("role.*", "Role “{role}”: {event}", role=role_label)
describe("account.viewed", "Opened somebody's account", looks=True)
describe("account.request-viewed", "Opened somebody's request for an account", looks=True)
describe("account.*", "Account: {event}")
describe("accounts.listed", "Looked at the list of accounts", looks=True)
describe("invitation.*", "Invitation: {event}")
describe("emergency-view.read", "Read a referral in an emergency", looks=True)
describe("emergency-view.*", "Emergency view of referrals: {event}", looks=True)
describe("work.handed-over", "Handed over the open work of somebody who left")
