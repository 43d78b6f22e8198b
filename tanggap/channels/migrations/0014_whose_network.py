"""A letter to an unconfirmed address counts for the network it was typed in (T6)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0013_letters_in_a_thread'),
    ]

    operations = [
        migrations.AddField(
            model_name='outbound',
            name='network',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
