"""What never changes on a case, whoever writes to the table: when it arrived, its number, and the SOP it obeys."""

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


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_nouns")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
