"""How forms are drawn."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Draws fields with the project's own templates."""
