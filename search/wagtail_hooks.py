"""The finder's place in the CMS: its ranking, which administrators weigh."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet

from core.viewsets import OneRowViewSet
from search.models import LearningSettings, RankingWeights


class RankingWeightsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = RankingWeights
    icon = "order"
    menu_label = "Finder ranking"
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("fit", "suits", "availability", "freshness", "soon", "replies")],
            heading="How much each part counts",
            help_text="By default these add up to 100. Fit should stay the largest.",
        )
    ]


class LearningSettingsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = LearningSettings
    icon = "help"
    menu_label = "Finder learning"
    panels = [
        FieldPanel(name)
        for name in (
            "days_before_shown",
            "forget_after_days",
            "choices_before_suggested",
            "counted_again_after_minutes",
        )
    ]


register_snippet(RankingWeightsViewSet)
register_snippet(LearningSettingsViewSet)
