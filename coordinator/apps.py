"""Registers the coordinator app."""

from django.apps import AppConfig


class CoordinatorConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "coordinator"
