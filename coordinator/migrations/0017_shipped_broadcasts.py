"""Ships words from which messages to organisations start. An administrator changes them."""

from django.db import migrations

TEMPLATES = [
    ("lockdown", "Lockdown", "lockdown", "Lockdown: please do not travel", "The prison is locked down. Sessions cannot take place. We write again when the usual regime is back."),
    ("no-escort", "No escorts", "no-escort", "No escorts today", "There is no officer to escort visitors, so sessions that need one cannot take place. Whoever may move about without an escort can come."),
    ("regime", "Restricted regime", "regime", "Restricted regime", "People are unlocked for shorter times. Ring us before you travel: your session may be shorter or in another room."),
    ("staff-training", "Staff training", "staff-training", "Staff training: no sessions", "Staff are in training and there is no movement. Please do not travel for a session."),
    ("news", "News for everybody", "", "News from the prison", "What has changed, from when, and what you need to do about it."),
    ("room", "A room has changed", "", "A room has changed", "From which day, which room is closed, and where groups meet instead."),
    ("training", "Training that you may join", "", "Training that your people may join", "Which training, when and where, how long it takes, and how to book a place."),
]


def load(apps, schema_editor):
    for order, (slug, name, notice, subject, body) in enumerate(TEMPLATES, start=1):
        facts = {"name": name, "notice": notice, "is_regime": bool(notice), "subject": subject, "body": body}
        apps.get_model("coordinator", "BroadcastTemplate").objects.get_or_create(
            slug=slug, defaults=facts | {"order": order}
        )


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0016_broadcasts")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
