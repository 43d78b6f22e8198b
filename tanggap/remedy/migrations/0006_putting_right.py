"""What putting right needs: checklists, evidence and outside parties of tasks; hand-over, expiry and limits of money."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_draft_files"),
        ("remedy", "0005_kinds_of_solution"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("stored_text", models.TextField(db_column="text")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.CharField(blank=True, default="", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stored_name", models.TextField(db_column="name")),
                ("stored_email", models.TextField(blank=True, db_column="email", default="")),
                ("stored_message", models.TextField(blank=True, db_column="message", default="")),
                (
                    "stored_place",
                    models.TextField(
                        blank=True,
                        db_column="place",
                        default="",
                        help_text="An address or number that the officer shares, or nothing.",
                    ),
                ),
                ("language", models.CharField(default="id", max_length=2)),
                ("confirms", models.BooleanField(default=True, help_text="Staff confirm what is reported as done.")),
                ("generation", models.PositiveSmallIntegerField(default=1)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "report",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing reported yet"),
                            ("done", "Reported as done"),
                            ("cannot", "Reported as impossible"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("stored_received_by", models.TextField(db_column="received_by")),
                ("stored_remark", models.TextField(blank=True, db_column="remark", default="")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LimitChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.BigIntegerField()),
                ("after", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TaskEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="redress",
            name="redress_is_something",
        ),
        migrations.AddField(
            model_name="task",
            name="wants_evidence",
            field=models.BooleanField(db_default=False, default=False, help_text="It is done only with a file."),
        ),
        migrations.AddField(
            model_name="taskremark",
            name="shown",
            field=models.BooleanField(db_default=False, default=False, help_text="The outside party reads it too."),
        ),
        migrations.AddField(
            model_name="taskremark",
            name="weighty",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="voucher",
            name="expired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ledgerline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reserve", "Set aside"),
                    ("spend", "Given"),
                    ("release", "Released"),
                    ("expire", "Expired, free again"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="redress",
            name="kind",
            field=models.CharField(
                choices=[
                    ("discount", "Discount"),
                    ("voucher", "Voucher"),
                    ("gift", "Gift"),
                    ("sample", "Sample"),
                    ("refund", "Refund"),
                    ("repair", "Repair or replacement"),
                    ("apology", "Apology in person"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="solution",
            name="redress_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("discount", "Discount"),
                    ("voucher", "Voucher"),
                    ("gift", "Gift"),
                    ("sample", "Sample"),
                    ("refund", "Refund"),
                    ("repair", "Repair or replacement"),
                    ("apology", "Apology in person"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="taskremark",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                condition=models.Q(("expired_at__isnull", True), ("redeemed_at__isnull", True)),
                fields=["valid_until"],
                name="voucher_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="redress",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), models.Q(("amount", 0), ("kind", "apology")), _connector="OR"),
                name="redress_is_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("redeemed_at__isnull", True), ("expired_at__isnull", True), _connector="OR"),
                name="voucher_one_end",
            ),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="checklist", to="remedy.task"
            ),
        ),
        migrations.AddField(
            model_name="errand",
            name="given_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="errand",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="errands", to="remedy.task"
            ),
        ),
        migrations.AddField(
            model_name="taskremark",
            name="errand",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="remedy.errand",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskremark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", False), ("errand__isnull", True)),
                    models.Q(("author__isnull", True), ("errand__isnull", False)),
                    _connector="OR",
                ),
                name="task_remark_one_author",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="evidence",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cases.evidence",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="given_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="redress",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="hand_over", to="remedy.redress"
            ),
        ),
        migrations.AddField(
            model_name="limitchange",
            name="budget",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="remedy.budget"
            ),
        ),
        migrations.AddField(
            model_name="limitchange",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taskevidence",
            name="evidence",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.evidence"
            ),
        ),
        migrations.AddField(
            model_name="taskevidence",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="remedy.task"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.UniqueConstraint(fields=("task", "place"), name="check_point_place"),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by", "")),
                    models.Q(("done_at__isnull", False), models.Q(("done_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="check_point_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="errand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)), fields=("task",), name="errand_one_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="errand",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("at"))), name="errand_expires_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="errand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("report", ""), ("reported_at__isnull", True)),
                    models.Q(models.Q(("report", ""), _negated=True), ("reported_at__isnull", False)),
                    _connector="OR",
                ),
                name="errand_report_has_moment",
            ),
        ),
    ]
