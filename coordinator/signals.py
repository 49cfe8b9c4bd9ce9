"""What the desk tells accounts: whose role lets them change what of it in the CMS."""

from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role

#: What of the desk an administrator changes in the CMS.
ADMINISTERED = (
    "change_desksettings",
    "change_networksettings",
    "add_broadcasttemplate",
    "change_broadcasttemplate",
    "delete_broadcasttemplate",
    "add_scrutinybody",
    "change_scrutinybody",
    "add_onboardingrequirement",
    "change_onboardingrequirement",
    "delete_onboardingrequirement",
    "add_expectationframework",
    "change_expectationframework",
    "add_indicator",
    "change_indicator",
    "delete_indicator",
)


@register_editor_permissions
def changes_the_desk_s_numbers(role: Role) -> list[str]:
    """National administrators change the desk's numbers in the CMS."""
    return [f"coordinator.{name}" for name in ADMINISTERED] if role == ADMINISTRATOR else []
