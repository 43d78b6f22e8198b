"""Approval with a condition, who corrected an alternative, which roles a decision waits for; one word per role."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As 0002_guards has it; and nobody approves through a deputy what is his or her own, nor what he or she corrected.
GUARD = """
CREATE OR REPLACE FUNCTION remedy_approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
BEFORE = """
CREATE OR REPLACE FUNCTION remedy_approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.verdict = 'approved' AND (
       EXISTS (SELECT 1 FROM remedy_decision d WHERE d.id = NEW.decision_id AND d.chosen_by_id = NEW.approver_id)
    OR EXISTS (SELECT 1 FROM remedy_decisionoption o JOIN remedy_solution s ON s.id = o.solution_id
               WHERE o.decision_id = NEW.decision_id AND s.proposed_by_id = NEW.approver_id)) THEN
    RAISE EXCEPTION 'an approver never approves what he or she proposed or chose' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""
COUNTS = models.Q(("undone_at__isnull", True), ("verdict", "approved"))


class Migration(migrations.Migration):
    dependencies = [("remedy", "0010_courtesy_call"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(
            "approval", "stored_condition",
            models.TextField(blank=True, db_column="condition", db_default="", default=""),
        ),
        migrations.AddField(
            "approval", "condition_first",
            models.BooleanField(
                db_default=False, default=False, help_text="The condition must be met before anything is offered."
            ),
        ),
        migrations.AddField("approval", "condition_met_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "approval", "condition_met_by",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "decision", "waits_for",
            models.CharField(
                blank=True, db_default="", default="", help_text="The roles that may approve it now.", max_length=80
            ),
        ),
        migrations.AddField(
            "solution", "revised_by",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.RemoveConstraint("approval", "approval_one_per_rung"),
        migrations.AddConstraint(
            "approval",
            models.UniqueConstraint(
                condition=COUNTS, fields=["decision", "role"], name="approval_one_per_role"
            ),
        ),
        migrations.AddConstraint(
            "approval",
            models.CheckConstraint(
                condition=models.Q(("condition_first", False), models.Q(("stored_condition", ""), _negated=True),
                                   _connector="OR"),
                name="approval_condition_is_said",
            ),
        ),
        migrations.AddIndex("approval", models.Index(fields=["approver", "-at"], name="approval_said")),
        migrations.RunSQL(GUARD, BEFORE),
    ]  # fmt: skip
