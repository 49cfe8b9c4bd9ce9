"""Ships who inspects and monitors prisons, and puts the forum's measures beside the shipped indicator."""

from django.db import migrations

BODIES = [
    ("hmip", "HM Inspectorate of Prisons"),
    ("imb", "Independent Monitoring Board"),
    ("ppo", "Prisons and Probation Ombudsman"),
    ("hmi-probation", "HM Inspectorate of Probation"),
    ("cqc", "Care Quality Commission"),
    ("hiw", "Healthcare Inspectorate Wales"),
    ("ofsted", "Ofsted"),
    ("estyn", "Estyn"),
    ("coroner", "Coroner (report to prevent future deaths)"),
    ("internal", "The prison's own audit"),
]
INDICATOR = "Departments and organisations work together well."
MEASURES = ["forum-meetings", "forum-organisations", "forum-actions-done", "recommendations-settled"]


def load(apps, schema_editor):
    for order, (slug, name) in enumerate(BODIES, start=1):
        apps.get_model("coordinator", "ScrutinyBody").objects.get_or_create(
            slug=slug, defaults={"name": name, "order": order}
        )
    for indicator in apps.get_model("coordinator", "Indicator").objects.filter(text=INDICATOR):
        known = indicator.measures.split()
        indicator.measures = " ".join([*known, *(code for code in MEASURES if code not in known)])
        indicator.save()


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0011_forum")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
