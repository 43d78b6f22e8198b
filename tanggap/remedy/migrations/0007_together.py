"""The complainant asks for a call or another decider; agreements have versions and answers; deadlocks are kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_legal_risk"),
        ("remedy", "0006_putting_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for our call"),
                            ("done", "We have spoken"),
                            ("not_reached", "Not reached"),
                            ("cancelled", "No longer wanted"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("phone", "By telephone"),
                            ("whatsapp", "By WhatsApp"),
                            ("walk_in", "In person, at your office"),
                        ],
                        max_length=10,
                    ),
                ),
                ("stored_when", models.TextField(db_column="when_convenient")),
                ("stored_reach", models.TextField(blank=True, db_column="reach", default="")),
                ("stored_about", models.TextField(blank=True, db_column="about", default="")),
                ("asked_by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Recorded contacts that did not reach anybody."
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Deadlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closing", models.PositiveSmallIntegerField()),
                ("stored_reason", models.TextField(db_column="reason")),
                ("stored_theirs", models.TextField(blank=True, db_column="theirs", default="")),
                (
                    "bodies",
                    models.JSONField(blank=True, default=list, help_text="Codes of [external] in the SOP, best first."),
                ),
                ("stored_other", models.TextField(blank=True, db_column="other", default="")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being looked at"),
                            ("stands", "The decision stands"),
                            ("overturned", "It is begun again"),
                            ("cancelled", "No longer needed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("stored_reason", models.TextField(db_column="reason")),
                ("asked_by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("stored_answer", models.TextField(blank=True, db_column="answer", default="")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="agreement",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="confirmed_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="agreement",
            name="number",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text="Its version, from 1."),
        ),
        migrations.AddField(
            model_name="agreement",
            name="objected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="stored_objection",
            field=models.TextField(blank=True, db_column="objection", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="agreement",
            name="stored_steps",
            field=models.TextField(blank=True, db_column="steps", db_default="", default=""),
        ),
        migrations.AddField(
            model_name="agreement",
            name="stored_who",
            field=models.TextField(blank=True, db_column="who", db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("objected_at__isnull", True), _connector="OR"),
                name="agreement_one_answer",
            ),
        ),
        migrations.AddField(
            model_name="callrequest",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="remedy.contact",
            ),
        ),
        migrations.AddField(
            model_name="callrequest",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="cases.case"),
        ),
        migrations.AddField(
            model_name="deadlock",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deadlock",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deadlocks", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="decider",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="callrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("case",), name="call_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlock",
            constraint=models.UniqueConstraint(fields=("case", "closing"), name="deadlock_once_per_closing"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("case",), name="review_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "cancelled"]),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="review_decided_by_somebody",
            ),
        ),
    ]
