"""How somebody wishes to be answered who can be reached by post and by email."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0025_notice_of_objections"),
    ]

    operations = [
        migrations.AddField(
            model_name="party",
            name="answers_by",
            field=models.CharField(
                blank=True,
                choices=[("post", "By post"), ("email", "By email"), ("both", "By post and by email")],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
    ]
