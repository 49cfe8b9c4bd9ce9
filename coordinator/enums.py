"""Fixed lists of the coordinator's desk: what code decides by."""

from django.db import models


class Post(models.TextChoices):
    """What somebody is appointed to in a prison. At most one person is the named coordinator on any day."""

    COORDINATOR = "coordinator", "Named coordinator"
    DEPUTY = "deputy", "Deputy coordinator"
    SPONSOR = "sponsor", "Senior sponsor"


class OfferState(models.TextChoices):
    """What became of an offer."""

    NEW = "new", "New"
    TALKING = "talking", "Talking with them"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


OPEN_OFFERS = (OfferState.NEW, OfferState.TALKING)


class EngagementState(models.TextChoices):
    """Where an organisation stands in a prison."""

    ONBOARDING = "onboarding", "Getting started"
    ACTIVE = "active", "Active"
    REVIEW = "review", "In review"
    LEAVING = "leaving", "Leaving"
    LEFT = "left", "Left"


class Owner(models.TextChoices):
    """Who has to bring something about."""

    PRISON = "prison", "The prison"
    ORGANISATION = "organisation", "The organisation"
