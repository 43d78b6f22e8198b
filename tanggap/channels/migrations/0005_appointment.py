"""A letter may carry an appointment for calendars."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_mailbox'),
    ]

    operations = [
        migrations.AddField(
            model_name='outbound',
            name='appointment',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
