"""What complainants say of how it went."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('voice', '0001_nouns')]

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('solved', models.CharField(choices=[('yes', 'Solved'), ('partly', 'Partly solved'), ('no', 'Not solved')], max_length=6)),
                ('outcome_score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('process_score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('stored_comment', models.TextField(blank=True, db_column='comment', default='')),
                ('recorded_by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='cases.case')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'round'), name='feedback_once_a_round'), models.CheckConstraint(condition=models.Q(models.Q(('outcome_score__isnull', True), ('outcome_score__range', (1, 5)), _connector='OR'), models.Q(('process_score__isnull', True), ('process_score__range', (1, 5)), _connector='OR')), name='feedback_scores_one_to_five')],
            },
        ),
    ]
