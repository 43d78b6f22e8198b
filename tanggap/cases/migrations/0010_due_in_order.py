"""The index of open work holds the whole order of its lists: thousands of cases may be due at the same moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_nearest_running")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_open_due"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["next_due_at", "-paused", "id"],
                condition=models.Q(("state", "closed"), _negated=True),
                name="case_open_due",
            ),
        ),
    ]
