"""Puts the measures of briefings and funding beside the shipped indicators that they are evidence of."""

from django.db import migrations

MEASURES = {
    "Staff know what services exist and promote them.": ["briefings", "staff-briefed"],
    "Voluntary organisations are supported to work in the prison.": ["funding-running"],
}


def put_beside(apps, schema_editor):
    for text, codes in MEASURES.items():
        for indicator in apps.get_model("coordinator", "Indicator").objects.filter(text=text):
            known = indicator.measures.split()
            indicator.measures = " ".join([*known, *(code for code in codes if code not in known)])
            indicator.save()


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0018_briefings")]

    operations = [migrations.RunPython(put_beside, migrations.RunPython.noop)]
