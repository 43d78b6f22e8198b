"""Whether the open promises of a case stand still, so that lists need not ask the clocks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_counted_often")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="paused",
            field=models.BooleanField(
                default=False, help_text="Promises are open, and every one of them stands still."
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused", False), ("next_due_at__isnull", True), _connector="OR"),
                name="case_paused_has_nothing_due",
            ),
        ),
    ]
