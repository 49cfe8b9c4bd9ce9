"""The reason of an emergency view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import EmergencyView


class EmergencyForm(forms.Form):
    """Which prison, and why."""

    prison = forms.ChoiceField(label=_("Prison"), error_messages={"required": _("Choose the prison")})
    reason = forms.CharField(
        label=_("Why must you see people’s referrals?"),
        help_text=_("The prison’s coordinators read this. Name nobody."),
        max_length=EmergencyView._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why. The prison’s coordinators read it")},
    )

    def __init__(self, *args: Any, prisons: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(prison.scope_key, str(prison)) for prison in prisons]
        self.fields["prison"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]
