"""Two persons who may be one: the proposals, and what was decided on them."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_covered"),
        ("people", "0010_only_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="Double",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "To be decided"),
                            ("same", "The same person"),
                            ("different", "Two persons"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, default="", max_length=40)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("moved", models.JSONField(default=list)),
            ],
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(
                django.db.models.functions.text.Lower("organization"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("organization", ""), _negated=True),
                name="identity_name_at",
            ),
        ),
        migrations.AddField(
            model_name="double",
            name="newer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="double",
            name="older",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
            ),
        ),
        migrations.AddIndex(
            model_name="double",
            index=models.Index(condition=models.Q(("state", "proposed")), fields=["-id"], name="double_open"),
        ),
        migrations.AddConstraint(
            model_name="double",
            constraint=models.UniqueConstraint(fields=("older", "newer"), name="double_once"),
        ),
        migrations.AddConstraint(
            model_name="double",
            constraint=models.CheckConstraint(
                condition=models.Q(("older__lt", models.F("newer"))), name="double_older_first"
            ),
        ),
    ]
