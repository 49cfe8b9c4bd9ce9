"""The account page of Wagtail's admin: how it looks to its reader, and nothing else."""

from typing import Any

from wagtail.admin.views.account import AccountView, ThemeSettingsPanel
from wagtail.users.models import UserProfile


class AppearanceView(AccountView):
    """Theme, contrast and density. Name, e-mail address and password belong to the account's own screens."""

    def get_panels(self) -> list[Any]:
        """Return the one panel that changes nothing but appearance."""
        user = self.request.user
        return [ThemeSettingsPanel(self.request, user, UserProfile.get_for_user(user))]
