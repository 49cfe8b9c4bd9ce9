"""What the desk does when something happens elsewhere."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.dispatch import receiver

from accounts.roles import ADMINISTRATOR, Role
from accounts.signals import role_group_created

#: What of the desk an administrator changes in the CMS.
ADMINISTERED = ("desksettings",)


@receiver(role_group_created)
def let_administrators_change_numbers(sender: Any, group: Group, role: Role, **kwargs: Any) -> None:
    """Let national administrators change the desk's numbers in the CMS."""
    if role == ADMINISTRATOR:
        wanted = [f"{verb}_{model}" for model in ADMINISTERED for verb in ("change",)]
        group.permissions.add(*Permission.objects.filter(content_type__app_label="coordinator", codename__in=wanted))
