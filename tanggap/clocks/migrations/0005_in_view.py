"""Indexes for lists of promises: what is open by its due moment, what was broken lately, what was kept lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clocks", "0004_recount")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("state__in", ("running", "paused"))),
                fields=["due_at", "id"],
                name="clocks_clock_open",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("broken_at__isnull", False)),
                fields=["-broken_at", "-id"],
                name="clocks_clock_broken",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("state", "kept"), models.Q(("kind", "acknowledge"), _negated=True)),
                fields=["ended_at"],
                name="clocks_clock_kept",
            ),
        ),
    ]
