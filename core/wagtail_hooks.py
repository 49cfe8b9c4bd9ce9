"""Core's place in the CMS: how long personal data are kept, which administrators change."""

from wagtail.snippets.models import register_snippet

from core.models import PrivacySettings
from core.viewsets import OneRowViewSet


class PrivacySettingsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = PrivacySettings
    icon = "lock"
    menu_label = "How long data are kept"


register_snippet(PrivacySettingsViewSet)
