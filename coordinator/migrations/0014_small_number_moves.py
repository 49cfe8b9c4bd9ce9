"""The number up to which counts of people are hidden moves to core, so that every app hides alike; it is kept."""

from typing import Any

from django.db import migrations


def keep_the_number(apps: Any, schema_editor: Any) -> None:
    """Copy what an administrator chose."""
    chosen = apps.get_model("coordinator", "DeskSettings").objects.values_list("small_number", flat=True).first()
    if chosen is not None:
        settings, _made = apps.get_model("core", "PrivacySettings").objects.get_or_create(pk=1)
        settings.small_number = chosen
        settings.save()


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0013_funding"), ("core", "0009_small_number")]

    operations = [
        migrations.RunPython(keep_the_number, migrations.RunPython.noop),
        migrations.RemoveField(model_name="desksettings", name="small_number"),
    ]
