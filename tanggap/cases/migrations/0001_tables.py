"""The complaint, who takes part in it, and what is said on it."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('cases', '0001_nouns'), ('cases', '0003_ways'), ('cases', '0004_fewer_indexes'), ('cases', '0005_figures'), ('cases', '0006_figures_filled'), ('cases', '0008_paused'), ('cases', '0009_nearest_running'), ('cases', '0010_due_in_order'), ('cases', '0011_at_work'), ('cases', '0012_redactions'), ('cases', '0013_proof'), ('cases', '0014_saved_views'), ('cases', '0015_draft_files'), ('cases', '0016_drafts_of_forms'), ('cases', '0017_notices_of_tasks'), ('cases', '0018_legal_risk'), ('cases', '0019_notice_kinds'), ('cases', '0020_estimated_temperature'), ('cases', '0021_notice_of_meetings'), ('cases', '0022_replies_by_mail'), ('cases', '0023_contact_kind'), ('cases', '0024_notices_of_doors'), ('cases', '0025_notice_of_objections'), ('cases', '0026_answered_by')]

    initial = True

    dependencies = [
        ('channels', '0001_tables'),
        ('core', '0001_tables'),
        ('people', '0001_tables'),
        ('people', '__first__'),
        ('sop', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=16)),
                ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('criticism', 'Criticism'), ('suggestion', 'Suggestion'), ('contact', 'Question or request')], default='complaint', max_length=12)),
                ('contact', models.CharField(blank=True, choices=[('question', 'Question'), ('request', 'Request'), ('thanks', 'Thanks')], db_default='', default='', max_length=8)),
                ('formal', models.BooleanField(default=True)),
                ('written', models.BooleanField(default=True, help_text='Written or oral: statutory clocks differ.')),
                ('medium', models.CharField(choices=[('web', 'Website'), ('email', 'Email'), ('whatsapp', 'WhatsApp'), ('phone', 'Telephone'), ('walk_in', 'In person'), ('letter', 'Letter')], max_length=10)),
                ('entered_by', models.CharField(choices=[('portal', 'Portal'), ('desk', 'Staff'), ('mail', 'Mailbox'), ('webhook', 'Webhook'), ('api', 'API'), ('import', 'Import')], max_length=10)),
                ('on_behalf', models.CharField(choices=[('nobody', 'Themselves'), ('representative', 'A representative'), ('committee', 'A committee'), ('staff_noticed', 'Noticed by staff')], default='nobody', max_length=16)),
                ('language', models.CharField(default='id', max_length=2)),
                ('visibility', models.CharField(choices=[('open', 'Ordinary'), ('confidential', 'Confidential'), ('sealed', 'Sealed')], default='open', max_length=14)),
                ('anonymous', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('received', 'Received'), ('assessed', 'Assessed'), ('investigating', 'Being investigated'), ('deciding', 'Waiting for approval'), ('approved', 'Approved'), ('offered', 'Waiting for the complainant'), ('putting_right', 'Being put right'), ('following_up', 'Asking how it was'), ('closed', 'Closed')], default='received', max_length=16)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('version', models.PositiveIntegerField(default=1)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly_upheld', 'Partly upheld'), ('not_upheld', 'Not upheld'), ('resolved_at_once', 'Resolved at once'), ('answered', 'Answered'), ('no_answer', 'No answer from the complainant'), ('withdrawn', 'Withdrawn by the complainant'), ('referred', 'Referred to another body'), ('deadlock', 'No agreement'), ('merged', 'Merged into another complaint'), ('invalid', 'Not a complaint to us')], default='', max_length=20)),
                ('type', models.CharField(blank=True, default='', max_length=40)),
                ('category', models.CharField(blank=True, default='', max_length=60)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('severity', models.CharField(blank=True, choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('critical', 'Critical')], default='', max_length=10)),
                ('impact_satisfaction', models.CharField(blank=True, choices=[('none', 'None'), ('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='', max_length=6)),
                ('impact_reputation', models.CharField(blank=True, choices=[('none', 'None'), ('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='', max_length=6)),
                ('impact_money', models.CharField(blank=True, choices=[('none', 'None'), ('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='', max_length=6)),
                ('impact_law', models.CharField(blank=True, choices=[('none', 'None'), ('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], default='', max_length=6)),
                ('temperature', models.CharField(blank=True, choices=[('calm', 'Calm'), ('disappointed', 'Disappointed'), ('anxious', 'Anxious'), ('angry', 'Angry'), ('very_angry', 'Very angry')], default='', max_length=14)),
                ('temperature_estimate', models.CharField(blank=True, choices=[('calm', 'Calm'), ('disappointed', 'Disappointed'), ('anxious', 'Anxious'), ('angry', 'Angry'), ('very_angry', 'Very angry')], default='', help_text='From the latest words; the other is confirmed.', max_length=14)),
                ('stored_title', models.TextField(blank=True, db_column='title', default='')),
                ('stored_body', models.TextField(blank=True, db_column='body', default='')),
                ('stored_wish', models.TextField(blank=True, db_column='wish', default='')),
                ('stored_answers', models.TextField(blank=True, db_column='answers', default='')),
                ('stored_product', models.TextField(blank=True, db_column='product', default='')),
                ('occurred_on', models.DateField(blank=True, null=True)),
                ('shown_name', models.TextField(blank=True, default='', help_text="The complainant's name for lists; empty when it is hidden.")),
                ('transfers', models.PositiveSmallIntegerField(default=0)),
                ('escalation', models.PositiveSmallIntegerField(default=0)),
                ('legal_risk', models.BooleanField(db_default=False, default=False)),
                ('code_generation', models.PositiveSmallIntegerField(default=1)),
                ('code_hash', models.TextField(blank=True, default='', help_text='Slow hash of a random code; empty: HMAC code.')),
                ('link_digest', models.BinaryField(null=True, unique=True)),
                ('received_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('first_reply_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('active_at', models.DateTimeField(help_text='The last time that anything happened on the file.')),
                ('waiting_since', models.DateTimeField(blank=True, help_text="The complainant's answer is awaited.", null=True)),
                ('next_due_at', models.DateTimeField(blank=True, null=True)),
                ('next_due_kind', models.CharField(blank=True, default='', max_length=20)),
                ('paused', models.BooleanField(default=False, help_text='Promises are open, and every one of them stands still.')),
                ('breached', models.BooleanField(default=False)),
                ('promises', models.JSONField(blank=True, default=dict, help_text='By kind: [how often kept, how often broken].')),
                ('first_reply_minutes', models.PositiveIntegerField(blank=True, help_text='Working minutes.', null=True)),
                ('first_reply_elapsed', models.PositiveIntegerField(blank=True, help_text='Minutes since receipt.', null=True)),
                ('resolution_minutes', models.PositiveIntegerField(blank=True, help_text='Working minutes of all rounds, pauses taken out.', null=True)),
                ('resolution_elapsed', models.PositiveIntegerField(blank=True, help_text='Minutes since receipt.', null=True)),
                ('closings', models.PositiveSmallIntegerField(default=0)),
                ('state_before_merge', models.CharField(blank=True, default='', max_length=16)),
                ('about_unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('branch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('data_key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sop.edition')),
                ('handler', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inbound', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.inbound')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='cases.case')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receiving_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['unit', 'next_due_at', 'id'], name='case_open_unit'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['next_due_at', '-paused', 'id'], name='case_open_due'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['receiving_unit', 'next_due_at', 'id'], name='case_open_receiver'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['owner', 'next_due_at'], name='case_open_owner'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['handler', 'next_due_at'], name='case_open_handler'), models.Index(fields=['-received_at', '-id'], name='case_newest'), models.Index(fields=['unit', '-received_at', '-id'], name='case_unit_newest'), models.Index(fields=['receiving_unit', '-received_at', '-id'], name='case_receiver_newest'), models.Index(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('branch__isnull', False)), fields=['branch', 'next_due_at', 'id'], name='case_open_branch'), models.Index(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('visibility', 'open'), _negated=True)), fields=['next_due_at', 'id'], name='case_open_hidden'), models.Index(condition=models.Q(('visibility', 'open'), _negated=True), fields=['-received_at', '-id'], name='case_hidden_newest'), models.Index(condition=models.Q(('branch__isnull', False)), fields=['branch', '-received_at', '-id'], name='case_branch_newest'), models.Index(condition=models.Q(('owner__isnull', False)), fields=['owner', '-received_at', '-id'], name='case_owner_newest'), models.Index(condition=models.Q(('handler__isnull', False)), fields=['handler', '-received_at', '-id'], name='case_handler_newest')],
                'constraints': [models.UniqueConstraint(fields=('reference',), name='case_reference_once'), models.CheckConstraint(condition=models.Q(('state__in', ['received', 'assessed', 'investigating', 'deciding', 'approved', 'offered', 'putting_right', 'following_up', 'closed'])), name='case_state_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['upheld', 'partly_upheld', 'not_upheld', 'resolved_at_once', 'answered', 'no_answer', 'withdrawn', 'referred', 'deadlock', 'merged', 'invalid', ''])), name='case_outcome_known'), models.CheckConstraint(condition=models.Q(('severity__in', ['low', 'medium', 'high', 'critical', ''])), name='case_severity_known'), models.CheckConstraint(condition=models.Q(('visibility__in', ['open', 'confidential', 'sealed'])), name='case_visibility_known'), models.CheckConstraint(condition=models.Q(('medium__in', ['web', 'email', 'whatsapp', 'phone', 'walk_in', 'letter'])), name='case_medium_known'), models.CheckConstraint(condition=models.Q(('round__gte', 1)), name='case_round_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('outcome', '')), _connector='OR'), name='case_closed_has_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('anonymous', False), ('visibility', 'open')), ('data_key__isnull', False), _connector='OR'), name='case_hidden_has_key'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='case_not_merged_into_itself'), models.CheckConstraint(condition=models.Q(('paused', False), ('next_due_at__isnull', True), _connector='OR'), name='case_paused_has_nothing_due')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_by', models.CharField(max_length=40)),
                ('shown', models.BooleanField(default=True, help_text='The complainant may see it.')),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='cases.case')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.file')),
            ],
        ),
        migrations.CreateModel(
            name='LegalRisk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored_note', models.TextField(db_column='note')),
                ('at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legal_risks', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('related', 'Related'), ('split', 'Split off'), ('follows', 'Follows an earlier complaint'), ('merged', 'Merged')], max_length=10)),
                ('proof', models.CharField(blank=True, choices=[('', 'Not proven'), ('mailbox', 'Both are reached at one mailbox'), ('checked', 'Checked by staff')], db_default='', default='', help_text='Merged: why the code of one opens the other. Without proof each opens only its own.', max_length=10)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='cases.case')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_from', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'other', 'how'), name='link_once'), models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='link_two_cases')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored_body', models.TextField(db_column='body')),
                ('at', models.DateTimeField()),
                ('author', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'at'], name='note_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('arrived', 'A new complaint has arrived.'), ('forwarded', 'A complaint was forwarded to your department.'), ('assigned', 'A complaint is yours to handle.'), ('to_approve', 'A decision waits for your approval.'), ('sent_back', 'A decision was sent back with a remark.'), ('approved', 'A solution was approved.'), ('accepted', 'The complainant accepted a solution.'), ('declined', 'The complainant declined the offer.'), ('answered', 'The complainant has written.'), ('task', 'A task is yours.'), ('task_done', 'A task is done.'), ('reported', 'An outside party has reported on its task.'), ('budget', 'The budget for compensation is nearly used up.'), ('meeting', 'A meeting about a complaint was called, or moved.'), ('mentioned', 'You were mentioned in a note.'), ('due_soon', 'A promise is due soon.'), ('broken', 'A promise is overdue.'), ('unanswered', 'Our question was not answered in time.'), ('pause_over', 'A pause is over; the promises run on.'), ('extension', 'More time is asked for a promise.'), ('extended', 'More time was granted.'), ('not_extended', 'More time was refused.'), ('escalated', 'A complaint was escalated to you.'), ('reopened', 'A complaint was opened again.'), ('feedback', 'The complainant told how it was.'), ('unmask', 'Somebody asks to see a hidden identity.'), ('agreed', 'The complainant confirmed the agreement.'), ('objected', 'The complainant objects to the agreement.'), ('call', 'The complainant asks to be called.'), ('review', 'A complaint waits for your review.'), ('reviewed', 'A review was decided.'), ('legal_risk', 'A complaint was marked as a legal risk.'), ('not_arrived', 'A letter to the complainant did not arrive.'), ('not_for_me', 'The complainant objects to whoever speaks for them.'), ('recused', 'Somebody has stepped aside from a complaint; others go on with it.'), ('very_angry', 'A very angry complainant needs somebody with authority.'), ('call_owed', 'A call is yours to make.'), ('call_late', 'A promised call is overdue.'), ('letter_late', 'A letter has waited to be sorted for a working day.'), ('mail_waits', 'Messages have waited in quarantine for a working day.'), ('strayed', 'A letter about no complaint did not arrive.')], max_length=12)),
                ('about', models.CharField(blank=True, default='', max_length=40)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='cases.case')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at__isnull', True)), fields=['staff', '-at'], name='notice_unread')],
                'constraints': [models.CheckConstraint(condition=models.Q(('case__isnull', False), models.Q(('about', ''), _negated=True), _connector='OR'), name='notice_of_a_case_or_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('receiver', 'Receiver'), ('owner', 'Owner'), ('handler', 'Handler'), ('approver', 'Approver'), ('executor', 'Carries out a task'), ('mentioned', 'Mentioned'), ('confidentiality', 'Confidentiality officer'), ('unmasked', 'May see the identity'), ('excluded', 'Kept out')], max_length=16)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='cases.case')),
                ('staff', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('staff__isnull', False), ('until__isnull', True)), fields=['staff', 'role', 'case'], name='participant_mine'), models.Index(condition=models.Q(('unit__isnull', False), ('until__isnull', True)), fields=['unit', 'role', 'case'], name='participant_ours')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('staff__isnull', False), ('unit__isnull', True)), models.Q(('staff__isnull', True), ('unit__isnull', False)), _connector='OR'), name='participant_staff_or_unit'), models.UniqueConstraint(condition=models.Q(('staff__isnull', False), ('until__isnull', True)), fields=('case', 'staff', 'role'), name='participant_staff_once'), models.UniqueConstraint(condition=models.Q(('unit__isnull', False), ('until__isnull', True)), fields=('case', 'unit', 'role'), name='participant_unit_once')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('complainant', 'Complainant'), ('representative', 'Representative'), ('accused', 'Person complained about'), ('witness', 'Witness')], default='complainant', max_length=14)),
                ('may_read', models.BooleanField(default=True)),
                ('may_answer', models.BooleanField(default=True)),
                ('may_agree', models.BooleanField(default=True)),
                ('answers_by', models.CharField(blank=True, choices=[('post', 'By post'), ('email', 'By email'), ('both', 'By post and by email')], db_default='', default='', max_length=5)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='cases.case')),
                ('mandate', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.mandate')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('staff', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('role', 'complainant')), fields=('case',), name='party_one_complainant'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'accused'), _negated=True), models.Q(('may_agree', False), ('may_answer', False), ('may_read', False)), _connector='OR'), name='party_accused_reads_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('writing', models.BooleanField(default=False)),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'staff'), name='presence_once')],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('boxes', models.JSONField(help_text='[x, y, width, height] of each, in pixels of the copy without metadata.')),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redactions', to='cases.evidence')),
                ('undone_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='redaction_undone_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('message', 'Message'), ('question', 'Question'), ('letter', 'Letter')], default='message', max_length=10)),
                ('medium', models.CharField(choices=[('web', 'Website'), ('email', 'Email'), ('whatsapp', 'WhatsApp'), ('phone', 'Telephone'), ('walk_in', 'In person'), ('letter', 'Letter')], default='web', max_length=10)),
                ('stored_body', models.TextField(db_column='body')),
                ('language', models.CharField(default='id', max_length=2)),
                ('at', models.DateTimeField()),
                ('visible_at', models.DateTimeField(help_text='A sent reply is held a moment, so that it can be taken back.')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('outbound_id', models.BigIntegerField(blank=True, null=True)),
                ('temperature', models.CharField(blank=True, default='', help_text='Estimated from what the complainant wrote.', max_length=14)),
                ('author', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='cases.case')),
                ('inbound', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.inbound')),
                ('party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.party')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'at'], name='reply_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('party__isnull', True), ('author__isnull', True), _connector='OR'), name='reply_one_voice')],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='reply',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='cases.reply'),
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('query', models.JSONField(default=dict)),
                ('position', models.PositiveIntegerField(default=0)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                ('shared_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shared_views', to='people.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['owner'], name='saved_view_owner')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('owner', 'name'), name='saved_view_once')],
            },
        ),
        migrations.CreateModel(
            name='UnmaskRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stored_reason', models.TextField(db_column='reason')),
                ('asked_at', models.DateTimeField()),
                ('refused', models.BooleanField(default=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unmask_requests', to='cases.case')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('granted_by__isnull', True), models.Q(('granted_by', models.F('asked_by')), _negated=True), _connector='OR'), name='unmask_two_people'), models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('case', 'asked_by'), name='unmask_one_open_request')],
            },
        ),
        migrations.CreateModel(
            name='Unsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'Reply'), ('note', 'Internal note'), ('solution', 'Alternative'), ('decision', 'Decision')], max_length=8)),
                ('stored_text', models.TextField(db_column='text')),
                ('files', models.JSONField(db_default=[], default=list, help_text='Numbers of the evidence that came back with a reply that was taken back.')),
                ('mark', models.BigIntegerField()),
                ('saved_at', models.DateTimeField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='unsent', to='cases.case')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'staff', 'kind'), name='unsent_one_each')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='cases.case')),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='search_words')],
            },
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('case', 'file'), name='evidence_once'),
        ),
    ]
