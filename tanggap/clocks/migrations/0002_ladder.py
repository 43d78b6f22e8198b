"""A clock keeps the ladder under which it was started; those that run ring as before: at 80 % and when they are due."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clocks", "0001_clock"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="ladder",
            field=models.TextField(db_default="", default=""),
        ),
    ]
