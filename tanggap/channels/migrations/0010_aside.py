"""What is kept aside is listed by its state; a person may discard it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_callback'),
        ('core', '0005_covered'),
    ]

    operations = [
        migrations.AlterField(
            model_name='inbound',
            name='state',
            field=models.CharField(choices=[('received', 'Received'), ('read', 'Read'), ('quarantined', 'Quarantined'), ('refused', 'Refused'), ('discarded', 'Discarded')], default='received', max_length=12),
        ),
        migrations.AddIndex(
            model_name='inbound',
            index=models.Index(condition=models.Q(('state__in', ['quarantined', 'refused', 'discarded'])), fields=['state', '-received_at', '-id'], name='channels_inbound_aside'),
        ),
    ]
