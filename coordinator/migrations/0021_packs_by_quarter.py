"""Packs that were frozen month by month keep what they say, in the shape of those that say it quarter by quarter."""

from django.db import migrations


def reshape(apps, schema_editor):
    packs = apps.get_model("coordinator", "InspectionPack").objects.filter(content__schema=1)
    for pack in packs.iterator():
        content = pack.content
        figures = content["figures"].values()
        content["quarters"] = [label for label, _words in next(iter(figures))["months"]] if figures else []
        for figure in figures:
            figure["quarters"] = [words for _label, words in figure.pop("months")]
        for table in content["tables"]:
            table["headers"] = ["What", "Referrals"]
        content["schema"] = 2
        pack.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0020_broadcast_recipients_rung")]

    operations = [migrations.RunPython(reshape, migrations.RunPython.noop, elidable=True)]
