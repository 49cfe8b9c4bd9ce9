"""How what happens in the finder reads in the audit trail."""

from core.audit_sentences import describe

describe("support-sheet.printed", "Printed a support actions sheet of {count} services", takes=True)
describe("finder.word-accepted", "Taught the finder a word for a need")
describe("finder.word-ignored", "Set a word aside that the finder did not know")
