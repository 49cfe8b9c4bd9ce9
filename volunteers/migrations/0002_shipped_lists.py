"""Puts in the lists as shipped."""

from django.db import migrations

from volunteers.shipped_lists import ship


def fill(apps, schema_editor):
    ship(*(apps.get_model("volunteers", name) for name in ("ClearanceLevel", "TrainingModule", "AccessType")))


class Migration(migrations.Migration):

    dependencies = [("volunteers", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
