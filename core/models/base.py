"""What tables are built on."""

import uuid
from typing import Self

from django.db import models


class TimestampedModel(models.Model):
    """Adds when a row was made and last changed."""

    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


class UUIDModel(models.Model):
    """A primary key that may stand in an address: it cannot be guessed and says nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class OneRowModel(models.Model):
    """A table of settings with one row, which an administrator changes and code reads with `load`."""

    class Meta:
        abstract = True

    @classmethod
    def load(cls) -> Self:
        """Return the one row, made with the shipped defaults on first use."""
        return cls._default_manager.get_or_create(pk=1)[0]
