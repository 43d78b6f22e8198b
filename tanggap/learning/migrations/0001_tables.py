"""The register, and what is made better."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('learning', '0001_nouns'), ('learning', '0003_fewer_indexes'), ('learning', '0004_figures'), ('learning', '0005_improvements'), ('learning', '0006_solution_kind'), ('learning', '0007_cost'), ('learning', '0008_legal_risk')]

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Improvement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heard_id', models.CharField(max_length=160, verbose_name='what you said')),
                ('heard_en', models.CharField(max_length=160, verbose_name='what you said, in English')),
                ('changed_id', models.CharField(max_length=200, verbose_name='what we changed')),
                ('changed_en', models.CharField(max_length=200, verbose_name='what we changed, in English')),
                ('result_id', models.CharField(blank=True, default='', max_length=120, verbose_name='result')),
                ('result_en', models.CharField(blank=True, default='', max_length=120, verbose_name='result, in English')),
                ('shown', models.BooleanField(default=False, verbose_name='on the portal')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'improvement',
                'verbose_name_plural': 'improvements',
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closing', models.PositiveSmallIntegerField(help_text='1 for the first closing; reopening adds another.')),
                ('source', models.CharField(choices=[('live', 'Closed here'), ('import', 'Imported')], default='live', max_length=6)),
                ('reference', models.CharField(max_length=16)),
                ('edition_label', models.CharField(blank=True, default='', max_length=40)),
                ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('criticism', 'Criticism'), ('suggestion', 'Suggestion'), ('contact', 'Question or request')], max_length=12)),
                ('medium', models.CharField(choices=[('web', 'Website'), ('email', 'Email'), ('whatsapp', 'WhatsApp'), ('phone', 'Telephone'), ('walk_in', 'In person'), ('letter', 'Letter')], max_length=10)),
                ('type', models.CharField(blank=True, default='', max_length=40)),
                ('category', models.CharField(blank=True, default='', max_length=60)),
                ('severity', models.CharField(blank=True, choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('critical', 'Critical')], default='', max_length=10)),
                ('outcome', models.CharField(choices=[('upheld', 'Upheld'), ('partly_upheld', 'Partly upheld'), ('not_upheld', 'Not upheld'), ('resolved_at_once', 'Resolved at once'), ('answered', 'Answered'), ('no_answer', 'No answer from the complainant'), ('withdrawn', 'Withdrawn by the complainant'), ('referred', 'Referred to another body'), ('deadlock', 'No agreement'), ('merged', 'Merged into another complaint'), ('invalid', 'Not a complaint to us')], max_length=20)),
                ('stored_solution', models.TextField(blank=True, db_column='solution', default='')),
                ('solution_kind', models.CharField(blank=True, db_default='', default='', help_text='The kind of what was applied, by its code in the SOP; empty where nothing was.', max_length=60)),
                ('stored_cause', models.TextField(blank=True, db_column='cause', default='')),
                ('stored_lesson', models.TextField(blank=True, db_column='lesson', default='')),
                ('redress_total', models.BigIntegerField(default=0, help_text='Rupiah.')),
                ('cost_total', models.BigIntegerField(db_default=0, default=0, help_text='Rupiah; carrying out the solution.')),
                ('rounds', models.PositiveSmallIntegerField(default=1)),
                ('transfers', models.PositiveSmallIntegerField(default=0)),
                ('legal_risk', models.BooleanField(db_default=False, default=False)),
                ('solved', models.CharField(blank=True, default='', max_length=6)),
                ('outcome_score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('received_at', models.DateTimeField()),
                ('first_reply_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField()),
                ('first_reply_minutes', models.PositiveIntegerField(blank=True, help_text='Working minutes.', null=True)),
                ('resolution_minutes', models.PositiveIntegerField(blank=True, help_text='Working minutes.', null=True)),
                ('first_reply_elapsed', models.PositiveIntegerField(blank=True, help_text='Minutes since receipt.', null=True)),
                ('resolution_elapsed', models.PositiveIntegerField(blank=True, help_text='Minutes since receipt.', null=True)),
                ('promises', models.JSONField(blank=True, default=dict, help_text='By kind: [how often kept, how often broken].')),
                ('promises_kept', models.PositiveSmallIntegerField(default=0)),
                ('promises_broken', models.PositiveSmallIntegerField(default=0)),
                ('without_follow_up', models.TextField(blank=True, default='', help_text='Why nobody was asked how it was (R57).')),
                ('by', models.CharField(max_length=40)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='register', to='cases.case')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['-closed_at', '-id'], name='register_newest'), models.Index(condition=models.Q(('solution_kind', ''), _negated=True), fields=['category', '-closed_at', '-id'], name='register_of_category'), models.Index(condition=models.Q(('solution_kind', ''), _negated=True), fields=['type', '-closed_at', '-id'], name='register_of_type')],
                'constraints': [models.UniqueConstraint(fields=('case', 'closing'), name='register_once_per_closing')],
            },
        ),
    ]
