"""Calls: who was on the line with whom, and what came of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0005_appointment'),
        ('core', '0005_covered'),
        ('people', '0010_only_approvals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('in', 'Came in'), ('out', 'We called')], default='in', max_length=3)),
                ('outcome', models.CharField(blank=True, choices=[('', 'On the line'), ('recorded', 'Complaint recorded'), ('about', 'About a complaint on file'), ('status', 'Asked how it stands'), ('call_back', 'To be called back'), ('no_answer', 'Nobody reached'), ('wrong_number', 'Wrong number'), ('nothing', 'Nothing to record')], default='', max_length=12)),
                ('stored_number', models.TextField(blank=True, db_column='number', default='')),
                ('stored_name', models.TextField(blank=True, db_column='name', default='')),
                ('stored_note', models.TextField(blank=True, db_column='note', default='')),
                ('digest', models.BinaryField(max_length=32, null=True)),
                ('case_key', models.CharField(blank=True, default='', max_length=40)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('data_key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['-started_at', '-id'], name='channels_call_newest'), models.Index(condition=models.Q(('digest__isnull', False)), fields=['digest'], name='channels_call_number'), models.Index(condition=models.Q(('case_key', ''), _negated=True), fields=['case_key'], name='channels_call_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='call_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('data_key__isnull', True), ('digest__isnull', True), _connector='OR'), name='call_sealed_no_digest'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='call_ended_with_an_outcome')],
            },
        ),
    ]
