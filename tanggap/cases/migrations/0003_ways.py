"""Indexes for the ways on which somebody sees cases (access.reach_of)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0002_guards")]

    operations = [
        migrations.RemoveIndex(
            model_name='participant',
            name='participant_mine',
        ),
        migrations.RemoveIndex(
            model_name='participant',
            name='participant_ours',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('branch__isnull', False)), fields=['branch', 'next_due_at', 'id'], name='case_open_branch'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('visibility', 'open'), _negated=True)), fields=['next_due_at', 'id'], name='case_open_hidden'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('visibility', 'open'), _negated=True), fields=['-received_at', '-id'], name='case_hidden_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('branch__isnull', False)), fields=['branch', '-received_at', '-id'], name='case_branch_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('owner__isnull', False)), fields=['owner', '-received_at', '-id'], name='case_owner_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('handler__isnull', False)), fields=['handler', '-received_at', '-id'], name='case_handler_newest'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(condition=models.Q(('staff__isnull', False), ('until__isnull', True)), fields=['staff', 'role', 'case'], name='participant_mine'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(condition=models.Q(('unit__isnull', False), ('until__isnull', True)), fields=['unit', 'role', 'case'], name='participant_ours'),
        ),
    ]
