"""How what happens in the finder reads in the audit trail."""

from core.audit_sentences import describe

describe("support-sheet.printed", "Printed a support actions sheet of {count} services")
