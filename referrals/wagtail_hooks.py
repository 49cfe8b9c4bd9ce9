"""The times of referrals in the CMS, where administrators change them."""

from typing import Any

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from referrals.models import ReferralSettings


class ReferralSettingsViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = ReferralSettings
    icon = "time"
    menu_label = "Referral times"
    add_to_settings_menu = True
    copy_view_enabled = False

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        ReferralSettings.load()
        return ReferralSettings.objects.all()


register_snippet(ReferralSettingsViewSet)
