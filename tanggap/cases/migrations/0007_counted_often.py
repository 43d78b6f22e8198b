"""PostgreSQL counts anew what lies in these tables after some hundred changes, not after a tenth of all.

How many cases are open decides how lists are best read. Of a hundred thousand cases a thousand are open: by its own
rule PostgreSQL would notice only after ten thousand changes that there are ten times as many.
"""

from django.db import migrations

TABLES = ("cases_case", "cases_participant")
OFTEN = "ALTER TABLE {} SET (autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.005)"
SELDOM = "ALTER TABLE {} RESET (autovacuum_analyze_threshold, autovacuum_analyze_scale_factor)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_figures_filled")]
    operations = [migrations.RunSQL(OFTEN.format(table), SELDOM.format(table)) for table in TABLES]
