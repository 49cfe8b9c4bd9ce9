"""Core's place in the CMS: how long personal data are kept, which administrators change."""

from typing import Any

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from core.models import PrivacySettings


class PrivacySettingsViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = PrivacySettings
    icon = "lock"
    menu_label = "How long data are kept"
    add_to_settings_menu = True
    copy_view_enabled = False

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        PrivacySettings.load()
        return PrivacySettings.objects.all()


register_snippet(PrivacySettingsViewSet)
