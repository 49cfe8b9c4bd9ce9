"""The lists and numbers of people who come in, in the CMS, where administrators change them."""

from wagtail.snippets.models import register_snippet

from accounts.rights import register_editor_permissions
from accounts.roles import ADMINISTRATOR, Role
from core.viewsets import ListViewSet, OneRowViewSet
from volunteers.models import (
    AccessType,
    ClearanceLevel,
    EntrySettings,
    LeaverItem,
    StageRule,
    TrainingModule,
    VolunteeringSettings,
)


class VolunteeringSettingsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = VolunteeringSettings
    icon = "group"
    menu_label = "Volunteering"


class TrainingModuleViewSet(ListViewSet):
    """The catalogue of training: how long each holds, what comes before it, who needs it."""

    model = TrainingModule
    menu_label = "Training"
    list_display = ("label", "validity_months", "required_of_everyone", "counts_for_inspection", "is_active")


class ClearanceLevelViewSet(ListViewSet):
    """The levels of clearance: how long each is valid, and which is the higher."""

    model = ClearanceLevel
    menu_label = "Clearance levels"
    list_display = ("label", "order", "validity_months", "is_active")


class AccessTypeViewSet(ListViewSet):
    """The ways of moving about: which clearance and training each needs."""

    model = AccessType
    menu_label = "Ways of moving about"
    list_display = ("label", "required_level", "in_every_approval", "is_active")


class LeaverItemViewSet(ListViewSet):
    """What has to come back when somebody leaves."""

    model = LeaverItem
    menu_label = "Leavers"
    list_display = ("label", "order", "is_active")


class StageRuleViewSet(ListViewSet):
    """How long each stage of an application should take, whom it waits for and what applicants are told."""

    model = StageRule
    icon = "time"
    menu_label = "Stages of applications"
    list_display = ("__str__", "ideal_days", "max_days", "waits_for")


class EntrySettingsViewSet(OneRowViewSet):
    """One row to edit; it can neither be added to nor deleted."""

    model = EntrySettings
    menu_label = "People who come in"


@register_editor_permissions
def changes_lists_of_volunteering(role: Role) -> list[str]:
    """National administrators change how long things hold, and the lists that gates and applications go by."""
    if role != ADMINISTRATOR:
        return []
    changes = (
        *("change_volunteeringsettings", "change_entrysettings", "change_stagerule"),
        *("change_trainingmodule", "add_trainingmodule", "change_clearancelevel", "add_clearancelevel"),
        *("change_accesstype", "add_accesstype", "change_leaveritem", "add_leaveritem"),
    )
    return [f"volunteers.{name}" for name in changes]


register_snippet(VolunteeringSettingsViewSet)
register_snippet(EntrySettingsViewSet)
register_snippet(TrainingModuleViewSet)
register_snippet(ClearanceLevelViewSet)
register_snippet(AccessTypeViewSet)
register_snippet(LeaverItemViewSet)
register_snippet(StageRuleViewSet)
