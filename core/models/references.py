"""Rows that people know by a reference."""

from typing import Any

from django.db import models


class ReferencedModel(models.Model):
    """Draws another reference while a new row's own is taken: among 100,000 rows of 25**7, two agree by chance.

    The table has a unique `reference` whose default draws one. Two that draw the same at once are still refused by the
    database.
    """

    reference: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save under a reference that no other row has."""
        self.settle_reference()
        super().save(*args, **kwargs)

    def settle_reference(self) -> None:
        """Give a new row a reference that no other has. What is made of the reference is made after this."""
        if self._state.adding:
            rows: Any = type(self)._default_manager
            field: Any = self._meta.get_field("reference")
            while rows.filter(reference=self.reference).exists():
                self.reference = field.get_default()
