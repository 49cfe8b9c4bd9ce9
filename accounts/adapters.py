"""How allauth behaves here."""

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import encryption
from accounts.backends import is_out_of_place
from accounts.kept_text import kept_for
from accounts.notifications import SIGN_IN
from accounts.sign_in_audit import places_of, record_refused
from core import audit
from core.landing import landing_page
from core.outbox.actions import queue_message

_ALL_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES]


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts are invited or requested."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "too_many_login_attempts": _(
            "Too many tries. Wait 15 minutes and try again, or reset your password if you have forgotten it"
        ),
        "rate_limited": _("Too many tries. Wait 15 minutes and try again"),
        "incorrect_code": _("The code is not right"),
        "incorrect_password": _("The password is not right"),
        "enter_current_password": _("The current password is not right"),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the e-mail in the database, so that the answer takes no longer where there is an account."""
        message = self.render_mail(template_prefix, email, context)
        queue_message(kind=SIGN_IN.code, to=email, subject=message.subject, body=str(message.body))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Write an audit row when too many wrong tries lock an account for some minutes."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_refused("sign-in.locked", email=credentials.get("email", ""))
            raise

    def pre_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse | None:
        """Refuse an account that is out of place, by whatever way it comes, as if it were suspended."""
        if is_out_of_place(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        answer: HttpResponse | None = super().pre_login(request, user, **how)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write an audit row for a wrong password or an unknown address."""
        record_refused("sign-in.failed", email=credentials.get("email", ""))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no open registration."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the page where something was typed before the session ended, else to the user's own home page."""
        kept = kept_for(request)
        return kept.page if kept else landing_page(request.user) or super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go to the account's page, where the message about the change is shown."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only when the user signed in, or confirmed who they are, longer than some minutes ago.

        Allauth would ask again right after signing in, in the middle of setting up the first factor.
        """
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest > account_settings.REAUTHENTICATION_TIMEOUT


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Somebody ends their other sessions."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        """End them, with an audit row about their holder."""
        with transaction.atomic():
            super().end_sessions(sessions)
            if sessions:
                holder = sessions[0].user
                audit.record("sessions.ended", by=holder, about=holder, places=places_of(holder), count=len(sessions))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Printed codes are a factor of their own, and what proves a factor is kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is not right, or it has been used already"),
    }

    def is_mfa_enabled(self, user: AbstractBaseUser, types: list[str] | None = None) -> bool:
        """Say whether the user has one of these factors.

        Where allauth asks about app and key together it asks whether signing in needs a second step; for us
        printed codes alone need one too.
        """
        if types is not None and set(types) == {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
            types = _ALL_FACTORS
        return super().is_mfa_enabled(user, types)

    def encrypt(self, text: str) -> str:
        """Encrypt the seed of an app or of printed codes."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt the seed of an app or of printed codes."""
        return encryption.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        """Suggest a name for a key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site to the browser without the address it runs at."""
        return super().get_public_key_credential_rp_entity() | {"name": "Alongside"}
