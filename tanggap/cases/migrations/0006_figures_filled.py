"""What cases say of promises that ended before they said it; the same figures as casework/figures.py keeps."""

from django.db import migrations

FILL = """
UPDATE cases_case AS c SET promises = k.promises FROM (
    SELECT case_id, jsonb_object_agg(kind, jsonb_build_array(kept, broken)) AS promises FROM (
        SELECT case_id, kind, count(*) FILTER (WHERE state = 'kept') AS kept, count(broken_at) AS broken
        FROM clocks_clock
        WHERE state IN ('kept', 'broken', 'cancelled')
            AND kind NOT IN ('documents', 'offer_answer', 'pause', 'reopen')
        GROUP BY case_id, kind HAVING count(*) FILTER (WHERE state = 'kept' OR broken_at IS NOT NULL) > 0
    ) AS counted GROUP BY case_id
) AS k WHERE k.case_id = c.id;
UPDATE cases_case AS c
SET first_reply_minutes = k.used_minutes,
    first_reply_elapsed = greatest(0, floor(extract(epoch FROM k.ended_at - c.received_at) / 60))
FROM clocks_clock AS k WHERE k.case_id = c.id AND k.kind = 'first_reply' AND k.state IN ('kept', 'broken');
UPDATE cases_case AS c
SET resolution_minutes = k.used,
    resolution_elapsed = greatest(0, floor(extract(epoch FROM k.ended_at - c.received_at) / 60))
FROM (
    SELECT case_id, sum(used_minutes) AS used, max(ended_at) AS ended_at FROM clocks_clock
    WHERE kind = 'resolution' AND state IN ('kept', 'broken') GROUP BY case_id
) AS k WHERE k.case_id = c.id;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_figures"), ("clocks", "0003_kinds")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
