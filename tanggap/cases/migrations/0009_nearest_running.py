"""The nearest promise of a case is the nearest that runs: cases with one that stands still are looked at anew."""

from django.db import migrations

LOOK_ANEW = """
    UPDATE cases_case AS c
    SET paused = open.paused, next_due_at = CASE WHEN NOT open.paused THEN open.due_at END,
        next_due_kind = CASE WHEN NOT open.paused THEN coalesce(open.kind, '') ELSE '' END
    FROM (
        SELECT case_id, min(due_at) FILTER (WHERE state = 'running') AS due_at,
               (array_agg(kind ORDER BY due_at, id) FILTER (WHERE state = 'running'))[1] AS kind,
               coalesce(bool_and(state = 'paused')
                   FILTER (WHERE kind NOT IN ('documents', 'offer_answer', 'reopen', 'pause')), false) AS paused
        FROM clocks_clock WHERE state IN ('running', 'paused') AND case_id IS NOT NULL AND kind <> 'reopen'
        GROUP BY case_id HAVING bool_or(state = 'paused')
    ) AS open
    WHERE c.id = open.case_id"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_paused"), ("clocks", "0003_kinds")]

    operations = [migrations.RunSQL(LOOK_ANEW, migrations.RunSQL.noop)]
