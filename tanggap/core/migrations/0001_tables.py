"""Keys, files, counters."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('core', '0001_keys_files_limits'), ('core', '0003_filling'), ('core', '0004_filling_shared'), ('core', '0005_covered')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DataKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrapped', models.BinaryField()),
                ('ring_id', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField()),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Filling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('wanted', models.PositiveIntegerField()),
                ('place', models.PositiveSmallIntegerField(default=0, unique=True)),
                ('there', models.PositiveIntegerField(default=0)),
                ('steps', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField()),
                ('numbers', models.JSONField(default=dict)),
                ('left_out', models.JSONField(default=list)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('place__lt', 2)), name='core_filling_two_at_most'), models.CheckConstraint(condition=models.Q(('there__lte', models.F('wanted'))), name='core_filling_not_beyond')],
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=40)),
                ('who', models.BinaryField(max_length=32)),
                ('count', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bucket', 'who'), name='core_limit_once')],
            },
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=22)),
                ('sha256', models.CharField(max_length=64)),
                ('stripped_sha256', models.CharField(blank=True, default='', max_length=64)),
                ('covered_sha256', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('name', models.TextField()),
                ('media_type', models.CharField(max_length=100)),
                ('claimed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
            ],
            options={
                'indexes': [models.Index(fields=['sha256'], name='core_file_sha256'), models.Index(condition=models.Q(('stripped_sha256', ''), _negated=True), fields=['stripped_sha256'], name='core_file_stripped'), models.Index(condition=models.Q(('covered_sha256', ''), _negated=True), fields=['covered_sha256'], name='core_file_covered'), models.Index(condition=models.Q(('claimed', False)), fields=['created_at'], name='core_file_unclaimed')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='core_file_public_id')],
            },
        ),
    ]
