"""The checklist as shipped: a start that each administrator changes, not a policy."""

from django.db import migrations

REQUIREMENTS = [
    ("agreement", "Agreement with the prison", "What is offered, when and where, and who answers for it.", "prison", 28, 24),
    ("information-sharing", "Information-sharing agreement", "What may be shared about people, why, and for how long.", "prison", 28, 24),
    ("insurance", "Insurance", "Public liability insurance that covers work in a prison.", "organisation", 21, 12),
    ("safeguarding", "Safeguarding policy", "For adults at risk, with a named lead.", "organisation", 21, 12),
    ("risk-assessment", "Risk assessment", "Of the rooms, the group and the materials.", "prison", 42, 12),
    ("induction", "Induction to the prison", "Everybody who comes in has had it.", "prison", 42, None),
    ("acct-training", "ACCT training", "Everybody who meets people in prison knows what an ACCT is and how to raise a concern.", "prison", 56, 24),
]


def load(apps, schema_editor):
    requirement = apps.get_model("coordinator", "OnboardingRequirement")
    for order, (slug, label, explanation, owner, due_days, valid_months) in enumerate(REQUIREMENTS, start=1):
        requirement.objects.get_or_create(
            slug=slug,
            defaults={
                "label": label,
                "explanation": explanation,
                "owner": owner,
                "due_days": due_days,
                "valid_months": valid_months,
                "order": order,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0004_organisations")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
