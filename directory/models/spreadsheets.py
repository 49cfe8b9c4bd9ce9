"""Files that a curator has uploaded and not yet imported."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.models import TimestampedModel, UUIDModel

KEPT_FOR = timedelta(days=1)


class SpreadsheetUploadQuerySet(models.QuerySet["SpreadsheetUpload"]):
    """Uploaded files, by whose they are and how old."""

    def visible_to(self, user: Any) -> "SpreadsheetUploadQuerySet":
        """Keep the user's own files that have not expired: nobody else sees them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(uploader=user, created_at__gt=timezone.now() - KEPT_FOR)


class SpreadsheetUpload(UUIDModel, TimestampedModel):
    """A spreadsheet between its upload and its import: private to whoever uploaded it, gone after a day."""

    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    prison = models.ForeignKey("directory.Prison", models.CASCADE, related_name="+")
    ending = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "Excel workbook")])
    content = models.BinaryField()

    objects = SpreadsheetUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.prison_id} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def filename(self) -> str:
        """Return a name with the file's ending: the one it was uploaded under is not kept."""
        return f"upload.{self.ending}"
