"""The audit trail's table."""

from django.db import models


class AuditEvent(models.Model):
    """One thing that somebody did or looked at.

    It has no foreign keys, so that it outlives what it speaks of, and each row carries the hash of the row
    before it, so that a removed or changed row shows. Write only through `core.audit.record`.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=80, db_index=True)
    actor_id = models.CharField(max_length=40, blank=True, db_index=True)
    actor_label = models.CharField(max_length=80, blank=True, help_text="Role or command, never a name.")
    scope_kind = models.CharField(max_length=20, blank=True)
    scope_key = models.CharField(max_length=40, blank=True)
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["scope_kind", "scope_key", "at"]),
            models.Index(fields=["about_type", "about_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"


class AuditHead(models.Model):
    """Where the chain of the audit trail begins and ends. One row, which every writer locks.

    It stands apart from the rows and is signed with a key that the database does not hold, so that rows cut off at the
    end show, and so does a chain that somebody computed anew. `removed_to` is the checkpoint: the number and hash of
    the last row that left on time. See docs/adr/0027-audit-head-and-checkpoint.md.
    """

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    removed_to = models.PositiveBigIntegerField(default=0)
    removed_hash = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="core_one_audit_head"),
            models.CheckConstraint(
                condition=models.Q(removed_to__lte=models.F("sequence")), name="core_audit_removed_before_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"
