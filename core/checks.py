"""System checks: what an installation lacks, said before anybody meets it."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from core import pdf


@register()
def pdf_can_be_made(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the library that PDF files need is missing."""
    return [] if pdf.is_available() else [Warning(pdf.WHAT_TO_INSTALL, id="core.W001")]
