import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_ways"),
        ("channels", "0003_refused"),
        ("core", "0003_filling"),
        ("people", "0001_staff"),
        ("sop", "0001_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="data_key",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.datakey",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="edition",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sop.edition"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="reference",
            field=models.CharField(max_length=16),
        ),
        migrations.AlterField(
            model_name="reply",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("reference",), name="case_reference_once"),
        ),
    ]
