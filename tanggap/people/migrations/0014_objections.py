"""The complainant objects to whoever speaks for them; people who are neither customer nor member."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0013_token_of_a_kiosk"),
    ]

    operations = [
        migrations.AddField(
            model_name='mandate',
            name='stored_objection',
            field=models.TextField(blank=True, db_column='objection', default=''),
        ),
        migrations.AddField(
            model_name='mandate',
            name='suspended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='person',
            name='kind',
            field=models.CharField(choices=[('customer', 'Customer'), ('member', 'Member'), ('prospect', 'Prospect'), ('supplier', 'Supplier'), ('internal', 'Employee or internal unit'), ('other', 'Other'), ('unknown', 'Not known')], default='unknown', max_length=16),
        ),
    ]
