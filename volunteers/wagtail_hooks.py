"""The lists and numbers of people who come in, in the CMS, where administrators change them."""

from typing import Any

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role
from volunteers.models import TrainingModule, VolunteeringSettings


class VolunteeringSettingsViewSet(SnippetViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = VolunteeringSettings
    icon = "group"
    menu_label = "Volunteering"
    add_to_settings_menu = True
    copy_view_enabled = False

    def get_queryset(self, request: Any) -> Any:
        """Show the one row, made on first use."""
        VolunteeringSettings.load()
        return VolunteeringSettings.objects.all()


class TrainingModuleViewSet(SnippetViewSet):
    """The catalogue of training: how long each holds, what comes before it, who needs it."""

    model = TrainingModule
    icon = "list-ul"
    menu_label = "Training"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ("label", "validity_months", "required_of_everyone", "counts_for_inspection", "is_active")


@register_editor_permissions
def changes_lists_of_volunteering(role: Role) -> list[str]:
    """National administrators change how long things hold and the catalogue of training."""
    if role != ADMINISTRATOR:
        return []
    changes = ("change_volunteeringsettings", "change_trainingmodule", "add_trainingmodule")
    return [f"volunteers.{name}" for name in changes]


register_snippet(VolunteeringSettingsViewSet)
register_snippet(TrainingModuleViewSet)
