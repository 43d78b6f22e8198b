"""The files that came back with a reply that was taken back belong to the draft that it became."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_saved_views")]

    operations = [
        migrations.AddField(
            model_name="unsent",
            name="files",
            field=models.JSONField(
                db_default=[],
                default=list,
                help_text="Numbers of the evidence that came back with a reply that was taken back.",
            ),
        ),
    ]
