"""The register is immutable, and no case is closed without an entry in it (checked when the transaction ends)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION learning_register_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the register never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER learning_register_guard BEFORE UPDATE OR DELETE ON learning_registerentry
  FOR EACH ROW EXECUTE FUNCTION learning_register_guard();

CREATE FUNCTION learning_closing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM learning_registerentry r WHERE r.case_id = NEW.id AND r.closing = NEW.closings) THEN
    RAISE EXCEPTION 'a case cannot close without its entry in the register' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER learning_closing_guard AFTER INSERT OR UPDATE OF state ON cases_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'closed')
  EXECUTE FUNCTION learning_closing_guard();
"""
UNGUARD = """
DROP TRIGGER learning_closing_guard ON cases_case; DROP FUNCTION learning_closing_guard();
DROP TRIGGER learning_register_guard ON learning_registerentry; DROP FUNCTION learning_register_guard();
"""


class Migration(migrations.Migration):
    replaces = [("learning", "0002_guards")]
    dependencies = [("learning", "0001_tables"), ("cases", "0002_rules")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
