"""Why a complainant declined an offer, as he or she may pick it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("remedy", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("too_slow", "It takes too long"),
                    ("cause", "It does not answer the cause"),
                    ("loss", "The loss is not made good"),
                    ("other", "Another reason"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
    ]
