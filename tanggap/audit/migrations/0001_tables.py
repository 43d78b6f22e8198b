"""The trail and the heads of its chains."""

from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('audit', '0001_entry')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('subject', models.TextField(primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField()),
                ('hash', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.TextField()),
                ('seq', models.PositiveIntegerField()),
                ('verb', models.TextField()),
                ('actor', models.TextField()),
                ('face', models.TextField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('private', models.TextField(null=True)),
                ('private_mac', models.BinaryField(null=True)),
                ('prev', models.BinaryField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'seq'), name='audit_entry_once'), models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='audit_entry_counts_from_one')],
            },
        ),
    ]
