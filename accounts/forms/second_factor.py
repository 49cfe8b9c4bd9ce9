"""The second step of signing in, and setting it up."""

from allauth.mfa.base import forms as base
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import PlainWords

_CODE = {
    "label": _("Code"),
    "help_text": _("The next unused code on your printed sheet, or the 6 figures that your app shows now."),
    "error_messages": {"required": _("Enter a code")},
}
_KEY_NAME = {"label": _("Name of the key"), "help_text": _("Such as: blue key on my key ring.")}


class _CodeInput(PlainWords):
    """A short box that asks for figures but keeps spaces that people type."""

    words = {"code": _CODE}
    fields: dict[str, forms.Field]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10"}


class CodeForm(_CodeInput, base.AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(_CodeInput, base.ReauthenticateForm):
    """A code again, before something that matters."""


class AppForm(_CodeInput, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words = {"code": _CODE | {"help_text": _("The 6 figures that your app shows now.")}}


class KeyForm(PlainWords, webauthn.AddWebAuthnForm):
    """A new security key or passkey."""

    words = {
        "name": _KEY_NAME,
        "passwordless": {
            "label": _("Use it to sign in without a password too"),
            "help_text": _("The key must then ask for a PIN, a fingerprint or your face."),
        },
    }


class KeyNameForm(PlainWords, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    words = {"name": _KEY_NAME}


class PrintedCodesForm(GenerateRecoveryCodesForm):
    """Makes a new sheet of codes. Allauth refuses it to users without an app or a key; here codes are enough."""

    def clean(self) -> dict[str, object]:
        """Skip allauth's condition."""
        return forms.Form.clean(self) or {}
