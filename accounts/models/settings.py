"""How long things of accounts may take. One row; an administrator changes it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import OneRowModel

_AT_LEAST_ONE = [MinValueValidator(1)]
#: Four hours: longer than that is no emergency, and every view is opened with a reason of its own.
MOST_EMERGENCY_MINUTES = 240


class AccessSettings(OneRowModel):
    """Days of invitations, requests and the access review, shipped as defaults."""

    invitation_days = models.PositiveSmallIntegerField("days an invitation works", default=7, validators=_AT_LEAST_ONE)
    request_days = models.PositiveSmallIntegerField("days to decide a request", default=14, validators=_AT_LEAST_ONE)
    review_days = models.PositiveSmallIntegerField(
        "days until an account is confirmed again", default=90, validators=_AT_LEAST_ONE
    )
    review_notice_days = models.PositiveSmallIntegerField(
        "days in which to confirm it", default=14, validators=_AT_LEAST_ONE
    )
    break_glass_minutes = models.PositiveSmallIntegerField(
        "minutes an emergency view lasts",
        default=60,
        validators=[*_AT_LEAST_ONE, MaxValueValidator(MOST_EMERGENCY_MINUTES)],
        help_text="At most 240, four hours.",
    )
    keep_days = models.PositiveSmallIntegerField(
        "days settled invitations and requests are kept", default=90, validators=_AT_LEAST_ONE
    )

    class Meta:
        verbose_name = verbose_name_plural = "times of accounts"
        constraints = [
            models.CheckConstraint(
                condition=Q(break_glass_minutes__gte=1, break_glass_minutes__lte=MOST_EMERGENCY_MINUTES),
                name="accounts_emergency_view_is_short",
                violation_error_message="Let an emergency view last between 1 and 240 minutes.",
            ),
        ]

    def __str__(self) -> str:
        return "Times of accounts"
