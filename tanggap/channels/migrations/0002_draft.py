from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_in_and_out")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("sealed", models.BinaryField()),
                ("touched_on", models.DateField(db_index=True)),
            ],
        ),
    ]
