"""Who complains, who works here, and where."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_staff'), ('people', '0002_fewer_indexes'), ('people', '0003_organisation'), ('people', '0004_mailed_key'), ('people', '0005_duty'), ('people', '0006_kept_forms_and_keys'), ('people', '0007_zone_of_calendars'), ('people', '0008_competences'), ('people', '0009_token_scope'), ('people', '0010_only_approvals'), ('people', '0011_doubles'), ('people', '0012_mandates'), ('people', '0013_token_of_a_kiosk'), ('people', '0014_objections')]

    initial = True

    dependencies = [
        ('core', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('customer', 'Customer'), ('member', 'Member'), ('prospect', 'Prospect'), ('supplier', 'Supplier'), ('internal', 'Employee or internal unit'), ('other', 'Other'), ('unknown', 'Not known')], default='unknown', max_length=16)),
                ('language', models.CharField(choices=[('id', 'Bahasa Indonesia'), ('en', 'English')], default='id', max_length=2)),
                ('created_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='person_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='MailedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('contact', models.BinaryField(max_length=32)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email')),
                ('full_name', models.CharField(max_length=120, verbose_name='full name')),
                ('language', models.CharField(choices=[('id', 'Bahasa Indonesia'), ('en', 'English')], default='id', max_length=2, verbose_name='language')),
                ('keys', models.JSONField(default=dict, editable=False)),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('generation', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'staff member',
                'verbose_name_plural': 'staff',
                'ordering': ['full_name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='staff_email_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('generation', models.PositiveIntegerField(editable=False)),
                ('scope', models.CharField(blank=True, choices=[('', 'Everything that the person may do'), ('till', 'Vouchers at a till, and nothing else'), ('kiosk', 'Numbers for visitors and the waiting-room screen, and nothing else')], db_default='', default='', max_length=8, verbose_name='may do')),
                ('created_at', models.DateTimeField(editable=False)),
                ('last_used_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Double',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('proposed', 'To be decided'), ('same', 'The same person'), ('different', 'Two persons')], default='proposed', max_length=10)),
                ('at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, default='', max_length=40)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('moved', models.JSONField(default=list)),
                ('newer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('older', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'proposed')), fields=['-id'], name='double_open')],
                'constraints': [models.UniqueConstraint(fields=('older', 'newer'), name='double_once'), models.CheckConstraint(condition=models.Q(('older__lt', models.F('newer'))), name='double_older_first')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'Email'), ('phone', 'Phone'), ('whatsapp', 'WhatsApp'), ('post', 'Postal address')], max_length=10)),
                ('value', models.TextField()),
                ('digest', models.BinaryField(max_length=32, null=True)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('digest__isnull', False)), fields=['digest'], name='contact_point_digest')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='contact_point_one_of_a_kind'), models.CheckConstraint(condition=models.Q(('key__isnull', True), ('digest__isnull', True), _connector='OR'), name='contact_point_sealed_no_digest')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.SlugField(max_length=40)),
                ('words', models.TextField(blank=True, default='')),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='KeptForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('sealed', models.BinaryField()),
                ('kept_at', models.DateTimeField(db_index=True)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(blank=True, default='', max_length=300)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('shown_by', models.CharField(blank=True, default='', max_length=40)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
                ('stored_objection', models.TextField(blank=True, db_column='objection', default='')),
                ('confirmed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.file')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates_given', to='people.person')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates_held', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('confirmed_at__isnull', False), ('ended_at', None), ('reminded_at', None), ('until__isnull', False)), fields=['until'], name='mandate_to_remind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='mandate_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('giver', models.F('holder')), _negated=True), name='mandate_is_for_somebody_else')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('company', 'Company'), ('association', 'Association'), ('bank', 'Bank or finance company'), ('public_body', 'Public body')], default='company', max_length=16, verbose_name='kind')),
                ('language', models.CharField(choices=[('id', 'Bahasa Indonesia'), ('en', 'English')], default='id', max_length=2, verbose_name='first language')),
                ('zone', models.CharField(max_length=40, verbose_name='time zone')),
                ('phone', models.CharField(blank=True, default='', max_length=40, verbose_name='telephone')),
                ('whatsapp', models.CharField(blank=True, default='', max_length=40, verbose_name='WhatsApp')),
                ('email', models.CharField(blank=True, default='', max_length=254, verbose_name='email')),
                ('address_id', models.CharField(blank=True, default='', max_length=200, verbose_name='address')),
                ('address_en', models.CharField(blank=True, default='', max_length=200, verbose_name='address in English')),
                ('hue', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hue')),
                ('steps', models.JSONField(default=list)),
                ('test_reference', models.CharField(blank=True, default='', max_length=20)),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.file')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisation',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='organisation_is_one'), models.CheckConstraint(condition=models.Q(('hue', None), ('hue__lt', 360), _connector='OR'), name='organisation_hue_is_an_angle')],
            },
        ),
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renewals', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
            ],
            options={
                'verbose_name': 'renewed sign-in',
                'verbose_name_plural': 'renewed sign-ins',
            },
        ),
        migrations.CreateModel(
            name='Rest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('about', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rests', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
            ],
            options={
                'verbose_name': 'rest',
                'verbose_name_plural': 'rests',
                'ordering': ['-until', 'id'],
                'indexes': [models.Index(fields=['until'], name='rest_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='rest_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name_id', models.CharField(max_length=120, verbose_name='Indonesian name')),
                ('name_en', models.CharField(max_length=120, verbose_name='English name')),
                ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('branch', 'Branch'), ('department', 'Department'), ('office', 'Office')], default='department', max_length=16, verbose_name='kind')),
                ('path', models.CharField(editable=False, max_length=200, unique=True)),
                ('calendar_code', models.CharField(blank=True, max_length=40, null=True, verbose_name='calendar')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.unit', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('path__regex', '^(/[0-9]+)+/$')), name='unit_path_is_a_path')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('frontdesk', 'Front desk'), ('officer', 'Officer'), ('head', 'Head of unit'), ('manager', 'Manager'), ('quality', 'Quality assurance'), ('auditor', 'Auditor'), ('admin', 'Administrator'), ('confidentiality', 'Confidentiality officer')], max_length=16, verbose_name='role')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ['staff_id', 'since', 'id'],
                'indexes': [models.Index(fields=['role', 'unit'], name='post_role_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='post_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('staff', 'unit', 'role'), name='post_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email')),
                ('full_name', models.CharField(blank=True, default='', max_length=120, verbose_name='full name')),
                ('role', models.CharField(choices=[('frontdesk', 'Front desk'), ('officer', 'Officer'), ('head', 'Head of unit'), ('manager', 'Manager'), ('quality', 'Quality assurance'), ('auditor', 'Auditor'), ('admin', 'Administrator'), ('confidentiality', 'Confidentiality officer')], max_length=16, verbose_name='role')),
                ('language', models.CharField(choices=[('id', 'Bahasa Indonesia'), ('en', 'English')], default='id', max_length=2, verbose_name='language')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('sent_at', models.DateTimeField(editable=False)),
                ('expires_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('email',), name='invitation_open_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_email_is_lower_case'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('sent_at'))), name='invitation_lasts')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ['staff_id', 'since', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='absence_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Competence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('very_angry', 'Very angry people'), ('conduct', 'Conduct of staff or board'), ('legal', 'Legal matters'), ('media', 'Press and social media'), ('mediation', 'Mediation between people'), ('vulnerable', 'People who need special care')], max_length=12, verbose_name='trained for')),
                ('proof', models.CharField(blank=True, default='', max_length=200, verbose_name='course or certificate')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('recorded_by', models.CharField(editable=False, max_length=40)),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competences', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
            ],
            options={
                'verbose_name': 'training',
                'verbose_name_plural': 'trainings',
                'ordering': ['kind', 'staff_id', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='competence_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('staff', 'kind'), name='competence_once')],
            },
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('only_when_absent', models.BooleanField(default=False, verbose_name='only when absent')),
                ('only_approvals', models.BooleanField(db_default=False, default=False, verbose_name='approvals only')),
                ('up_to', models.BigIntegerField(blank=True, null=True, verbose_name='up to, in rupiah')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deputising', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deputies', to=settings.AUTH_USER_MODEL, verbose_name='stands in for')),
            ],
            options={
                'verbose_name': 'deputy',
                'verbose_name_plural': 'deputies',
                'ordering': ['of_id', 'since', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='deputy_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('of', models.F('by')), _negated=True), name='deputy_is_somebody_else'), models.CheckConstraint(condition=models.Q(('up_to__isnull', True), models.Q(('only_approvals', True), ('up_to__gt', 0)), _connector='OR'), name='deputy_limit_is_for_approvals')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('medium', models.CharField(blank=True, default='', max_length=10, verbose_name='receives by')),
                ('weekdays', models.CharField(default='0123456', max_length=7, verbose_name='weekdays')),
                ('starts', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('ends', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('since', models.DateField(verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('removed_at', models.DateTimeField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL, verbose_name='staff member')),
            ],
            options={
                'verbose_name': 'duty',
                'verbose_name_plural': 'duty roster',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('weekdays__regex', '^[0-6]{1,7}$')), name='duty_weekdays_are_days'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='duty_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('ends__isnull', True), ('starts__isnull', True)), ('ends__gt', models.F('starts')), _connector='OR'), name='duty_hours_are_both_or_none')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='identity', serialize=False, to='people.person')),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('organization', models.CharField(blank=True, default='', max_length=200)),
                ('member_no', models.CharField(blank=True, default='', max_length=60)),
                ('sealed', models.TextField(blank=True, default='')),
                ('key', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('member_no', ''), _negated=True), fields=['member_no'], name='identity_member_no'), models.Index(django.db.models.functions.text.Lower('organization'), django.db.models.functions.text.Lower('name'), condition=models.Q(('organization', ''), _negated=True), name='identity_name_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('key__isnull', True), ('sealed', '')), models.Q(('key__isnull', False), ('member_no', ''), ('name', ''), ('organization', '')), _connector='OR'), name='identity_sealed_or_plain')],
            },
        ),
    ]
