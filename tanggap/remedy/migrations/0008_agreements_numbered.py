"""Agreements that were there before become versions of their case, the newest being the one that counts."""

from django.db import migrations

NUMBER = """
UPDATE remedy_agreement AS a SET number = n.number, replaced_at = n.next_at
FROM (SELECT id, row_number() OVER (PARTITION BY case_id ORDER BY id) AS number,
             lead(at) OVER (PARTITION BY case_id ORDER BY id) AS next_at FROM remedy_agreement) AS n
WHERE n.id = a.id
"""


class Migration(migrations.Migration):
    dependencies = [("remedy", "0007_together")]
    operations = [migrations.RunSQL(NUMBER, migrations.RunSQL.noop)]
