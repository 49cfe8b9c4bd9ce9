"""Forms of a prison's posts."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import RoleAssignment, User
from accounts.roles import COORDINATE, ROLES, SEE_EVIDENCE, ScopeKind
from coordinator.enums import Post
from core.form_dates import DatePartsField
from directory.models import Prison

_HOLDERS = [code for code, role in ROLES.items() if {COORDINATE, SEE_EVIDENCE} & role.permissions]


class PersonInPostForm(forms.Form):
    """How somebody who holds a post is called and reached."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="Staff, organisations and the insert see it.",
        error_messages={"required": "Enter the name"},
    )
    user = forms.ModelChoiceField(
        label="Their sign-in",
        queryset=User.objects.none(),
        required=False,
        empty_label="They have none yet",
        help_text="Being appointed lets nobody in. What somebody may do comes from their role.",
    )
    phone = forms.CharField(label="Phone or extension", max_length=60, required=False)
    hours = forms.CharField(
        label="When they work", max_length=120, required=False, help_text="Such as: Mon to Wed, 9-15."
    )
    employer = forms.CharField(
        label="Who employs them", max_length=120, required=False, help_text="The prison, or a charity."
    )

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = RoleAssignment.objects.active().filter(
            scope_kind=ScopeKind.PRISON, scope_key=prison.code, role__in=_HOLDERS
        )
        people = User.objects.holding(held).order_by("name")
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class AppointmentForm(PersonInPostForm):
    """Who is appointed to what, from when, and how to reach them."""

    field_order = ["post"]
    post = forms.ChoiceField(
        label="Which post?",
        choices=Post.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the post"},
    )
    starts_on = DatePartsField(label="First day")
    ends_on = DatePartsField(label="Last day", required=False, help_text="Leave empty if you do not know")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day must not be before the first")
        return cleaned


class EndForm(forms.Form):
    """The last day of an appointment."""

    ends_on = DatePartsField(label="What is the last day?", help_text="This day still counts.")
