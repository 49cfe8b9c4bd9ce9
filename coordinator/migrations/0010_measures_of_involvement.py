"""Puts the measures of involvement beside the shipped indicators that they are evidence of."""

from django.db import migrations

MEASURES = {
    "A local strategy says how the needs of every group are found out and met.": "people-asked told-back",
}


def put_beside(apps, schema_editor):
    for text, codes in MEASURES.items():
        for indicator in apps.get_model("coordinator", "Indicator").objects.filter(text=text):
            new = [code for code in codes.split() if code not in indicator.measures.split()]
            indicator.measures = " ".join([*indicator.measures.split(), *new])
            indicator.save()


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0009_involvement")]

    operations = [migrations.RunPython(put_beside, migrations.RunPython.noop)]
