"""Takes personal data out of the earlier versions that Wagtail keeps."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Revision, RevisionMixin


def scrub_revisions(model: type[models.Model], keys: Iterable[Any], values: Mapping[str, Any]) -> int:
    """Write the values into every kept version of the rows; return how many versions were changed."""
    if not issubclass(model, RevisionMixin) or not values:
        return 0
    kept = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
    )
    count = 0
    for revision in kept.iterator():
        revision.content |= {name: value for name, value in values.items() if name in revision.content}
        revision.save(update_fields=["content"])
        count += 1
    return count
