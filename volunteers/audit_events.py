"""How what happens to people who come in reads in the audit trail. The trail names nobody."""

from collections.abc import Iterable

from accounts.roles import ScopeKind
from core.audit_places import belongs_to
from core.audit_sentences import describe
from core.scope import Place
from volunteers.models import Application, Engagement, Entrant, Position, SessionDay, SessionSeries


def _organisations(keys: Iterable[object]) -> list[Place]:
    return [Place(ScopeKind.ORGANISATION.value, str(key)) for key in keys if key]


def organisations_of(entrant: Entrant) -> list[Place]:
    """Return the organisations that somebody comes in for, or came."""
    engaged = Engagement.objects.filter(entrant=entrant).order_by("organisation")
    return _organisations(engaged.values_list("organisation", flat=True).distinct())


def prisons_of(entrant: Entrant) -> list[Place]:
    """Return the prisons that know somebody: what is done with the whole record is about each of them."""
    known = entrant.approvals.order_by("prison").values_list("prison", flat=True).distinct()
    return [Place(ScopeKind.PRISON.value, str(key)) for key in known]


belongs_to(Entrant, organisations_of, without_scope=prisons_of)
belongs_to(Position, lambda position: _organisations([position.organisation_id]))
belongs_to(SessionDay, lambda day: _organisations([day.organisation_id]))
belongs_to(SessionSeries, lambda series: _organisations([series.organisation_id]))
belongs_to(Application, lambda application: _organisations([application.position.organisation_id]))

describe("entrants.listed", "Looked at the list of people who come in", looks=True)
describe("entrant.searched", "Looked for somebody by name among the people who come in: {found} found", looks=True)
describe("entrant.viewed", "Opened the record of somebody who comes in", looks=True)
describe("entrant.added", "Added somebody who comes in")
describe("entrant.changed", "Changed the record of somebody who comes in")
describe("entrant.invited", "Invited somebody who comes in to their own page")
describe("entrant.linked", "Took up the invitation to the own page")
describe("entrant.engaged", "Noted what somebody comes in for")
describe("entrant.engagement-ended", "Ended what somebody came in for")
describe("entrant.calendar", "Saved sessions to a calendar", looks=True, takes=True)
describe("entrant.feed-made", "Made an address for a calendar")
describe("entrant.feed-revoked", "Took the address of a calendar back")
describe("entrant.feed-read", "A calendar read the days of sessions", looks=True, takes=True)
describe("entrant.left", "Said when they stop coming in")
describe("entrant.taken-off", "Took somebody off sessions and training after their last day")
describe("entrant.thanks", "Printed a letter of thanks", looks=True, takes=True)
describe("entrant.hours", "Looked at somebody's hours", looks=True)
describe("correction.asked", "Asked that something in a record be corrected")
describe("correction.viewed", "Read what is to be corrected in a record", looks=True)
describe("correction.answered", "Answered a request for a correction: {state}")
describe("entrant.*", "Record of somebody who comes in: {event}")
describe("approvals.listed", "Looked at who waits for a decision to come in", looks=True)
describe("approval.asked", "Asked whether somebody may come in")
describe("approval.restored", "Put a decision back that stood before two records were made one")
describe("approval.decided", "Decided whether somebody may come in: {status}")
describe("clearance.started", "Started somebody's clearance")
describe("clearance.recorded", "Noted how somebody's clearance stands: {after}")
describe("training.recorded", "Noted somebody's training")
describe("training.taken-back", "Took back training that was noted by mistake")
describe("training.listed", "Looked at who is on a training session", looks=True)
describe("training.certificate", "Printed a certificate of training", looks=True, takes=True)
describe("training.sheet", "Printed an attendance sheet of training", looks=True, takes=True)
describe("training.coverage", "Looked at who is trained, in numbers", looks=True)
describe("training.booked", "Put somebody on a training session: {status}")
describe("training.moved-up", "Gave somebody who waited a place at a training session")
describe("training.given-up", "Gave up somebody's place at a training session")
describe("training.attendance", "Noted whether somebody came to a training session: {status}")
describe("training.handed-over", "Changed who holds a training session, because somebody left")
describe("position.handed-over", "Changed who supervises a role, because somebody left")
describe("training.session-saved", "Set a training session out or changed it")
describe("training.session-cancelled", "Called a training session off")
describe("training.*", "Training: {event}")
describe("gate.overridden", "Let somebody in although something was missing")
describe("gate.override-ended", "Ended letting somebody in although something was missing")
describe("gate.item-authorised", "Allowed somebody to bring something in")
describe("gate.item-ended", "Took back that somebody may bring something in")
describe("gate-list.viewed", "Looked at the gate list", looks=True)
describe("gate-list.taken", "Printed or saved the gate list", looks=True, takes=True)
describe("gate-list.*", "Gate list: {event}", looks=True)
describe("series.*", "Repeated sessions: {event}")
describe("session.known", "Noted that somebody knows of a called-off session")
describe("session.viewed", "Looked at who comes to a session", looks=True)
describe("session.*", "Session: {event}")
describe("application.received", "An application came in")
describe("application.moved", "Moved an application on: {after}")
describe("application.viewed", "Opened an application", looks=True)
describe("applications.listed", "Looked at the applications", looks=True)
describe("entrants.exported", "Saved people who come in to a file", looks=True, takes=True)
describe("entrants.imported", "Read people who come in from a file")
describe("notice.given", "Called the day's sessions off")
describe("application.withdrawn", "The applicant withdrew")
describe("application.messages", "Changed what applicants are told")
describe("reference.asked", "Asked somebody to speak for an applicant")
describe("reference.opened", "Opened the form of a reference", looks=True)
describe("reference.answered", "Whoever was asked for a reference answered: {state}")
describe("reference.ended", "A reference did not come in time")
describe("exits.listed", "Looked at who is leaving", looks=True)
describe("exit.viewed", "Looked at a leaver's checklist", looks=True)
describe("exit.ticked", "Noted that something came back from a leaver: {item}")
describe("exit.unticked", "Took back that something came back from a leaver: {item}")
describe("exit.closed", "Everything came back from a leaver")
describe("supervision.listed", "Looked at whom they supervise", looks=True)
describe("supervision.viewed", "Read notes of supervision", looks=True)
describe("supervision.noted", "Wrote down a talk of supervision")
describe("supervision.replied", "Added own words to a note of supervision")
