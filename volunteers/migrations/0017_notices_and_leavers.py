"""Notices count whom nobody could reach; that somebody left follows from their work; induction says no more than it is."""

from django.db import migrations, models

BEFORE = "You are cleared. Training dates come next."
AFTER = "Induction and training come next. We tell you the days."


def reword(apps, schema_editor):
    """Change the shipped words where nobody has: they told everybody that they were cleared, cleared or not."""
    apps.get_model("volunteers", "StageRule").objects.filter(stage="induction", told=BEFORE).update(told=AFTER)


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0016_merges_write_back")]

    operations = [
        migrations.RemoveField(model_name="entrant", name="left_on"),
        migrations.AddField(
            model_name="regimenotice",
            name="not_reached",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="people without an e-mail address"),
        ),
        migrations.RunPython(reword, migrations.RunPython.noop),
    ]
