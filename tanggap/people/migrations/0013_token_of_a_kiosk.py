"""A token that is good for numbers alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0012_mandates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='scope',
            field=models.CharField(blank=True, choices=[('', 'Everything that the person may do'), ('till', 'Vouchers at a till, and nothing else'), ('kiosk', 'Numbers for visitors and the waiting-room screen, and nothing else')], db_default='', default='', max_length=8, verbose_name='may do'),
        ),
    ]
