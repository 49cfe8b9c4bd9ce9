"""Signing in with the account of one's own organisation (docs/adr/0043-openid-connect.md)."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from accounts.models import User
from accounts.sign_in_audit import places_of
from core import audit


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """A provider's verified address leads to an account that exists; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: accounts are invited or requested."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, or answer with one page whatever the reason is that there is none."""
        if not sociallogin.is_existing:
            user = self._holder(sociallogin)
            if user is None:
                raise ImmediateHttpResponse(render(request, "accounts/joining/not_known.html", status=403))
            sociallogin.connect(request, user)
            audit.record("account.connected", by=user, about=user, places=places_of(user))
        elif not sociallogin.user.is_active:
            raise ImmediateHttpResponse(render(request, "accounts/joining/not_known.html", status=403))

    @staticmethod
    def _holder(sociallogin: SocialLogin) -> User | None:
        """Return the active user whose address the provider has verified."""
        verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
        found: Any = User.objects.filter(email__iexact=verified[0], is_active=True).first() if verified else None
        return found
