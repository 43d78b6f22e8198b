"""Letters that did not arrive: since when, why, who was told, and whether something was done."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0011_letters'),
        ('core', '0005_covered'),
    ]

    operations = [
        migrations.AddField(
            model_name='outbound',
            name='failed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='outbound',
            name='reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='outbound',
            name='settled_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='outbound',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='outbound',
            index=models.Index(condition=models.Q(('settled_at__isnull', True), ('state', 'failed')), fields=['id'], name='channels_outbound_lost'),
        ),
    ]
