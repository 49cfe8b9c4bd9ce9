"""The desk's place in the CMS: its numbers, which administrators change."""

from typing import Any

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from coordinator.models import (
    BroadcastTemplate,
    DeskSettings,
    ExpectationFramework,
    Indicator,
    NetworkSettings,
    OnboardingRequirement,
    ScrutinyBody,
)


class OneRowViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    add_to_settings_menu = True
    copy_view_enabled = False

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        self.model.load()
        return self.model.objects.all()


class DeskSettingsViewSet(OneRowViewSet):
    """The desk's own numbers."""

    model = DeskSettings
    icon = "cog"
    menu_label = "Coordinator's desk"


class NetworkSettingsViewSet(OneRowViewSet):
    """The numbers of the work with others."""

    model = NetworkSettings
    icon = "group"
    menu_label = "Work with others"


class OnboardingRequirementViewSet(SnippetViewSet):
    """What must be in place before an organisation works in a prison."""

    model = OnboardingRequirement
    icon = "tasks"
    menu_label = "Onboarding checklist"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["label", "owner", "due_days", "valid_months", "is_active"]


class FrameworkViewSet(SnippetViewSet):
    """Editions of inspectors' expectations."""

    model = ExpectationFramework
    icon = "clipboard-list"
    menu_label = "Expectations"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "number", "is_active"]


class IndicatorViewSet(SnippetViewSet):
    """What shows that an expectation is met."""

    model = Indicator
    icon = "list-ul"
    menu_label = "Indicators"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["text", "framework", "measures"]


class ScrutinyBodyViewSet(SnippetViewSet):
    """Who inspects and monitors prisons."""

    model = ScrutinyBody
    icon = "view"
    menu_label = "Scrutiny bodies"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "is_active"]


class BroadcastTemplateViewSet(SnippetViewSet):
    """Words from which messages to organisations start."""

    model = BroadcastTemplate
    icon = "mail"
    menu_label = "Messages to organisations"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "is_regime", "is_active"]


register_snippet(BroadcastTemplateViewSet)
register_snippet(ScrutinyBodyViewSet)
register_snippet(FrameworkViewSet)
register_snippet(IndicatorViewSet)
register_snippet(DeskSettingsViewSet)
register_snippet(NetworkSettingsViewSet)
register_snippet(OnboardingRequirementViewSet)
