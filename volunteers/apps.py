"""Registers the volunteers app."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "volunteers"
