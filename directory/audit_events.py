"""How what happens to the directory reads in the audit trail."""

from accounts.roles import ScopeKind
from core.audit_places import belongs_to
from core.audit_sentences import describe
from core.scope import Place
from directory.models import ServicePage

belongs_to(ServicePage, lambda page: [Place(ScopeKind.ORGANISATION.value, str(page.organisation_id))])

describe("editor.*", "In the editor: {event}, {model}")
describe("editor.exported", "Saved a list or report of the editor as a file: {ending}", takes=True)
describe("prison.opened", "Opened the prison's directory")
describe("contacts.changed", "Changed whom to ring: {saved} saved, {removed} removed")
describe("insert.published", "Published edition {number} of the ACCT insert")
describe("insert.distributed", "Noted that {copies} copies of edition {number} were handed out")
describe("insert.distribution_taken_back", "Took back a note of {copies} copies of edition {number}")
describe("insert.viewed", "Opened edition {number} of the ACCT insert, to read or print", takes=True)
describe("insert.downloaded", "Saved edition {number} of the ACCT insert as PDF: {form}", takes=True)
describe("insert.draft-downloaded", "Saved a draft of the ACCT insert as PDF: {form}", takes=True)
describe("insert.*", "Edition {number} of the ACCT insert: {event}")
describe("listing.adopted", "Started a listing from the national catalogue")
describe("listing.copied", "Started a listing from another one")
describe("listing.changed", "Changed a listing: {fields}")
describe("listing.change_proposed", "Proposed a change to a listing: {fields}")
describe("listing.change_approved", "Approved a change to a listing: {fields}")
describe("listing.change_declined", "Turned down a change to a listing: {fields}")
describe("listing.change_withdrawn", "Took back a proposed change to a listing: {fields}")
describe("listing.confirmed", "Confirmed that a listing is right")
describe("listing.attempt", "Tried to confirm a listing by {method}: {disposition}")
describe("listing.availability", "Changed whether a listing takes people: {after}")
describe("organisation.added", "Added an organisation")
describe("organisation.mailbox_wrong", "An organisation's mailbox was reported as wrong")
describe("organisation.review_link", "Sent an organisation a new link to confirm its listings")
describe("spreadsheet.uploaded", "Uploaded a spreadsheet of listings")
describe("spreadsheet.discarded", "Discarded an uploaded spreadsheet")
describe("spreadsheet.imported", "Imported listings: {created} new, {updated} changed")
describe("spreadsheet.exported", "Saved the listings as a spreadsheet, {listings} in all", takes=True)
describe("listing.change_*", "Change to a listing {event}: {fields}")
