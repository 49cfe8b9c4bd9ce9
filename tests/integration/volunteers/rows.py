"""What stands in this app's tables, for tests of what must change all or not at all."""

from typing import Any

from django.apps import apps
from django.db.models import Model


def rows(*, but: tuple[type[Model], ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of this app's tables as it stands, but for when a row was last written.

    Rows that join two tables have keys that nobody refers to: they are left out too.
    """
    found = {}
    for table in apps.get_app_config("volunteers").get_models(include_auto_created=True):
        left_out = {"updated_at", "id"} if table._meta.auto_created else {"updated_at"}
        names = [field.attname for field in table._meta.concrete_fields if field.name not in left_out]
        if table not in but:
            found[table._meta.label] = sorted(map(tuple, table._base_manager.values_list(*names)), key=str)
    return found
