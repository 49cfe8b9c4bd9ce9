"""The settings of the test run: the project's own, read after the environment is set for tests.

pytest-django reads settings before any conftest.py, so the environment cannot be set there.
"""

import os

os.environ["SECRET_KEY"] = "test-key-that-is-long-enough-and-not-for-production-use-0123456789"
os.environ["DEPLOYMENT"] = "local"
os.environ["DEBUG"] = "false"
os.environ["DEMONSTRATION"] = "false"
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost,testserver"
os.environ["STATICFILES_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["TASKS_BACKEND"] = "django_tasks.backends.immediate.ImmediateBackend"
os.environ["CACHE_URL"] = "locmemcache://tests"  # most tests have no database
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["LOG_LEVEL"] = "WARNING"
# Playwright's synchronous calls run inside an event loop, where Django otherwise refuses its own queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: F403
