"""The cache in the database, where no other is configured: all processes count failed sign-ins together."""

from django.db import models


class CacheEntry(models.Model):
    """One entry, in the columns that Django's database cache writes. Keys are hashed (core/cache_keys.py)."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "core_cache"

    def __str__(self) -> str:
        return f"until {self.expires:%Y-%m-%d %H:%M}"
