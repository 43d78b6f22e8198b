import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_fewer_indexes"),
        ("learning", "0002_guards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="registerentry",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="register", to="cases.case"
            ),
        ),
    ]
