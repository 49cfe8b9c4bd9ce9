"""How what happens to referrals reads in the audit trail. The trail names nobody: the reference is in the referral."""

from accounts.roles import ScopeKind
from core.audit_places import belongs_to
from core.audit_sentences import describe
from core.scope import Place
from referrals.enums import Status
from referrals.models import Referral
from referrals.workflow import MOVES


def organisation_of(referral: Referral) -> list[Place]:
    """Return the organisation, which reads in its own trail what happens to a referral from when it was sent."""
    is_sent = referral.status != Status.DRAFT or referral.sent_at is not None
    return [Place(ScopeKind.ORGANISATION.value, str(referral.organisation_id))] if is_sent else []


belongs_to(Referral, organisation_of)

for move in MOVES.values():
    describe(move.event, f"Referral: {move.label.lower()}")

describe("referral.started", "Started a referral")
describe("referral.drafted", "Wrote on a draft of a referral")
describe("referral.viewed", "Opened a referral", looks=True)
describe("referral.reminded", "An organisation was reminded of a referral")
describe("referral.overdue", "A referral became overdue")
describe("person.entered", "Entered who a referral is about", looks=True)
describe("person.looked-up", "Looked for a person by prison number", looks=True)
describe("referrals.listed", "Looked at the list of their referrals ({shown})", looks=True)
describe("referral.slip", "Opened the slip for the person", looks=True, takes=True)
describe("referral.person-told", "Wrote down that the person was told")
describe("referral.overseen", "Looked at where a referral stands, without names")
describe("referral.chased", "Reminded an organisation of a referral")
describe("referral.reassigned", "Gave a referral to a colleague to follow")
describe("referral.expect", "Told a service to expect somebody, without saying who")
describe("referral.listed", "Looked at a list of referrals", looks=True)
describe("referral.message", "Wrote a message on a referral")
describe("referral.contact", "Noted a contact on a referral")
describe("referral.link_seen", "Opened a referral through a link from an e-mail", looks=True)
describe("referral.*", "Referral: {event}")
describe("concern.viewed", "Opened a concern", looks=True)
describe("concern.printed", "Printed a concern", looks=True, takes=True)
describe("concern.*", "Concern: {event}")
describe("export.taken", "Saved a file of referrals' milestones", looks=True, takes=True)
describe("export.*", "File of referrals' milestones: {event}")
describe("handover.noted", "Noted how a warm handover went")
describe("handover.agreed", "Agreed to a warm handover")
describe("handover.completed", "Completed a warm handover")
describe("handover.taken-back", "Took back the offer of a warm handover")
describe("handover.offered", "Offered a warm handover")
describe("reply.saved", "Saved a standard reply")
describe("reply.deleted", "Deleted a standard reply")
describe("referral.handed-over", "Changed who has a referral, because somebody left")
describe("referral.listed-in-emergency", "Listed referrals in an emergency view, {shown} on the page", looks=True)
