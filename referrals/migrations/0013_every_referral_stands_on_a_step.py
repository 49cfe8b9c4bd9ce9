import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0012_steps_of_what_there_is'),
    ]

    operations = [
        migrations.AlterField(
            model_name='referral',
            name='stands',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='referrals.step', to_field='head'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('stands', django.db.models.functions.text.Concat(models.F('reference'), models.Value(':'), models.F('previous_status'), models.Value(':'), models.F('status'), output_field=models.TextField()))), name='referrals_stands_where_its_last_step_led'),
        ),
    ]
