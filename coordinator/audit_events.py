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
