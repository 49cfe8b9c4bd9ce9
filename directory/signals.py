"""What the directory does when something happens elsewhere."""

from typing import Any

from django.contrib.auth.models import Group as UserGroup
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.roles import Role
from accounts.signals import role_group_created
from directory.models import ListingStatus, ServicePage
from directory.page_permissions import give_page_permissions


@receiver(post_save, sender=ServicePage)
def give_listing_a_status(sender: Any, instance: ServicePage, raw: bool = False, **kwargs: Any) -> None:
    """Give every listing the row of its daily facts."""
    if not raw:
        ListingStatus.objects.get_or_create(page=instance)


@receiver(role_group_created)
def open_the_editor(sender: Any, group: UserGroup, role: Role, scope: Any, **kwargs: Any) -> None:
    """Give a new curating group its page permissions."""
    give_page_permissions(group=group, role=role, scope=scope)
