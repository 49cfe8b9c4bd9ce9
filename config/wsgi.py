"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from search.meaning.needs import warm_up  # noqa: E402

# Before the first question, in each process that serves and in no command.
warm_up()
