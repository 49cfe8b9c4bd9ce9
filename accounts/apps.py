"""Registers the accounts app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "accounts"

    def ready(self) -> None:
        """Listen for sign-ins, and load what apps say of those who leave and join."""
        from accounts import checks, signals  # noqa: F401

        autodiscover_modules("open_work", "joined")
