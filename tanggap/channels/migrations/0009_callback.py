"""Calls that we owe somebody who has no complaint on file."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0008_walk_in'),
        ('core', '0005_covered'),
        ('people', '0010_only_approvals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Callback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Waits for our call'), ('done', 'We have spoken'), ('not_reached', 'Not reached'), ('dropped', 'No longer wanted')], default='open', max_length=12)),
                ('stored_number', models.TextField(db_column='number')),
                ('stored_name', models.TextField(blank=True, db_column='name', default='')),
                ('stored_about', models.TextField(blank=True, db_column='about', default='')),
                ('wanted_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.call')),
                ('asked_in', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.call')),
                ('data_key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['due_at', 'id'], name='channels_callback_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='callback_ended_or_open'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('asked_in',), name='callback_one_open_of_a_call')],
            },
        ),
    ]
