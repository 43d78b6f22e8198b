"""Counters are written often and may be lost in a crash: no write-ahead log for them."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("core", "0002_limits_unlogged")]
    dependencies = [("core", "0001_tables")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE core_limit SET UNLOGGED; ALTER TABLE core_limit SET (fillfactor = 50)",
            "ALTER TABLE core_limit SET LOGGED; ALTER TABLE core_limit RESET (fillfactor)",
        ),
    ]
