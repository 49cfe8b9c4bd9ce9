"""The finder's place in the CMS: its ranking, which administrators weigh."""

from typing import Any

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import LearningSettings, RankingWeights


class RankingWeightsViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = RankingWeights
    icon = "order"
    menu_label = "Finder ranking"
    add_to_settings_menu = True
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("fit", "suits", "availability", "freshness", "soon", "replies")],
            heading="How much each part counts",
            help_text="By default these add up to 100. Fit should stay the largest.",
        )
    ]

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        RankingWeights.load()
        return RankingWeights.objects.all()


class LearningSettingsViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = LearningSettings
    icon = "help"
    menu_label = "Finder learning"
    add_to_settings_menu = True
    copy_view_enabled = False
    panels = [FieldPanel("days_before_shown"), FieldPanel("forget_after_days")]

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        LearningSettings.load()
        return LearningSettings.objects.all()


register_snippet(RankingWeightsViewSet)
register_snippet(LearningSettingsViewSet)
