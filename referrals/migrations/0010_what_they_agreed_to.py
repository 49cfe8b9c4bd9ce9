"""What may be passed on is chosen with the person, never assumed."""

from typing import Any

from django.db import migrations, models


def ask_of_drafts(apps: Any, schema_editor: Any) -> None:
    """Empty, on drafts, what had been assumed: their referrers are asked before they send them.

    What was sent keeps what its organisation was shown.
    """
    drafts = apps.get_model("referrals", "Referral").objects.filter(status="draft")
    drafts.update(may_share="", agreement="", agreed_on=None, agreement_language="")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_indexes_of_the_inbox")]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="may_share",
            field=models.CharField(
                blank=True,
                choices=[
                    ("all", "Everything on this form"),
                    ("contact-only", "Only what is needed to find and meet them"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(ask_of_drafts, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="referral", name="referrals_nothing_sent_without_agreement"),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "withdrawn"]),
                    models.Q(
                        models.Q(("agreement", ""), _negated=True),
                        models.Q(("agreed_on", None), _negated=True),
                        models.Q(("may_share", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="referrals_nothing_sent_without_agreement",
                violation_error_message="Record that the person agreed, and to what: without it nothing is sent.",
            ),
        ),
    ]
