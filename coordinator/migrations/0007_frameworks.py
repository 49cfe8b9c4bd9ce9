"""Three editions of expectations as shipped. The indicators are in our own words; an administrator changes them."""

from django.db import migrations

FRAMEWORKS = [
    ("hmip-men-clinks", "HMIP men's Expectations as cited by Clinks (81)", "81", "As cited by Clinks; check the edition in force.", True),
    ("hmip-men-2017", "HMIP men's Expectations, web edition 2017 (80)", "80", "The web edition of 2017; check the edition in force.", True),
    ("in-force", "The edition in force", "", "Empty: write in the number and the indicators of the edition that is in force.", False),
]
INDICATORS = [
    ("A local strategy says how the needs of every group are found out and met.", "searches-in-vain"),
    ("Departments and organisations work together well.", "organisations first-answer-median first-answer-90 declined"),
    ("Information about individuals is shared soundly.", "concerns-in-time"),
    ("Case work is coordinated.", "first-contact-median referrals-sent"),
    ("There is one record, and it is current.", "listings-confirmed"),
    ("Staff know what services exist and promote them.", "referrals-sent insert-editions insert-copies"),
    ("Voluntary organisations are supported to work in the prison.", "organisations acct-training"),
    ("A named manager coordinates the organisations that work there.", "named-coordinator"),
    ("Partners can join the prison's training, such as suicide and self-harm prevention.", "acct-training"),
]


def load(apps, schema_editor):
    framework_table = apps.get_model("coordinator", "ExpectationFramework")
    indicator_table = apps.get_model("coordinator", "Indicator")
    for order, (slug, name, number, note, has_indicators) in enumerate(FRAMEWORKS, start=1):
        framework, made = framework_table.objects.get_or_create(
            slug=slug, defaults={"name": name, "number": number, "note": note, "order": order}
        )
        if made and has_indicators:
            indicator_table.objects.bulk_create(
                indicator_table(framework=framework, order=place, text=text, measures=measures)
                for place, (text, measures) in enumerate(INDICATORS, start=1)
            )


class Migration(migrations.Migration):
    dependencies = [("coordinator", "0006_expectations")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
