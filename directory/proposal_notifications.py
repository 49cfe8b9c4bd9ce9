"""What is told about proposed changes: that one waits, and what was decided."""

from django.urls import reverse

from accounts import guardian
from accounts.roles import PROPOSE_CHANGES
from core.notifications import Facts, Kind, notify, register
from core.people import in_charge
from directory.models import ListingProposal

CHANGE_PROPOSED = register(
    Kind(
        code="directory.change-proposed",
        label="A change to a listing waits for you",
        audience="The coordinator and deputies, when an organisation proposes a change to its listing.",
        subject="A change to a listing waits for your decision",
        template="directory/change_proposed",
    )
)
CHANGE_DECIDED = register(
    Kind(
        code="directory.change-decided",
        label="The prison decided about your change",
        audience="Whoever proposed a change to a listing, and the organisation's leads.",
        subject="The prison has decided about a change you proposed",
        template="directory/change_decided",
    )
)


def tell_of_proposal(proposal: ListingProposal) -> None:
    """Tell the prison's curators that a change waits for them."""
    prison = proposal.page.prison
    notify(CHANGE_PROPOSED, to=in_charge(prison), scope=prison, facts=_facts(proposal))


def tell_of_decision(proposal: ListingProposal) -> None:
    """Tell the organisation what was decided; the reason stands on the page that the link leads to.

    Whoever proposed it is told unless they have left meanwhile.
    """
    organisation, asked = proposal.page.organisation, proposal.proposed_by
    is_there = asked is not None and guardian.can(asked, PROPOSE_CHANGES, organisation)
    people = [*in_charge(organisation), *([asked] if is_there else [])]
    notify(CHANGE_DECIDED, to=people, scope=organisation, facts=_facts(proposal))


def _facts(proposal: ListingProposal) -> Facts:
    return Facts(link=reverse("directory:proposal", kwargs={"key": proposal.pk}))
