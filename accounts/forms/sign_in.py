"""Signing in and passwords: allauth's forms in plain words, without placeholders that vanish while typing."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least 12 characters. Three random words are good. Do not use it anywhere else.")


class PlainWords:
    """Gives fields our labels and hints. A form lists them in `words`, by the name of the field."""

    words: dict[str, dict[str, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            words = dict(self.words.get(name, {}))
            field.error_messages.update(words.pop("error_messages", {}))
            for attribute, value in words.items():
                setattr(field, attribute, value)


def _required(sentence: Any) -> dict[str, Any]:
    return {"required": sentence}


_EMAIL = {
    "label": _("E-mail address"),
    "error_messages": {
        "required": _("Enter your e-mail address"),
        "invalid": _("Enter an e-mail address like name@example.org"),
    },
}
_PASSWORD = {"label": _("Password"), "help_text": "", "error_messages": _required(_("Enter your password"))}
_NEW = {
    "label": _("New password"),
    "help_text": PASSWORD_HINT,
    "error_messages": _required(_("Enter a new password")),
}
_AGAIN = {"label": _("New password again"), "error_messages": _required(_("Enter the new password again"))}


class SignInForm(PlainWords, allauth_forms.LoginForm):
    """E-mail address and password."""

    words = {"login": _EMAIL, "password": _PASSWORD}


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):
    """Where to send the link for a new password. Says the same whether or not there is an account."""

    words = {"email": _EMAIL}


class NewPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    """A new password after following the link."""

    words = {"password1": _NEW, "password2": _AGAIN}


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    """A new password instead of the current one."""

    words = {
        "oldpassword": {**_PASSWORD, "label": _("Current password")},
        "password1": _NEW,
        "password2": _AGAIN,
    }


class ConfirmPasswordForm(PlainWords, allauth_forms.ReauthenticateForm):
    """The password again, before something that matters."""

    words = {"password": _PASSWORD}
