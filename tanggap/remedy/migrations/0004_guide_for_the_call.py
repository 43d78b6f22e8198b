"""What was done in a call: sorry said, what was heard said back and confirmed, the wish, by when the next word."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("remedy", "0003_declined_because")]

    operations = [
        migrations.AddField("contact", "apologised", models.BooleanField(db_default=False, default=False)),
        migrations.AddField(
            "contact",
            "restated",
            models.BooleanField(
                db_default=False, default=False, help_text="What was heard was said back, and confirmed."
            ),
        ),
        migrations.AddField(
            "contact", "stored_wish", models.TextField(blank=True, db_column="wish", db_default="", default="")
        ),
        migrations.AddField(
            "contact",
            "promised_at",
            models.DateTimeField(blank=True, help_text="By when the next word was promised.", null=True),
        ),
    ]
