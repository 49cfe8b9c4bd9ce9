"""Puts in the rules of stages as shipped."""

from django.db import migrations

from volunteers.shipped_lists import ship_stages


def fill(apps, schema_editor):
    ship_stages(apps.get_model("volunteers", "StageRule"))


class Migration(migrations.Migration):

    dependencies = [("volunteers", "0005_recruitment_and_merges")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
