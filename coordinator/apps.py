"""Registers the coordinator app."""

from django.apps import AppConfig


class CoordinatorConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "coordinator"

    def ready(self) -> None:
        """Listen for what accounts tell, and tell the directory who is appointed."""
        from coordinator import (
            directory_links,
            signals,  # noqa: F401
        )

        directory_links.connect()
