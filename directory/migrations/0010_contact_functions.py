from django.db import migrations, models

KNOWN = [
    "safer-custody", "healthcare", "chaplaincy", "duty-governor", "orderly-office", "omu", "coordinator", "family",
    "gate", "other",
]  # fmt: skip


def mend_unknown(apps, schema_editor):
    """The first demonstration data named the coordinator by a word that no screen knows."""
    contacts = apps.get_model("directory", "PrisonContact").objects.all()
    contacts.filter(function="voluntary-sector-coordinator").update(function="coordinator")
    contacts.exclude(function__in=KNOWN).update(function="other")


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_figures_of_referrals")]

    operations = [
        migrations.RunPython(mend_unknown, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="prisoncontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("function__in", KNOWN)),
                name="directory_contact_function_is_known",
                violation_error_message="Choose one of the functions of the list.",
            ),
        ),
    ]
