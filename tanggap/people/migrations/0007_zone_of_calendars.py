"""A unit has no time zone of its own: its calendar has one, and promises, rosters and papers follow that."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0006_kept_forms_and_keys")]

    operations = [migrations.RemoveField(model_name="unit", name="zone")]
