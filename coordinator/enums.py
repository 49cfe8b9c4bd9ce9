"""Fixed lists of the coordinator's desk: what code decides by."""

from django.db import models


class Post(models.TextChoices):
    """What somebody is appointed to in a prison. At most one person is the named coordinator on any day."""

    COORDINATOR = "coordinator", "Named coordinator"
    DEPUTY = "deputy", "Deputy coordinator"
    SPONSOR = "sponsor", "Senior sponsor"
