"""Why the code of a merged case opens the one it was merged into. Earlier merges have no proof: each opens its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_redactions")]

    operations = [
        migrations.AddField(
            model_name="link",
            name="proof",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not proven"),
                    ("mailbox", "Both are reached at one mailbox"),
                    ("checked", "Checked by staff"),
                ],
                db_default="",
                default="",
                help_text="Merged: why the code of one opens the other. Without proof each opens only its own.",
                max_length=10,
            ),
        ),
    ]
