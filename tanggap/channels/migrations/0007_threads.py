"""Mail finds its complaint: proposals in quarantine, twins, whose words an answer is, mailboxes of units."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0006_phone_call"),
        ("people", "0010_only_approvals"),
    ]

    operations = [
        migrations.AddField("inbound", "proposed_key", models.CharField(blank=True, db_default="", default="", max_length=40)),
        migrations.AddField("inbound", "twin", models.BinaryField(blank=True, max_length=32, null=True)),
        migrations.AddConstraint(
            "inbound",
            models.UniqueConstraint(
                condition=models.Q(("twin__isnull", False)), fields=("twin",), name="channels_inbound_twin_once"
            ),
        ),
        migrations.AddField("outbound", "party_key", models.CharField(blank=True, db_default="", default="", max_length=40)),
        migrations.AddField(
            "mailbox",
            "unit",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField("mailbox", "takes_plus", models.BooleanField(db_default=False, default=False)),
    ]
