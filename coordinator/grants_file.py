"""A prison's grants as a package of the 360Giving Data Standard, version 1.4.

Contracts are bought services and no grants, so the standard has no place for them. Grants to individuals are not
kept here at all, and no contact person is in the file.
"""

from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from coordinator.models import Funding, FundingKind, NetworkSettings
from directory.models import Organisation, Prison

VERSION = "1.4"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: Until an administrator enters the prefix that 360Giving gives a publisher.
NO_PREFIX = "360G-prefix-needed"
_REGISTERS = {"SC": "GB-SC", "NI": "GB-NIC"}


def grants_package(prison: Prison, user: Any) -> dict[str, Any]:
    """Return the grants that the user sees, ready to be written as JSON; without any grant the list is empty."""
    prefix = NetworkSettings.load().grants_prefix or NO_PREFIX
    grants = Funding.objects.visible_to(user).filter(prison=prison, kind=FundingKind.GRANT)
    found = grants.select_related("organisation", "prison").order_by("awarded_on", "pk")
    return {
        "version": VERSION,
        "title": f"Grants for voluntary work at {prison.name}",
        "description": "Grants that pay for the work of voluntary organisations here. Contracts are left out.",
        "issued": timezone.localdate().isoformat(),
        "publisher": {"name": prison.name, "identifier": f"{prefix}-{prison.code}"},
        "license": LICENCE,
        "grants": [_grant(each, prefix) for each in found],
    }


def _grant(funding: Funding, prefix: str) -> dict[str, Any]:
    grant = {
        "id": f"{prefix}-{funding.pk}",
        "title": funding.title,
        "description": funding.buys,
        "currency": funding.currency,
        "amountAwarded": float(funding.amount),
        "awardDate": funding.awarded_on.isoformat(),
        "plannedDates": [_dates(funding)],
        "recipientOrganization": [_recipient(funding.organisation, prefix)],
        "fundingOrganization": [
            {"id": funding.funder_id or f"{prefix}-org-{slugify(funding.funder)}", "name": funding.funder}
        ],
        "beneficiaryLocation": [{"name": funding.prison.name, "countryCode": "GB"}],
        "dateModified": funding.updated_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    if funding.programme:
        grant["grantProgramme"] = [{"title": funding.programme}]
    return grant


def _dates(funding: Funding) -> dict[str, str]:
    dates = {"startDate": funding.starts_on.isoformat()}
    return dates | {"endDate": funding.ends_on.isoformat()} if funding.ends_on else dates


def _recipient(organisation: Organisation, prefix: str) -> dict[str, str]:
    """Return an organisation with its identifier: from the charity register where it has a number there."""
    number = organisation.charity_number
    if not number:
        return {"id": f"{prefix}-org-{organisation.slug}", "name": organisation.name}
    register = _REGISTERS.get(number[:2], "GB-CHC")
    return {"id": f"{register}-{number}", "name": organisation.name, "charityNumber": number}
