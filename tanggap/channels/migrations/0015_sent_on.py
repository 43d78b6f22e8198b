"""A visitor is sent on to another service or department; numbers left at the end of a day; kiosks that print."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0014_whose_network'),
        ('core', '0005_covered'),
        ('people', '0013_token_of_a_kiosk'),
    ]

    operations = [
        migrations.CreateModel(
            name='Kiosk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prints_at_once', models.BooleanField(default=False, verbose_name='prints each number at once')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='ticket',
            name='queue_ended_when_over',
        ),
        migrations.AddField(
            model_name='ticket',
            name='sent_service',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.queueservice'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='sent_unit',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.unit'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('called', 'Called'), ('serving', 'Being served'), ('done', 'Done'), ('absent', 'Did not come'), ('left', 'Gone'), ('unserved', 'Not served')], default='waiting', max_length=8),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['day'], name='queue_not_over'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['done', 'absent', 'left', 'unserved'])), models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'called', 'serving'])), _connector='OR'), name='queue_ended_when_over'),
        ),
        migrations.AddField(
            model_name='kiosk',
            name='branch',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='branch'),
        ),
    ]
