"""Rules of the story that the database holds.

Maker is not checker, not through a deputy either, and not who corrected the alternative; money is not rewritten; there is
no task on a closed case; whoever proposed, chose or approved does not decide the review.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION remedy_approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.verdict = 'approved' AND (
       EXISTS (SELECT 1 FROM remedy_decision d WHERE d.id = NEW.decision_id
               AND d.chosen_by_id IN (NEW.approver_id, NEW.on_behalf_of_id))
    OR EXISTS (SELECT 1 FROM remedy_decisionoption o JOIN remedy_solution s ON s.id = o.solution_id
               WHERE o.decision_id = NEW.decision_id
               AND (s.proposed_by_id IN (NEW.approver_id, NEW.on_behalf_of_id)
                    OR s.revised_by && ARRAY[NEW.approver_id, NEW.on_behalf_of_id]))) THEN
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

CREATE FUNCTION remedy_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM remedy_solution s WHERE s.case_id = NEW.case_id AND s.proposed_by_id = NEW.decided_by_id)
    OR EXISTS (SELECT 1 FROM remedy_decision d WHERE d.case_id = NEW.case_id AND d.chosen_by_id = NEW.decided_by_id)
    OR EXISTS (SELECT 1 FROM remedy_approval a JOIN remedy_decision d ON d.id = a.decision_id
               WHERE d.case_id = NEW.case_id AND a.approver_id = NEW.decided_by_id) THEN
    RAISE EXCEPTION 'a review is decided by somebody who had no part in it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER remedy_review_guard BEFORE INSERT OR UPDATE OF decided_by_id ON remedy_review
  FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION remedy_review_guard();
"""
UNGUARD = """
DROP TRIGGER remedy_review_guard ON remedy_review; DROP FUNCTION remedy_review_guard();
DROP TRIGGER remedy_closing_guard ON cases_case; DROP FUNCTION remedy_closing_guard();
DROP TRIGGER remedy_task_guard ON remedy_task; DROP FUNCTION remedy_task_guard();
DROP TRIGGER remedy_ledger_guard ON remedy_ledgerline; DROP FUNCTION remedy_ledger_guard();
DROP TRIGGER remedy_approval_guard ON remedy_approval; DROP FUNCTION remedy_approval_guard();
"""


class Migration(migrations.Migration):
    replaces = [("remedy", "0002_guards")]
    dependencies = [("remedy", "0001_tables"), ("cases", "0002_rules")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
