"""How what happens to referrals reads in the audit trail. The trail names nobody: the reference is in the referral."""

from core.audit_sentences import describe
from referrals.workflow import MOVES

for move in MOVES.values():
    describe(move.event, f"Referral: {move.label.lower()}")

describe("referral.started", "Started a referral")
describe("referral.drafted", "Wrote on a draft of a referral")
describe("referral.viewed", "Opened a referral", looks=True)
describe("referral.reminded", "An organisation was reminded of a referral")
describe("referral.overdue", "A referral became overdue")
describe("person.entered", "Entered who a referral is about", looks=True)
describe("person.looked-up", "Looked for a person by prison number", looks=True)
describe("referrals.listed", "Looked at the list of their referrals ({count})", looks=True)
describe("referral.slip", "Opened the slip for the person", looks=True)
describe("referral.person-told", "Wrote down that the person was told")
describe("referral.overseen", "Looked at where a referral stands, without names")
describe("referral.chased", "Reminded an organisation of a referral")
describe("referral.reassigned", "Gave a referral to a colleague to follow")
describe("referral.expect", "Told a service to expect somebody, without saying who")
