"""Inviting, taking up an invitation, asking for a role and deciding."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import PASSWORD_HINT
from accounts.models import AccountRequest, User
from accounts.roles import ROLES, Role
from core.forms import HintedRadioSelect

_EMAIL_ERRORS = {
    "required": _("Enter an e-mail address"),
    "invalid": _("Enter an e-mail address like name@example.org"),
}
_NAME_ERRORS = {"required": _("Enter your name")}


def _role_field(roles: list[Role], label: Any, required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(role.code, role.label) for role in roles],
        widget=HintedRadioSelect(option_hints={role.code: role.sentence for role in roles}),
        error_messages={"required": required, "invalid_choice": required},
    )


class InviteForm(forms.Form):
    """Whom to invite, and to which role."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("Their work address. Nothing else about them goes into the e-mail."),
        max_length=254,
        error_messages=_EMAIL_ERRORS,
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = _role_field(roles, _("What will they do here?"), _("Choose a role"))

    def role(self) -> Role:
        """Return the role that was chosen."""
        return ROLES[self.cleaned_data["role"]]


class NewAccountForm(forms.Form):
    """A name and a password, for whoever has been invited and has no account."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues know you. They see it beside what you do."),
        max_length=120,
        error_messages=_NAME_ERRORS,
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password")},
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the password again")},
    )

    def __init__(self, *args: Any, email: str, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        if known:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """Check the password against everything but the password again."""
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same"))
        if password:
            try:
                validate_password(password, User(email=self._email, name=given.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return given


class WhereForm(forms.Form):
    """The prison or the organisation in which somebody asks for a role."""

    prison = forms.ChoiceField(label=_("Prison"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    place = forms.ChoiceField(
        label=_("Where do you work or volunteer?"),
        choices=[("prison", _("For a prison")), ("organisation", _("For an organisation that works in prisons"))],
        widget=HintedRadioSelect(reveals={"prison": "prison", "organisation": "organisation"}),
        error_messages={"required": _("Choose where you work")},
    )
    field_order = ["place", "prison", "organisation"]
    needed_when_shown = ("prison", "organisation")

    def __init__(self, *args: Any, scopes: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, found in scopes.items():
            choices = [(scope.scope_key, str(scope)) for scope in found]
            self.fields[kind].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the one that the answer reveals."""
        given = super().clean() or {}
        place = given.get("place")
        if place and not given.get(place):
            self.add_error(place, _("Choose the prison") if place == "prison" else _("Choose the organisation"))
        return given


class AskForm(forms.Form):
    """Which role, who asks and why; somebody who has signed in is not asked who they are."""

    name = forms.CharField(label=_("Your name"), max_length=120, error_messages=_NAME_ERRORS)
    email = forms.EmailField(label=_("Your work e-mail address"), max_length=254, error_messages=_EMAIL_ERRORS)
    why = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("Such as your job and your team. Write nothing about any person in prison."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why you need it")},
    )

    def __init__(self, *args: Any, roles: list[Role], known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = _role_field(roles, _("What do you do there?"), _("Choose what you do there"))
        self.order_fields(["role", "name", "email", "why"])
        if known:
            del self.fields["name"], self.fields["email"]

    def role(self) -> Role:
        """Return the role that was chosen."""
        return ROLES[self.cleaned_data["role"]]


class DecideForm(forms.Form):
    """Approve, or refuse with a reason that the asker reads."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Give this access")), ("refuse", _("Refuse"))],
        widget=HintedRadioSelect(reveals={"refuse": "reason"}),
        error_messages={"required": _("Choose whether to give this access")},
    )
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("The person who asked reads this."),
        max_length=AccountRequest._meta.get_field("reason").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    needed_when_shown = ("reason",)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        given = super().clean() or {}
        if given.get("decision") == "refuse" and not given.get("reason", "").strip():
            self.add_error("reason", _("Say why: the person who asked is told"))
        return given


class LeaveForm(forms.Form):
    """Who takes over each kind of work that somebody leaves behind."""

    def __init__(self, *args: Any, left: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = left
        for item in (one for one in left if not one.waits):
            choices = [(str(user.pk), user.name) for user in item.colleagues]
            self.fields[item.work.code] = forms.ChoiceField(
                label=_("Who takes over the %(label)s (%(count)s)?") % {"label": item.work.label, "count": item.count},
                choices=[("", _("Choose a colleague")), *choices],
                error_messages={"required": _("Choose a colleague who takes over")},
            )

    def hand_to(self) -> dict[str, User]:
        """Return the colleague for each kind of work."""
        found = {str(user.pk): user for item in self._left for user in item.colleagues}
        return {code: found[key] for code, key in self.cleaned_data.items()}
