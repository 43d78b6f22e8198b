"""A draft that people work on in the product: who began it, what it was before, who asks for it to be published."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sop", "0001_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("edition", "before", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField("edition", "discarded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "edition",
            "drafted_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("edition", "effective_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "edition",
            "proposed_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("edition", "remark", models.TextField(blank=True, db_default="", default="")),
        migrations.AddConstraint(
            "edition",
            models.UniqueConstraint(
                condition=models.Q(discarded_at__isnull=True, drafted_by__isnull=False, state="draft"),
                fields=["state"],
                name="edition_one_open_draft",
            ),
        ),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by__isnull", True),
                    models.Q(("seconded_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="edition_agreed_by_another",
            ),
        ),
    ]
