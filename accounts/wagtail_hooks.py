"""The times of accounts in the editor, which administrators change."""

from typing import Any

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import AccessSettings
from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role


class AccessSettingsViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = AccessSettings
    icon = "user"
    menu_label = "Times of accounts"
    add_to_settings_menu = True
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("invitation_days", "request_days", "keep_days")],
            heading="Coming by an account",
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("review_days", "review_notice_days")], heading="Access review"),
        MultiFieldPanel([FieldPanel("break_glass_minutes")], heading="Emergency view"),
    ]

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        AccessSettings.load()
        return AccessSettings.objects.all()


@register_editor_permissions
def changes_times_of_accounts(role: Role) -> list[str]:
    """National administrators change how long things take."""
    return ["accounts.change_accesssettings"] if role == ADMINISTRATOR else []


register_snippet(AccessSettingsViewSet)
