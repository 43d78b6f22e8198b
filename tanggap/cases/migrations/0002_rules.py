"""What the database itself holds of a case, and how its tables are kept.

When it arrived, its number and the SOP it obeys never change, whoever writes to the table. PostgreSQL counts anew what lies
in these tables after some hundred changes, not after a tenth of all: how many cases are open decides how lists are best
read, and of a hundred thousand cases a thousand are open. Presence is written every few seconds and worth nothing after a
minute: no write-ahead log for it.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION cases_case_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.received_at IS DISTINCT FROM OLD.received_at OR NEW.reference IS DISTINCT FROM OLD.reference
     OR NEW.edition_id IS DISTINCT FROM OLD.edition_id THEN
    RAISE EXCEPTION 'receipt time, reference and edition of a case never change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_case_guard BEFORE UPDATE OF received_at, reference, edition_id ON cases_case
  FOR EACH ROW EXECUTE FUNCTION cases_case_guard();
"""
UNGUARD = "DROP TRIGGER cases_case_guard ON cases_case; DROP FUNCTION cases_case_guard();"
TABLES = ("cases_case", "cases_participant")
OFTEN = "ALTER TABLE {} SET (autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.005)"
SELDOM = "ALTER TABLE {} RESET (autovacuum_analyze_threshold, autovacuum_analyze_scale_factor)"
UNLOGGED, LOGGED = "ALTER TABLE cases_presence SET UNLOGGED", "ALTER TABLE cases_presence SET LOGGED"


class Migration(migrations.Migration):
    replaces = [("cases", "0002_guards"), ("cases", "0007_counted_often")]
    dependencies = [("cases", "0001_tables")]
    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        *(migrations.RunSQL(OFTEN.format(table), SELDOM.format(table)) for table in TABLES),
        migrations.RunSQL(UNLOGGED, LOGGED),
    ]
