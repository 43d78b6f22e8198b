"""Conflicts beside a complaint, and the meetings about them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0021_notice_of_meetings'),
        ('remedy', '0011_conditions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[("open", "Not ended"), ('settled', 'Settled'), ('partly', 'Settled in part'), ('not_settled', 'Not settled')], default='open', max_length=12)),
                ('stored_between', models.TextField(db_column='between_whom')),
                ('stored_shown', models.TextField(db_column='how_shown')),
                ('at', models.DateTimeField()),
                ('stored_done', models.TextField(blank=True, db_column='what_was_done', default='')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='cases.case')),
                ('decider', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('meeting', 'Meeting'), ('mediation', 'Mediation')], max_length=10)),
                ('state', models.CharField(choices=[('invited', 'Invited'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='invited', max_length=10)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('stored_place', models.TextField(db_column='place')),
                ('stored_agenda', models.TextField(blank=True, db_column='agenda', default='')),
                ('stored_outsider', models.TextField(blank=True, db_column='outside_mediator', default='')),
                ('at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('', 'No answer yet'), ('comes', 'Comes'), ('cannot', 'Cannot come'), ('other', 'Proposes another time')], default='', max_length=6)),
                ('stored_answer_words', models.TextField(blank=True, db_column='answer_words', default='')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('stored_theirs', models.TextField(blank=True, db_column='said_by_them', default='')),
                ('stored_ours', models.TextField(blank=True, db_column='said_by_us', default='')),
                ('stored_agreed', models.TextField(blank=True, db_column='agreed', default='')),
                ('result', models.CharField(blank=True, choices=[('', 'Not known yet'), ('agreed', 'Agreed'), ('partly', 'Agreed in part'), ('nothing', 'No agreement')], default='', max_length=8)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('called_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='cases.case')),
                ('conflict', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='remedy.conflict')),
                ('mediator', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='remedy.meeting')),
            ],
        ),
        migrations.AddIndex(
            model_name='conflict',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['at'], name='conflict_open'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='conflict_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'invited')), fields=('case',), name='meeting_one_ahead'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 600)), name='meeting_has_a_length'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.UniqueConstraint(fields=('meeting', 'staff'), name='guest_once'),
        ),
    ]
