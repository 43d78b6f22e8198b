"""The register knows the kind of what was applied, and finds the newest of a category and of a type."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_draft_files"),
        ("learning", "0005_improvements"),
        ("people", "0007_zone_of_calendars"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="solution_kind",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The kind of what was applied, by its code in the SOP; empty where nothing was.",
                max_length=60,
            ),
        ),
        migrations.AddIndex(
            model_name="registerentry",
            index=models.Index(
                condition=models.Q(("solution_kind", ""), _negated=True),
                fields=["category", "-closed_at", "-id"],
                name="register_of_category",
            ),
        ),
        migrations.AddIndex(
            model_name="registerentry",
            index=models.Index(
                condition=models.Q(("solution_kind", ""), _negated=True),
                fields=["type", "-closed_at", "-id"],
                name="register_of_type",
            ),
        ),
    ]
