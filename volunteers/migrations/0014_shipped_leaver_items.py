"""Puts in what has to come back from leavers, as shipped."""

from django.db import migrations

from volunteers.shipped_lists import ship_leaver_items


def fill(apps, schema_editor):
    ship_leaver_items(apps.get_model("volunteers", "LeaverItem"))


class Migration(migrations.Migration):

    dependencies = [("volunteers", "0013_leaving")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
