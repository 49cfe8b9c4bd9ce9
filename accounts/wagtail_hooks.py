"""The times of accounts in the editor, which administrators change."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet

from accounts.models import AccessSettings
from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role
from core.viewsets import OneRowViewSet


class AccessSettingsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = AccessSettings
    icon = "user"
    menu_label = "Times of accounts"
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("invitation_days", "request_days", "keep_days")],
            heading="Coming by an account",
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("review_days", "review_notice_days")], heading="Access review"),
        MultiFieldPanel([FieldPanel("break_glass_minutes")], heading="Emergency view"),
    ]


@register_editor_permissions
def changes_times_of_accounts(role: Role) -> list[str]:
    """National administrators change how long things take."""
    return ["accounts.change_accesssettings"] if role == ADMINISTRATOR else []


register_snippet(AccessSettingsViewSet)
