"""What the organisation keeps to learn from (SOP 12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Kind, Medium, Severity
from tanggap.cases.models import Case
from tanggap.cases.states import Outcome
from tanggap.core.keys import unseal


class RegisterEntry(models.Model):
    """Complaint type and applied solution, kept for evaluation (R58): an immutable snapshot per closing."""

    class Source(models.TextChoices):
        LIVE = "live", _("Closed here")
        IMPORT = "import", _("Imported")

    # The constraint `register_once_per_closing` begins with it.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="register", db_index=False)
    closing = models.PositiveSmallIntegerField(help_text="1 for the first closing; reopening adds another.")
    source = models.CharField(max_length=6, choices=Source, default=Source.LIVE)
    reference = models.CharField(max_length=16)
    edition_label = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=12, choices=Kind)
    medium = models.CharField(max_length=10, choices=Medium)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=40, blank=True, default="")
    category = models.CharField(max_length=60, blank=True, default="")
    severity = models.CharField(max_length=10, choices=Severity, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=Outcome)
    stored_solution = models.TextField(db_column="solution", blank=True, default="")
    solution_kind = models.CharField(
        max_length=60, blank=True, default="", db_default="",
        help_text="The kind of what was applied, by its code in the SOP; empty where nothing was.",
    )  # fmt: skip
    stored_cause = models.TextField(db_column="cause", blank=True, default="")
    stored_lesson = models.TextField(db_column="lesson", blank=True, default="")
    redress_total = models.BigIntegerField(default=0, help_text="Rupiah.")
    cost_total = models.BigIntegerField(default=0, db_default=0, help_text="Rupiah; carrying out the solution.")
    rounds = models.PositiveSmallIntegerField(default=1)
    transfers = models.PositiveSmallIntegerField(default=0)
    legal_risk = models.BooleanField(default=False, db_default=False)
    solved = models.CharField(max_length=6, blank=True, default="")
    outcome_score = models.PositiveSmallIntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    first_reply_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField()
    first_reply_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Working minutes.")
    resolution_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Working minutes.")
    first_reply_elapsed = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes since receipt.")
    resolution_elapsed = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes since receipt.")
    promises = models.JSONField(default=dict, blank=True, help_text="By kind: [how often kept, how often broken].")
    promises_kept = models.PositiveSmallIntegerField(default=0)
    promises_broken = models.PositiveSmallIntegerField(default=0)
    without_follow_up = models.TextField(blank=True, default="", help_text="Why nobody was asked how it was (R57).")
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "closing"], name="register_once_per_closing")]
        indexes = [
            models.Index(fields=["-closed_at", "-id"], name="register_newest"),
            # What is known of each kind of solution (insight/knowledge.py): the newest of a category, and of a type.
            models.Index(
                fields=["category", "-closed_at", "-id"], condition=~Q(solution_kind=""), name="register_of_category"
            ),
            models.Index(fields=["type", "-closed_at", "-id"], condition=~Q(solution_kind=""), name="register_of_type"),
        ]

    @property
    def solution(self) -> str:
        return unseal(self.stored_solution, self.case.data_key)

    @property
    def cause(self) -> str:
        return unseal(self.stored_cause, self.case.data_key)

    @property
    def lesson(self) -> str:
        return unseal(self.stored_lesson, self.case.data_key)


class Improvement(models.Model):
    """“You said, we changed”: what many complaints have led to, in both languages, for everybody to read."""

    heard_id = models.CharField(_("what you said"), max_length=160)
    heard_en = models.CharField(_("what you said, in English"), max_length=160)
    changed_id = models.CharField(_("what we changed"), max_length=200)
    changed_en = models.CharField(_("what we changed, in English"), max_length=200)
    result_id = models.CharField(_("result"), max_length=120, blank=True, default="")
    result_en = models.CharField(_("result, in English"), max_length=120, blank=True, default="")
    shown = models.BooleanField(_("on the portal"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("improvement"), _("improvements")
        ordering = ("-made_at", "-pk")

    @property
    def key(self) -> str:
        return f"improvement:{self.pk}"

    def say(self, what: str, language: str) -> str:
        """One of heard, changed, result in that language."""
        return str(getattr(self, f"{what}_{'en' if language.startswith('en') else 'id'}"))
