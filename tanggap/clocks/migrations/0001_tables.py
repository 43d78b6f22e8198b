"""Calendars, promises and their pauses."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('clocks', '0001_clock'), ('clocks', '0002_ladder'), ('clocks', '0003_kinds'), ('clocks', '0004_recount'), ('clocks', '0005_in_view')]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField(unique=True)),
                ('name', models.TextField()),
                ('zone', models.TextField(default='Asia/Jakarta')),
                ('week', models.JSONField(default=dict)),
                ('stamp', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.TextField()),
                ('kind', models.TextField()),
                ('case_id', models.BigIntegerField(db_index=True, null=True)),
                ('minutes', models.PositiveIntegerField()),
                ('working', models.BooleanField(default=True)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('state', models.TextField(choices=[('running', 'Running'), ('paused', 'Paused'), ('kept', 'Kept'), ('broken', 'Broken'), ('cancelled', 'Cancelled')], default='running')),
                ('ended_at', models.DateTimeField(null=True)),
                ('used_minutes', models.PositiveIntegerField(null=True)),
                ('broken_at', models.DateTimeField(null=True)),
                ('ring_at', models.DateTimeField(null=True)),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('ladder', models.TextField(db_default='', default='')),
                ('lease_until', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('spent_seconds', models.PositiveIntegerField(default=0)),
                ('extended_minutes', models.PositiveIntegerField(default=0)),
                ('extended_at', models.DateTimeField(null=True)),
                ('extension_reason', models.TextField(default='')),
                ('calendar', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clocks.calendar')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ring_at__isnull', False), ('state', 'running')), fields=['ring_at', 'id'], name='clocks_clock_to_ring'), models.Index(condition=models.Q(('state__in', ('running', 'paused'))), fields=['due_at', 'id'], name='clocks_clock_open'), models.Index(condition=models.Q(('broken_at__isnull', False)), fields=['-broken_at', '-id'], name='clocks_clock_broken'), models.Index(condition=models.Q(('state', 'kept'), models.Q(('kind', 'acknowledge'), _negated=True)), fields=['ended_at'], name='clocks_clock_kept')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('running', 'paused'))), fields=('subject', 'kind'), name='clocks_clock_one_open'), models.CheckConstraint(condition=models.Q(('state__in', ['running', 'paused', 'kept', 'broken', 'cancelled'])), name='clocks_clock_state_is_known'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='clocks_clock_lasts'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('started_at'))), name='clocks_clock_due_after_start'), models.CheckConstraint(condition=models.Q(('working', False), ('calendar__isnull', False), _connector='OR'), name='clocks_clock_working_needs_calendar'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ('running', 'paused')), ('used_minutes__isnull', True)), models.Q(models.Q(('state__in', ('running', 'paused')), _negated=True), ('ended_at__gte', models.F('started_at')), ('used_minutes__isnull', False)), _connector='OR'), name='clocks_clock_ended_or_open'), models.CheckConstraint(condition=models.Q(('state', 'running'), ('ring_at__isnull', True), _connector='OR'), name='clocks_clock_rings_only_running'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'broken'), _negated=True), ('broken_at__isnull', False), _connector='OR'), models.Q(models.Q(('state', 'kept'), _negated=True), ('broken_at__isnull', True), _connector='OR')), name='clocks_clock_breach_is_recorded'), models.CheckConstraint(condition=models.Q(models.Q(('moved_at__isnull', True), ('spent_seconds', 0)), ('moved_at__gte', models.F('started_at')), _connector='OR'), name='clocks_clock_moved_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('extended_at__isnull', True), ('extended_minutes', 0)), models.Q(('extended_at__isnull', False), ('extended_minutes__gt', 0), models.Q(('extension_reason', ''), _negated=True)), _connector='OR'), name='clocks_clock_extended_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveIntegerField()),
                ('reason', models.TextField()),
                ('two_people', models.BooleanField(default=False)),
                ('asked_by', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('state', models.TextField(choices=[('open', 'Asked for'), ('granted', 'Granted'), ('refused', 'Refused')], default='open')),
                ('answered_by', models.TextField(default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('remark', models.TextField(default='')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='clocks.clock')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('clock',), name='clocks_extension_one_open'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0), models.Q(('reason', ''), _negated=True)), name='clocks_extension_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by', ''), ('state', 'open')), models.Q(('answered_at__gte', models.F('asked_at')), ('state__in', ['granted', 'refused']), models.Q(('answered_by', ''), _negated=True)), _connector='OR'), name='clocks_extension_answered_or_open'), models.CheckConstraint(condition=models.Q(('two_people', False), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='clocks_extension_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('kind', models.TextField(choices=[('national', 'National holiday'), ('cuti_bersama', 'Collective leave'), ('closure', 'Closed on this day'), ('extra_day', 'Other hours on this day')])),
                ('name_id', models.TextField()),
                ('name_en', models.TextField()),
                ('hours', models.JSONField(blank=True, null=True)),
                ('filled', models.BooleanField(default=False)),
                ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='clocks.calendar')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('calendar', 'date'), name='clocks_holiday_one_a_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('hours__isnull', False), ('kind', 'extra_day')), models.Q(models.Q(('kind', 'extra_day'), _negated=True), ('hours__isnull', True)), _connector='OR'), name='clocks_holiday_extra_day_has_hours')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('expected', models.DateTimeField(null=True)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='clocks.clock')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='clocks_pause_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('clock', 'reason'), name='clocks_pause_one_open_per_reason')],
            },
        ),
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.JSONField()),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('after_subject', models.TextField(default='')),
                ('after_kind', models.TextField(default='')),
                ('counted', models.PositiveIntegerField(default=0)),
                ('moved', models.PositiveIntegerField(default=0)),
                ('broken', models.PositiveIntegerField(default=0)),
                ('calendar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='recounts', to='clocks.calendar')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='clocks_recount_due')],
            },
        ),
    ]
