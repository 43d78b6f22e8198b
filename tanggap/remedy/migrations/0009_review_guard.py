"""Whoever proposed, chose or approved does not decide the review; each version of an agreement is there once."""

from django.db import migrations, models

GUARD = """
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
UNGUARD = "DROP TRIGGER remedy_review_guard ON remedy_review; DROP FUNCTION remedy_review_guard();"


class Migration(migrations.Migration):
    dependencies = [("remedy", "0008_agreements_numbered")]
    operations = [
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="agreement_version_once"),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
