"""Registers the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "accounts"
