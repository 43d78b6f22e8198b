"""Letters on paper: the agenda, their scans, and what is posted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0010_aside'),
        ('core', '0005_covered'),
        ('people', '0010_only_approvals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='outbound',
            name='state',
            field=models.CharField(choices=[('queued', 'Queued'), ('held', 'Held'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('unsent', 'Unsent'), ('to_post', 'To Post')], default='queued', max_length=12),
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('form', models.CharField(max_length=64, null=True, unique=True)),
                ('state', models.CharField(choices=[('registered', 'Waits to be sorted'), ('sorted', 'With a department'), ('on_file', 'On file as a complaint'), ('answered', 'Answered'), ('not_for_us', 'Not for us')], default='registered', max_length=12)),
                ('received_at', models.DateTimeField()),
                ('registered_at', models.DateTimeField()),
                ('delivery', models.CharField(choices=[('post', 'By post'), ('courier', 'By courier'), ('by_hand', 'Handed over in person')], default='post', max_length=8)),
                ('pages', models.PositiveSmallIntegerField(default=1)),
                ('enclosures', models.PositiveSmallIntegerField(default=0)),
                ('dated_on', models.DateField(blank=True, null=True)),
                ('stored_sender', models.TextField(blank=True, db_column='sender', default='')),
                ('stored_address', models.TextField(blank=True, db_column='address', default='')),
                ('stored_own_number', models.TextField(blank=True, db_column='own_number', default='')),
                ('stored_subject', models.TextField(blank=True, db_column='subject', default='')),
                ('reading', models.CharField(blank=True, choices=[('', 'Nothing to read'), ('waits', 'Waits to be read'), ('read', 'Read'), ('failed', 'Could not be read')], default='', max_length=6)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('stored_read', models.TextField(blank=True, db_column='read', default='')),
                ('stored_text', models.TextField(blank=True, db_column='text', default='')),
                ('case_key', models.CharField(blank=True, default='', max_length=40)),
                ('stored_instruction', models.TextField(blank=True, db_column='instruction', default='')),
                ('due_on', models.DateField(blank=True, null=True)),
                ('sorted_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('data_key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('registered_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sorted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('posted_on', models.DateField(blank=True, null=True)),
                ('registered_number', models.CharField(blank=True, default='', max_length=60)),
                ('returned_on', models.DateField(blank=True, null=True)),
                ('returned_why', models.TextField(blank=True, default='')),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='posting', to='channels.outbound')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('posted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('is_page', models.BooleanField(default=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.file')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='channels.letter')),
                ('raw', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.inbound')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='AgendaYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('way', models.CharField(choices=[('in', 'In'), ('out', 'Out')], max_length=3)),
                ('last', models.PositiveIntegerField(default=0)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'year', 'way'), name='agenda_year_once')],
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['-year', '-number', '-id'], name='letter_newest'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'registered')), fields=['received_at', 'id'], name='letter_to_sort'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('reading', 'waits')), fields=['id'], name='letter_to_read'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('case_key', ''), _negated=True), fields=['case_key'], name='letter_case'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('office', 'year', 'number'), name='letter_number_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sorted_at__isnull', True), ('state', 'registered')), models.Q(models.Q(('state', 'registered'), _negated=True), ('sorted_at__isnull', False)), _connector='OR'), name='letter_sorted_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sorted'), _negated=True), ('unit__isnull', False), _connector='OR'), name='letter_sorted_to_unit'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('office', 'year', 'number'), name='posting_number_once'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('returned_on__isnull', True), models.Q(('posted_on__isnull', False), ('returned_on__gte', models.F('posted_on'))), _connector='OR'), name='posting_returned_after_posted'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.UniqueConstraint(fields=('letter', 'position'), name='scan_place_once'),
        ),
    ]
