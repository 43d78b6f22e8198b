from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_keys_files_limits")]

    operations = [
        # Counters are written often and may be lost in a crash: no write-ahead log for them.
        migrations.RunSQL(
            "ALTER TABLE core_limit SET UNLOGGED; ALTER TABLE core_limit SET (fillfactor = 50)",
            "ALTER TABLE core_limit SET LOGGED; ALTER TABLE core_limit RESET (fillfactor)",
        ),
    ]
