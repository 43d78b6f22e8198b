"""Pictures may have a copy with parts painted over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_filling_shared")]

    operations = [
        migrations.AddField(
            model_name="file",
            name="covered_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                condition=models.Q(("covered_sha256", ""), _negated=True),
                fields=["covered_sha256"],
                name="core_file_covered",
            ),
        ),
    ]
