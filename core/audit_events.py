"""How core's own events read in the audit trail."""

from core.audit_sentences import describe

describe("notifications.preferences", "Chose when e-mails come")
describe("outbox.retried", "Sent undelivered e-mail again, {count} in all")
describe("retention.carried_out", "Personal data left on time: {count} by the rule “{rule}”")
describe("hold.placed", "Placed a legal hold")
describe("hold.reviewed", "Looked at a legal hold again")
describe("hold.released", "Released a legal hold")
describe("subject.exported", "Made the copy of somebody's data that they asked for", looks=True, takes=True)
