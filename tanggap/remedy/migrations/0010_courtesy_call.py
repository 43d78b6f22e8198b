"""A contact may be the courtesy call after closing, with how the person felt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("remedy", "0009_review_guard")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="purpose",
            field=models.CharField(
                blank=True, choices=[("", "About the matter"), ("courtesy_call", "Courtesy call after closing")],
                db_default="", default="", max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="result",
            field=models.CharField(
                blank=True, choices=[("content", "Content"), ("not_content", "Not content")], db_default="",
                default="", max_length=12,
            ),
        ),
    ]
