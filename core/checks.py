"""System checks: what an installation lacks, said before anybody meets it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from core import pdf

_OF_ONE_PROCESS = ("locmem", "dummy")


@register(deploy=True)
def cache_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where each process counts failed sign-ins for itself, so that more tries are let through than said."""
    if any(name in settings.CACHES["default"]["BACKEND"] for name in _OF_ONE_PROCESS):
        words = "CACHE_URL is not shared by all processes: lock-out after failed sign-ins does not hold."
        return [Warning(words, id="core.W002")]
    return []


@register()
def pdf_can_be_made(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the library that PDF files need is missing."""
    return [] if pdf.is_available() else [Warning(pdf.WHAT_TO_INSTALL, id="core.W001")]
