"""Registers the search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "search"
