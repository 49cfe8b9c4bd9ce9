"""The head of the audit trail, taken over from the rows that are there."""

from django.db import migrations, models
from django.utils.crypto import salted_hmac


def take_over(apps, schema_editor):
    last = apps.get_model("core", "AuditEvent").objects.order_by("-sequence").first()
    head = apps.get_model("core", "AuditHead")(pk=1)
    if last is not None:
        head.sequence, head.hash = last.sequence, last.hash
    said = f"{head.sequence}:{head.hash}:{head.removed_to}:{head.removed_hash}"
    head.signature = salted_hmac("core.audit.head", said, algorithm="sha256").hexdigest()
    head.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_privacy"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("removed_to", models.PositiveBigIntegerField(default=0)),
                ("removed_hash", models.CharField(blank=True, max_length=64)),
                ("signature", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="core_one_audit_head"),
                    models.CheckConstraint(
                        condition=models.Q(("removed_to__lte", models.F("sequence"))),
                        name="core_audit_removed_before_head",
                    ),
                ],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
