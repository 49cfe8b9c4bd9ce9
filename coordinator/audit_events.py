"""How what happens at the coordinator's desk reads in the audit trail."""

from core.audit_sentences import describe

describe("appointment.made", "Appointed somebody: {post}")
describe("appointment.ended", "Ended an appointment: {post}")
describe("handover.started", "Started handing over the coordinator's desk")
describe("handover.steps", "Handing over the desk: {done} steps done")
describe("handover.finished", "Finished handing over the coordinator's desk")
describe("handover.pack", "Opened or printed the pack for handing over the desk")
describe("worklist.put_off", "Put off something on the worklist until {until}")
describe("worklist.woken", "Put something back on the worklist")
describe("charities.imported", "Imported the register of charities")
describe("charities.noted", "Noted that an organisation's charity number needs a look")
describe("engagement.started", "Started the checklist of an organisation")
describe("engagement.item", "Changed a line of an organisation's checklist: {item}")
describe("engagement.*", "Checklist of an organisation: {event}")
describe("offer.received", "An offer of a service came in")
describe("offer.talking", "Started talking about an offer")
describe("offer.*", "Offer of a service: {event}")
describe("notice.given", "Gave a notice about the regime")
describe("gaps.exported", "Saved the table of gaps as a file")
