"""Roles as code: who somebody is to the service, in a sentence, and what that lets them do.

A permission is the name of one of the permissions that the scope's table declares (`directory.Prison`,
`directory.Organisation`). National roles have no scope: what they may do holds for every prison and
organisation. No national role may see a person's referral (product principle 3).
"""

from dataclasses import dataclass

from django.db import models


class ScopeKind(models.TextChoices):
    """What a role can be held in."""

    PRISON = "prison", "Prison"
    ORGANISATION = "organisation", "Organisation"
    NATIONAL = "national", "National"


@dataclass(frozen=True)
class Role:
    """One role: its code, label, the sentence that explains it, where it is held and what it permits.

    A role that `sees_people` reaches records or names of people, so whoever holds it signs in with a second
    factor. It is the default: a role must say that it sees nobody. Some are `given_nationally`, by an administrator
    only, although they are held in a prison. A role that is not `reviewed` ends with something else. Whoever holds
    the permission `invited_with` in some place may invite to the role, which by itself shows nobody.
    """

    code: str
    label: str
    sentence: str
    kind: ScopeKind
    permissions: frozenset[str] = frozenset()
    edits_in_cms: bool = False
    sees_people: bool = True
    given_nationally: bool = False
    reviewed: bool = True
    invited_with: str = ""


SEE_STAFF_DETAILS = "see_staff_details"
CURATE_LISTINGS = "curate_listings"
PUBLISH_INSERT = "publish_insert"
RECORD_DISTRIBUTION = "record_distribution"
MANAGE_PEOPLE = "manage_people"
SEE_EVIDENCE = "see_evidence"
PROPOSE_CHANGES = "propose_changes"
CURATE_CATALOGUE = "curate_catalogue"
REFER = "refer"
OVERSEE_REFERRALS = "oversee_referrals"
RECEIVE_CONCERNS = "receive_concerns"
ANSWER_REFERRALS = "answer_referrals"
SEE_RELEASE_WINDOW = "see_release_window"
COORDINATE = "coordinate"
MANAGE_VOLUNTEERS = "manage_volunteers"
APPROVE_PEOPLE = "approve_people"
RUN_TRAINING = "run_training"
RUN_GATE = "run_gate"
SEE_AUDIT = "see_audit"
SEE_TOTALS = "see_totals"

_CURATES = frozenset(
    {
        SEE_STAFF_DETAILS,
        CURATE_LISTINGS,
        PUBLISH_INSERT,
        RECORD_DISTRIBUTION,
        MANAGE_PEOPLE,
        SEE_EVIDENCE,
        REFER,
        OVERSEE_REFERRALS,
        COORDINATE,
        MANAGE_VOLUNTEERS,
        RUN_TRAINING,
        RUN_GATE,
        SEE_AUDIT,
    }
)
_STAFF = frozenset({SEE_STAFF_DETAILS, RECORD_DISTRIBUTION, REFER})
_PRISON, _ORG, _NATIONAL = ScopeKind.PRISON, ScopeKind.ORGANISATION, ScopeKind.NATIONAL

COORDINATOR = Role(
    "coordinator",
    "Voluntary sector coordinator",
    "Keeps this prison's directory true, runs its voluntary sector and can prove it.",
    _PRISON,
    _CURATES,
    edits_in_cms=True,
    given_nationally=True,
)
DEPUTY = Role(
    "deputy",
    "Deputy coordinator",
    "Does the coordinator's work when the coordinator is away.",
    _PRISON,
    _CURATES,
    edits_in_cms=True,
)
SPONSOR = Role(
    "sponsor",
    "Senior sponsor",
    "Backs the coordinator as a senior manager; reads the evidence, changes nothing.",
    _PRISON,
    frozenset({SEE_STAFF_DETAILS, SEE_EVIDENCE}),
)
STAFF = Role("staff", "Prison staff", "Finds help for people in this prison and refers them.", _PRISON, _STAFF)
SAFER_CUSTODY = Role(
    "safer-custody",
    "Safer Custody",
    "Finds help, refers, and receives concerns raised by charities in this prison.",
    _PRISON,
    _STAFF | {RECEIVE_CONCERNS, RUN_TRAINING},
)
RESETTLEMENT = Role(
    "resettlement",
    "Resettlement",
    "Finds help, refers, and sees release windows of people being referred.",
    _PRISON,
    _STAFF | {SEE_RELEASE_WINDOW},
)
SECURITY = Role(
    "security",
    "Security",
    "Decides whether a person from an organisation may come into this prison.",
    _PRISON,
    frozenset({SEE_STAFF_DETAILS, APPROVE_PEOPLE, RUN_GATE}),
)
GATE = Role("gate", "Gate", "Sees who may enter this prison today.", _PRISON, frozenset({SEE_STAFF_DETAILS, RUN_GATE}))
LEAD = Role(
    "lead",
    "Organisation lead",
    "Answers for an organisation: its listings, its people and its referrals.",
    _ORG,
    frozenset({PROPOSE_CHANGES, MANAGE_PEOPLE, ANSWER_REFERRALS, MANAGE_VOLUNTEERS, SEE_AUDIT}),
)
WORKER = Role(
    "worker",
    "Organisation worker",
    "Works with people referred to an organisation and keeps its listings current.",
    _ORG,
    frozenset({PROPOSE_CHANGES, ANSWER_REFERRALS}),
)
ADMINISTRATOR = Role(
    "administrator",
    "National administrator",
    "Opens prisons and looks after the service's settings; never sees a person's referral.",
    _NATIONAL,
    frozenset({SEE_STAFF_DETAILS, CURATE_LISTINGS, CURATE_CATALOGUE, MANAGE_PEOPLE, SEE_AUDIT, SEE_TOTALS}),
    edits_in_cms=True,
)
ANALYST = Role(
    "analyst",
    "National analyst",
    "Sees totals across prisons, never a person or a single case.",
    _NATIONAL,
    frozenset({SEE_TOTALS}),
    sees_people=False,
)
CONTENT_EDITOR = Role(
    "content-editor",
    "Content editor",
    "Looks after the national catalogue, the lists of needs and groups, and their words.",
    _NATIONAL,
    frozenset({CURATE_CATALOGUE}),
    edits_in_cms=True,
    sees_people=False,
)
VOLUNTEER = Role(
    "volunteer",
    "Volunteer",
    "Sees their own record and sessions.",
    _NATIONAL,
    sees_people=False,
    reviewed=False,
    invited_with=MANAGE_VOLUNTEERS,
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        COORDINATOR,
        DEPUTY,
        SPONSOR,
        STAFF,
        SAFER_CUSTODY,
        RESETTLEMENT,
        SECURITY,
        GATE,
        LEAD,
        WORKER,
        ADMINISTRATOR,
        ANALYST,
        CONTENT_EDITOR,
        VOLUNTEER,
    )
}

ROLES_THAT_SEE_PEOPLE = frozenset(role.code for role in ROLES.values() if role.sees_people)
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]


def roles_of_kind(kind: ScopeKind) -> list[Role]:
    """Return the roles that can be held in a scope of this kind."""
    return [role for role in ROLES.values() if role.kind == kind]
