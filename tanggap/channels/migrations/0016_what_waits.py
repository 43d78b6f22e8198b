"""What waits to be read has an index of its own: the worker looks for it every second, however much lies aside."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0015_sent_on'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='inbound',
            name='channels_inbound_unread',
        ),
        migrations.AddIndex(
            model_name='inbound',
            index=models.Index(condition=models.Q(('state', 'received')), fields=['received_at', 'id'], name='channels_inbound_waits'),
        ),
    ]
