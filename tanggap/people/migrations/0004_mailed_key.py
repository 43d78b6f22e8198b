"""Links that show somebody what was complained of from his or her address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_organisation")]

    operations = [
        migrations.CreateModel(
            name="MailedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("contact", models.BinaryField(max_length=32)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
