"""Registers the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "accounts"

    def ready(self) -> None:
        """Listen for sign-ins."""
        from accounts import signals  # noqa: F401
