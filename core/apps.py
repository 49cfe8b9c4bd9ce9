"""Registers the core app and loads what the other apps declare."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """See README.md in this folder for what the app owns."""

    name = "core"

    def ready(self) -> None:
        """Import what each app declares (data held, retention, notifications, menu) and register the checks."""
        from core import checks, held, held_editor  # noqa: F401

        autodiscover_modules("privacy")  # of all apps before any rule, which may ask what another app declared
        autodiscover_modules("retention", "notifications", "navigation", "worklist", "audit_events", "subjects")
