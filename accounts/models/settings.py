"""How long things of accounts may take. One row; an administrator changes it."""

from django.core.validators import MinValueValidator
from django.db import models

from core.models import OneRowModel

_AT_LEAST_ONE = [MinValueValidator(1)]


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
        "minutes an emergency view lasts", default=60, validators=_AT_LEAST_ONE
    )
    keep_days = models.PositiveSmallIntegerField(
        "days settled invitations and requests are kept", default=90, validators=_AT_LEAST_ONE
    )

    class Meta:
        verbose_name = verbose_name_plural = "times of accounts"

    def __str__(self) -> str:
        return "Times of accounts"
