"""Registers the referrals app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ReferralsConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "referrals"

    def ready(self) -> None:
        """Load what apps above register: who finds alternatives and counts attempts in vain; tell accounts."""
        from referrals import rights  # noqa: F401

        autodiscover_modules("referring")
