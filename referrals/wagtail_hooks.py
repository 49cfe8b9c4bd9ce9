"""The times of referrals in the CMS, where administrators change them."""

from wagtail.snippets.models import register_snippet

from core.viewsets import OneRowViewSet
from referrals.models import ReferralSettings


class ReferralSettingsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = ReferralSettings
    icon = "time"
    menu_label = "Referral times"


register_snippet(ReferralSettingsViewSet)
