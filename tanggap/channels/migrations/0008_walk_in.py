"""Visitors in person: services, counters, numbers and their calls."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0007_threads'),
        ('core', '0005_covered'),
        ('people', '0010_only_approvals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QueueService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=2, verbose_name='letter before the number')),
                ('name_id', models.CharField(max_length=80, verbose_name='Indonesian name')),
                ('name_en', models.CharField(max_length=80, verbose_name='English name')),
                ('is_private', models.BooleanField(default=False, verbose_name='is talked about behind a closed door')),
                ('is_active', models.BooleanField(default=True, verbose_name='is offered')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the list')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='branch')),
            ],
            options={
                'ordering': ['position', 'letter'],
            },
        ),
        migrations.CreateModel(
            name='QueueDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.queueservice')),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('counter', 'Counter'), ('room', 'Room')], default='counter', max_length=8, verbose_name='kind')),
                ('number', models.CharField(max_length=12, verbose_name='number or name')),
                ('is_active', models.BooleanField(default=True, verbose_name='is used')),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='branch')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('services', models.ManyToManyField(blank=True, related_name='+', to='channels.queueservice', verbose_name='what it is for')),
            ],
            options={
                'ordering': ['kind', 'number', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('called', 'Called'), ('serving', 'Being served'), ('done', 'Done'), ('absent', 'Did not come'), ('left', 'Gone')], default='waiting', max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('', 'Not over yet'), ('recorded', 'Complaint recorded'), ('about', 'About a complaint on file'), ('solved', 'Solved on the spot'), ('answered', 'Question answered'), ('nothing', 'Nothing to record')], default='', max_length=8)),
                ('priority', models.CharField(blank=True, choices=[('', 'None'), ('elderly', 'Elderly'), ('pregnant', 'Pregnant'), ('disabled', 'Disability')], default='', max_length=8)),
                ('is_private', models.BooleanField(default=False)),
                ('stored_name', models.TextField(blank=True, db_column='name', default='')),
                ('stored_phone', models.TextField(blank=True, db_column='phone', default='')),
                ('stored_purpose', models.TextField(blank=True, db_column='purpose', default='')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('case_key', models.CharField(blank=True, default='', max_length=40)),
                ('taken_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('served_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('counter', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.counter')),
                ('data_key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.queueservice')),
                ('wanted', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.counter')),
            ],
        ),
        migrations.CreateModel(
            name='TicketCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('branch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('counter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.counter')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='channels.ticket')),
            ],
        ),
        migrations.AddConstraint(
            model_name='queueservice',
            constraint=models.CheckConstraint(condition=models.Q(('letter__regex', '^[A-Z]{1,2}$')), name='queue_letter_is_a_letter'),
        ),
        migrations.AddConstraint(
            model_name='queueservice',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('branch', 'letter'), name='queue_letter_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='queueday',
            constraint=models.UniqueConstraint(fields=('branch', 'service', 'day'), name='queue_day_once'),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('branch', 'kind', 'number'), name='queue_counter_once'),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.UniqueConstraint(condition=models.Q(('staff__isnull', False)), fields=('staff',), name='queue_one_seat_each'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['branch', 'day', 'taken_at', 'id'], name='queue_of_the_day'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('case_key', ''), _negated=True), fields=['case_key'], name='queue_ticket_case'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('forgotten_at__isnull', True)), fields=['day'], name='queue_to_forget'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('branch', 'service', 'day', 'number'), name='queue_number_once'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['done', 'absent', 'left'])), models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'called', 'serving'])), _connector='OR'), name='queue_ended_when_over'),
        ),
        migrations.AddIndex(
            model_name='ticketcall',
            index=models.Index(fields=['branch', '-at', '-id'], name='queue_calls_newest'),
        ),
    ]
