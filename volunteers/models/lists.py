"""Lists that an administrator changes: clearance levels, access types, training modules."""

from django.db import models


class _Listed(models.Model):
    """A term of a list: its slug is what code and spreadsheets know it by."""

    slug = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label


class ClearanceLevel(_Listed):
    """A level of clearance. Its order is its height: a higher one covers those below it."""

    order = models.PositiveSmallIntegerField(
        "height", default=0, help_text="A higher level covers those below it: the gate goes by this number."
    )

    validity_months = models.PositiveSmallIntegerField("months it is valid", default=60)


class TrainingModule(_Listed):
    """Something people who come in are trained in."""

    validity_months = models.PositiveSmallIntegerField(
        "months it is valid", null=True, blank=True, help_text="Empty: it does not expire."
    )
    face_to_face = models.BooleanField("must be face to face", default=False)
    counts_for_inspection = models.BooleanField("counts towards inspection coverage", default=False)
    required_of_everyone = models.BooleanField("required of everybody who comes in", default=False)
    prerequisites = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="leads_to")


class AccessType(_Listed):
    """How somebody moves about, and what that needs."""

    required_level = models.ForeignKey(
        ClearanceLevel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lowest level"
    )
    modules = models.ManyToManyField(TrainingModule, blank=True, related_name="access_types")
    in_every_approval = models.BooleanField(
        "part of every approval", default=False, help_text="Whoever may come in at all may come in this way."
    )
