"""Who a service is for, as facts about the service that staff confirm for the person in front of them.

Nothing of what is confirmed is kept: the person's age, legal status and groups are no part of a referral.
"""

from directory.insert.wording import Eligibility, in_a_list
from directory.models import LegalStatus, LocationKind, Prison, ServicePage


class Suitability:
    """Reads the conditions of services in one prison; the lists they depend on are read once."""

    def __init__(self, prison: Prison) -> None:
        self._eligibility = Eligibility(
            prison,
            legal_statuses=list(LegalStatus.objects.filter(is_active=True)),
            locations=set(LocationKind.objects.filter(is_active=True).values_list("pk", flat=True)),
        )

    def facts(self, service: ServicePage) -> list[str]:
        """Return each condition of the service in plain words; none when it is for anybody.

        Fetch the service `with_listing_facts`.
        """
        lines = [line for line in self._eligibility.lines(service) if not line.startswith("Anyone")]
        if not service.takes_remand:
            lines.append("Not on remand")
        return lines + [f"Not for {in_a_list(line)}" for line in self._eligibility.exclusions(service)]
