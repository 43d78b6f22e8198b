"""What carrying out the solution cost, beside what was given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0006_solution_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="cost_total",
            field=models.BigIntegerField(db_default=0, default=0, help_text="Rupiah; carrying out the solution."),
        ),
    ]
