"""The audit trail's tables."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q

from core.scope import Scope


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Rows of the audit trail, by what they are about."""

    def in_scope(self, scope: Scope) -> "AuditEventQuerySet":
        """Keep those about a scope, be it their first or a further one."""
        place = {"scope_kind": scope.scope_kind, "scope_key": str(scope.scope_key)}
        first = AuditEvent.objects.filter(**place).order_by().values("sequence")
        return self.filter(sequence__in=first.union(AuditPlace.objects.filter(**place).values("sequence")))

    def counted_in(
        self, events: Iterable[str], kind: str, keys: Iterable[str], days: tuple[date, date]
    ) -> "AuditEventQuerySet":
        """Keep the rows of these events in scopes of a kind, from one day to another: to be counted, not to be read."""
        return self.filter(event__in=events, scope_kind=kind, scope_key__in=keys, at__date__range=days)

    def that_saw(self, records: Iterable[models.Model]) -> "AuditEventQuerySet":
        """Keep those about any of these records of a person, and the lists and files in which one was shown."""
        wanted = Q(pk__in=[])
        for record in records:
            wanted |= Q(about_type=record._meta.label, about_id=str(record.pk))
        about = AuditEvent.objects.filter(wanted).order_by().values("sequence")
        return self.filter(sequence__in=about.union(AuditShown.objects.filter(wanted).values("sequence")))


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
    places = models.JSONField(default=list, blank=True, help_text="Kind and key of further scopes it is about.")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["scope_kind", "scope_key", "at"]),
            models.Index(fields=["about_type", "about_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"


class AuditPlace(models.Model):
    """A further scope that a row is about, beside its own: what two scopes share is of both.

    It only makes rows quick to find; what counts stands in the row's `places`, under its hash.
    """

    sequence = models.PositiveBigIntegerField()
    scope_kind = models.CharField(max_length=20)
    scope_key = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope_kind", "scope_key", "sequence"], name="core_audit_place_once"),
        ]
        indexes = [models.Index(fields=["sequence"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.scope_kind} {self.scope_key}"


class AuditShown(models.Model):
    """A person's record that was shown in the list or file of a row: whoever asks who saw theirs finds it.

    It only makes rows quick to find; what counts stands in the row's details, under its hash.
    """

    sequence = models.PositiveBigIntegerField()
    about_type = models.CharField(max_length=80)
    about_id = models.CharField(max_length=40)

    class Meta:
        verbose_name_plural = "audit shown"
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id", "sequence"], name="core_audit_shown_once"),
        ]
        indexes = [models.Index(fields=["sequence"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.about_type} {self.about_id}"


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
