"""The desk's place in the CMS: its numbers, which administrators change."""

from wagtail.snippets.models import register_snippet

from coordinator.models import (
    BroadcastTemplate,
    DeskSettings,
    ExpectationFramework,
    Indicator,
    NetworkSettings,
    OnboardingRequirement,
    ScrutinyBody,
)
from core.viewsets import ListViewSet, OneRowViewSet


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


class OnboardingRequirementViewSet(ListViewSet):
    """What must be in place before an organisation works in a prison."""

    model = OnboardingRequirement
    icon = "tasks"
    menu_label = "Onboarding checklist"
    list_display = ["label", "owner", "due_days", "valid_months", "is_active"]


class FrameworkViewSet(ListViewSet):
    """Editions of inspectors' expectations."""

    model = ExpectationFramework
    icon = "clipboard-list"
    menu_label = "Expectations"
    list_display = ["name", "number", "is_active"]


class IndicatorViewSet(ListViewSet):
    """What shows that an expectation is met."""

    model = Indicator
    menu_label = "Indicators"
    list_display = ["text", "framework", "measures"]


class ScrutinyBodyViewSet(ListViewSet):
    """Who inspects and monitors prisons."""

    model = ScrutinyBody
    icon = "view"
    menu_label = "Scrutiny bodies"
    list_display = ["name", "is_active"]


class BroadcastTemplateViewSet(ListViewSet):
    """Words from which messages to organisations start."""

    model = BroadcastTemplate
    icon = "mail"
    menu_label = "Messages to organisations"
    list_display = ["name", "is_regime", "is_active"]


register_snippet(BroadcastTemplateViewSet)
register_snippet(ScrutinyBodyViewSet)
register_snippet(FrameworkViewSet)
register_snippet(IndicatorViewSet)
register_snippet(DeskSettingsViewSet)
register_snippet(NetworkSettingsViewSet)
register_snippet(OnboardingRequirementViewSet)
