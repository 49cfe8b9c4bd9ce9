"""Listings that could not be sent to Elasticsearch are tried again, ever later, and then left to the nightly run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from search.tasks import RETRIES, sync_listings

pytestmark = pytest.mark.django_db


def test_each_try_in_vain_is_queued_for_later_and_the_last_is_left_to_the_nightly_run(settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_TIMEOUT = "http://127.0.0.1:9", 0.2
    for attempt, minutes in enumerate(RETRIES):
        DBTaskResult.objects.all().delete()
        assert sync_listings.call([7, 8], attempt) == 0
        queued = DBTaskResult.objects.get()
        assert queued.args_kwargs == {"args": [[7, 8], attempt + 1], "kwargs": {}}
        assert abs(queued.run_after - timezone.now() - timedelta(minutes=minutes)) < timedelta(seconds=30)
    DBTaskResult.objects.all().delete()
    assert sync_listings.call([7, 8], len(RETRIES)) == 0
    assert not DBTaskResult.objects.exists()
