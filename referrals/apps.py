"""Registers the referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "referrals"
