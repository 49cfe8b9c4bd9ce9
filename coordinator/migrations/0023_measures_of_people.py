"""Puts the measures of people who come in, and of the insert's use, beside the shipped indicators they are evidence of."""

from django.db import migrations

MEASURES = {
    "Staff know what services exist and promote them.": ["insert-views"],
    "Voluntary organisations are supported to work in the prison.": [
        "people-at-work",
        "clearance-median",
        "clearance-90",
    ],
    "Partners can join the prison's training, such as suicide and self-harm prevention.": ["inspection-training"],
}


def put_beside(apps, schema_editor):
    for text, codes in MEASURES.items():
        for indicator in apps.get_model("coordinator", "Indicator").objects.filter(text=text):
            known = indicator.measures.split()
            indicator.measures = " ".join([*known, *(code for code in codes if code not in known)])
            indicator.save()


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0022_broadcast_to_several_prisons")]

    operations = [migrations.RunPython(put_beside, migrations.RunPython.noop)]
