"""A token may be good for vouchers at a till alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_competences"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="scope",
            field=models.CharField(
                blank=True,
                choices=[("", "Everything that the person may do"), ("till", "Vouchers at a till, and nothing else")],
                db_default="",
                default="",
                max_length=8,
                verbose_name="may do",
            ),
        ),
    ]
