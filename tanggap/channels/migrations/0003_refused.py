from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_draft"),
    ]

    operations = [
        migrations.AlterField(
            model_name="inbound",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("read", "Read"),
                    ("quarantined", "Quarantined"),
                    ("refused", "Refused"),
                ],
                default="received",
                max_length=12,
            ),
        ),
    ]
