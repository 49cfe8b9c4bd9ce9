"""Filters of the people of a prison or organisation."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessSettings, RoleAssignment, User
from accounts.roles import ScopeKind, roles_of_kind

STATES = [
    ("to_confirm", _("To confirm")),
    ("suspended", _("Suspended")),
    ("never", _("Never signed in")),
]


class PeopleFilter(django_filters.FilterSet):
    """By state and by role; without a choice, everybody who holds or held off a role here."""

    state = django_filters.ChoiceFilter(label=_("Who"), choices=STATES, method="in_state", empty_label=_("Everybody"))
    role = django_filters.ChoiceFilter(label=_("Role"), method="with_role", empty_label=_("Every role"))

    class Meta:
        model = User
        fields = ["state", "role"]

    def __init__(self, data: Any, *, scope: Any) -> None:
        self._held = RoleAssignment.objects.not_ended().held_in(scope)
        people = User.objects.filter(pk__in=self._held.values("user"))
        kind = ScopeKind(scope.scope_kind) if scope is not None else ScopeKind.NATIONAL
        choices = [(role.code, role.label) for role in roles_of_kind(kind)]
        super().__init__(data, queryset=people)
        self.filters["role"].extra["choices"] = choices

    def in_state(self, people: Any, name: str, value: str) -> Any:
        """Keep those who wait to be confirmed, whose role is suspended, or who never came."""
        if value == "never":
            return people.filter(last_login=None)
        if value == "suspended":
            return people.filter(pk__in=self._held.suspended().values("user"))
        due = self._held.to_confirm(timezone.localdate(), AccessSettings.load())
        return people.filter(pk__in=due.values("user"))

    def with_role(self, people: Any, name: str, value: str) -> Any:
        """Keep those who hold the role here."""
        return people.filter(pk__in=self._held.filter(role=value).values("user"))
