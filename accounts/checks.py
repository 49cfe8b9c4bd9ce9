"""System checks of accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SENTENCE = (
    "%d active superuser(s) in the database of a server. They cannot sign in, because nobody reviews them: give them "
    "the role of national administrator and take the flag away (docs/adr/0045-no-superusers-on-a-server.md)."
)


@register(Tags.database, deploy=True)
def no_superusers_on_a_server(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Fail where the database of a server has superusers: `check --deploy --database default`."""
    from accounts.models import User

    if settings.LOCAL or not databases:
        return []
    found = User.objects.filter(is_superuser=True, is_active=True).count()
    return [Error(SENTENCE % found, id="accounts.E001")] if found else []
