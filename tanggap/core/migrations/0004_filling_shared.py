from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_filling"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="filling", name="core_filling_one_row"),
        migrations.AddField(
            model_name="filling",
            name="place",
            field=models.PositiveSmallIntegerField(default=0, unique=True),
        ),
        migrations.AddConstraint(
            model_name="filling",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__lt", 2)), name="core_filling_two_at_most"
            ),
        ),
    ]
