"""Rules of the story that the database holds: maker is not checker, money is not rewritten, no task on a closed case."""

from django.db import migrations

GUARD = """
CREATE FUNCTION remedy_approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.verdict = 'approved' AND (
       EXISTS (SELECT 1 FROM remedy_decision d WHERE d.id = NEW.decision_id AND d.chosen_by_id = NEW.approver_id)
    OR EXISTS (SELECT 1 FROM remedy_decisionoption o JOIN remedy_solution s ON s.id = o.solution_id
               WHERE o.decision_id = NEW.decision_id AND s.proposed_by_id = NEW.approver_id)) THEN
    RAISE EXCEPTION 'an approver never approves what he or she proposed or chose' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER remedy_approval_guard BEFORE INSERT OR UPDATE ON remedy_approval
  FOR EACH ROW EXECUTE FUNCTION remedy_approval_guard();

CREATE FUNCTION remedy_ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER remedy_ledger_guard BEFORE UPDATE OR DELETE ON remedy_ledgerline
  FOR EACH ROW EXECUTE FUNCTION remedy_ledger_guard();

CREATE FUNCTION remedy_task_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- FOR SHARE waits for whoever is closing the case, so that a task cannot slip in beside the closing.
  IF NEW.state IN ('planned', 'open')
     AND (SELECT c.state FROM cases_case c WHERE c.id = NEW.case_id FOR SHARE) = 'closed' THEN
    RAISE EXCEPTION 'a closed case has no open task' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER remedy_task_guard BEFORE INSERT OR UPDATE OF state, case_id ON remedy_task
  FOR EACH ROW EXECUTE FUNCTION remedy_task_guard();

CREATE FUNCTION remedy_closing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM remedy_task t WHERE t.case_id = NEW.id AND t.state IN ('planned', 'open')) THEN
    RAISE EXCEPTION 'a case cannot close while a task is open' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER remedy_closing_guard BEFORE UPDATE OF state ON cases_case
  FOR EACH ROW WHEN (NEW.state = 'closed' AND OLD.state <> 'closed') EXECUTE FUNCTION remedy_closing_guard();
"""
UNGUARD = """
DROP TRIGGER remedy_closing_guard ON cases_case; DROP FUNCTION remedy_closing_guard();
DROP TRIGGER remedy_task_guard ON remedy_task; DROP FUNCTION remedy_task_guard();
DROP TRIGGER remedy_ledger_guard ON remedy_ledgerline; DROP FUNCTION remedy_ledger_guard();
DROP TRIGGER remedy_approval_guard ON remedy_approval; DROP FUNCTION remedy_approval_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("remedy", "0001_nouns"), ("cases", "0002_guards")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
