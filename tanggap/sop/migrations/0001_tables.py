"""Editions of the SOP."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('sop', '0001_edition')]

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50)),
                ('number', models.PositiveIntegerField()),
                ('source', models.TextField()),
                ('content', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('retired', 'retired'), ('imported', 'imported')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('drafted_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('before', models.TextField(blank=True, db_default='', default='')),
                ('discarded_at', models.DateTimeField(blank=True, null=True)),
                ('effective_on', models.DateField(blank=True, null=True)),
                ('remark', models.TextField(blank=True, db_default='', default='')),
                ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seconded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('code', 'number'), name='edition_number_once_per_code'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('state',), name='edition_one_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'imported')), fields=('sha256',), name='edition_imported_once_per_text'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='edition_number_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'retired']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='edition_published_has_moment'), models.CheckConstraint(condition=models.Q(('seconded_by__isnull', True), models.Q(('seconded_by', models.F('published_by')), _negated=True), _connector='OR'), name='edition_seconded_by_another'), models.UniqueConstraint(condition=models.Q(('discarded_at__isnull', True), ('drafted_by__isnull', False), ('state', 'draft')), fields=('state',), name='edition_one_open_draft'), models.CheckConstraint(condition=models.Q(('seconded_by__isnull', True), models.Q(('seconded_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='edition_agreed_by_another')],
            },
        ),
    ]
