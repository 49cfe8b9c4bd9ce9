"""What accounts tell the apps above them."""

from django.dispatch import Signal

#: Sent when the group of a role in a scope is made; arguments: group, role, scope (None when national).
role_group_created = Signal()
