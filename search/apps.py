"""Registers the search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "search"

    def ready(self) -> None:
        """Listen to the directory, so that the index follows it."""
        from search import checks, signals  # noqa: F401  the checks register themselves

        signals.connect()
