"""Whether a closing had a legal risk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0007_cost"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="legal_risk",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
