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
