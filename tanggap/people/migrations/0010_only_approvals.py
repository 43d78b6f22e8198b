"""Somebody may be handed nothing but another's approvals, perhaps only up to an amount."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_token_scope")]
    operations = [
        migrations.AddField(
            "deputy", "only_approvals",
            models.BooleanField(db_default=False, default=False, verbose_name="approvals only"),
        ),
        migrations.AddField(
            "deputy", "up_to", models.BigIntegerField(blank=True, null=True, verbose_name="up to, in rupiah")
        ),
        migrations.AddConstraint(
            "deputy",
            models.CheckConstraint(
                condition=models.Q(("up_to__isnull", True), models.Q(("only_approvals", True), ("up_to__gt", 0)),
                                   _connector="OR"),
                name="deputy_limit_is_for_approvals",
            ),
        ),
    ]  # fmt: skip
