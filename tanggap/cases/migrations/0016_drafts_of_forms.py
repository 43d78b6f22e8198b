"""Forms of alternatives and decisions are kept while they are filled in, as replies are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_draft_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="unsent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "Reply"),
                    ("note", "Internal note"),
                    ("solution", "Alternative"),
                    ("decision", "Decision"),
                ],
                max_length=8,
            ),
        ),
    ]
