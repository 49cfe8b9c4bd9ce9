"""What referrals tell accounts: whose role lets them change the times of referrals in the CMS."""

from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role


@register_editor_permissions
def changes_the_times_of_referrals(role: Role) -> list[str]:
    """National administrators change how long things may take. They never see a referral by it."""
    return ["referrals.change_referralsettings"] if role == ADMINISTRATOR else []
