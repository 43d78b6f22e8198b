"""Alternatives of solution, the choice among them with its reason, and the head's word on it (SOP 6-8)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Party
from tanggap.core.keys import unseal


class RedressKind(models.TextChoices):
    DISCOUNT = "discount", _("Discount")
    VOUCHER = "voucher", _("Voucher")
    GIFT = "gift", _("Gift")
    SAMPLE = "sample", _("Sample")
    REFUND = "refund", _("Refund")
    REPAIR = "repair", _("Repair or replacement")
    APOLOGY = "apology", _("Apology in person")


class Risk(models.TextChoices):
    """How likely it is, with this solution, that the same thing happens again."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Fit(models.TextChoices):
    """How well it gives the complainant what he or she hopes for (R37)."""

    FULL = "full", _("Fits")
    PARTLY = "partly", _("Fits in part")
    LITTLE = "little", _("Hardly fits")
    NONE = "none", _("Does not fit")

    @property
    def share(self) -> float:
        """As the length of a bar."""
        return {"full": 1.0, "partly": 0.5, "little": 0.25}.get(self.value, 0.0)


# Judgements that somebody will ask about: these take a reason.
WANT_A_REASON = frozenset({Risk.HIGH.value, Fit.LITTLE.value, Fit.NONE.value})


def _sealed(column: str) -> "models.TextField[str, str]":
    """A text that is empty where nothing was written."""
    return models.TextField(db_column=column, blank=True, default="", db_default="")


class Solution(models.Model):
    """One alternative on the table, comparable with the others. Amounts are whole rupiah."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="solutions")
    round = models.PositiveSmallIntegerField()
    stored_title = models.TextField(db_column="title")
    stored_description = models.TextField(db_column="description", blank=True, default="")
    stored_advantages = models.TextField(db_column="advantages", blank=True, default="")
    stored_drawbacks = models.TextField(db_column="drawbacks", blank=True, default="")
    cost = models.BigIntegerField(default=0)
    working_days = models.PositiveSmallIntegerField(default=1)
    executor = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="Its code in the SOP, [solutions.…]."
    )
    recurrence_risk = models.CharField(max_length=8, choices=Risk, blank=True, default="", db_default="")
    stored_recurrence_reason = _sealed("recurrence_reason")
    wish_fit = models.CharField(max_length=8, choices=Fit, blank=True, default="", db_default="")
    stored_wish_reason = _sealed("wish_reason")
    stored_cost_note = _sealed("cost_note")
    stored_time_note = _sealed("time_note")
    stored_helpers = _sealed("helpers")
    redress_kind = models.CharField(max_length=10, choices=RedressKind, blank=True, default="")
    redress_amount = models.BigIntegerField(default=0)
    stored_steps = models.TextField(
        db_column="steps", blank=True, default="", help_text="The tasks it needs, one a line."
    )
    proposed_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_by_party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Ids of staff who corrected it: it is theirs, too, and not theirs to approve.
    revised_by = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__gte=0, redress_amount__gte=0), name="solution_amounts_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) | Q(proposed_by_party__isnull=True),
                name="solution_one_proposer",
            ),
            models.CheckConstraint(
                condition=Q(redress_amount=0) | ~Q(redress_kind=""), name="solution_redress_has_kind"
            ),
        ]

    @property
    def key(self) -> str:
        return f"solution:{self.pk}"

    @property
    def title(self) -> str:
        return unseal(self.stored_title, self.case.data_key)

    @property
    def description(self) -> str:
        return unseal(self.stored_description, self.case.data_key)

    @property
    def advantages(self) -> str:
        return unseal(self.stored_advantages, self.case.data_key)

    @property
    def drawbacks(self) -> str:
        return unseal(self.stored_drawbacks, self.case.data_key)

    @property
    def recurrence_reason(self) -> str:
        return unseal(self.stored_recurrence_reason, self.case.data_key)

    @property
    def wish_reason(self) -> str:
        return unseal(self.stored_wish_reason, self.case.data_key)

    @property
    def cost_note(self) -> str:
        """What the cost is made of."""
        return unseal(self.stored_cost_note, self.case.data_key)

    @property
    def time_note(self) -> str:
        """What comes first, or is waited for."""
        return unseal(self.stored_time_note, self.case.data_key)

    @property
    def helpers(self) -> str:
        """Who helps the unit that carries it out: other units, a laboratory."""
        return unseal(self.stored_helpers, self.case.data_key)

    @property
    def steps(self) -> list[str]:
        text = unseal(self.stored_steps, self.case.data_key)
        return [line.strip() for line in text.splitlines() if line.strip()]

    @property
    def amount(self) -> int:
        """What approval is asked for: the cost of doing it and what is given, in rupiah."""
        return self.cost + self.redress_amount


class Decision(models.Model):
    """The offerable alternatives, one recommended, with the reason. At most one is open on a case."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for approval")
        RETURNED = "returned", _("Sent back")
        APPROVED = "approved", _("Approved")
        CANCELLED = "cancelled", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    chosen_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    recommended = models.ForeignKey(Solution, on_delete=models.PROTECT, related_name="+", db_index=False)
    options = models.ManyToManyField(Solution, through="DecisionOption", related_name="decisions")
    stored_reason = models.TextField(db_column="reason")
    amount = models.BigIntegerField(default=0, help_text="The dearest of the options, in rupiah.")
    waits_for = models.CharField(
        max_length=80, blank=True, default="", db_default="", help_text="The roles that may approve it now."
    )
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    # Its alternatives, the recommended one first, where they were read together with it.
    known_options: "list[Solution] | None" = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="decision_one_open"),
            models.UniqueConstraint(fields=["case", "round", "attempt"], name="decision_attempt_once"),
        ]

    @property
    def key(self) -> str:
        return f"decision:{self.pk}"

    @property
    def reason(self) -> str:
        return unseal(self.stored_reason, self.case.data_key)


class DecisionOption(models.Model):
    """One alternative among those that may be offered, in the order they are shown."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="ranked")
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, related_name="ranked_in")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "solution"], name="option_once")]
        ordering = ["rank"]


class Approval(models.Model):
    """One rung's word on a decision. A trigger refuses whoever proposed or chose what is approved (T30)."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Sent back")
        UNDONE = "undone", _("Taken back")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="approvals")
    rung = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=16)
    verdict = models.CharField(max_length=10, choices=Verdict)
    approver = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    on_behalf_of = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stored_remark = models.TextField(db_column="remark", blank=True, default="")
    suggestion = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stored_condition = models.TextField(db_column="condition", blank=True, default="", db_default="")
    condition_first = models.BooleanField(
        default=False, db_default=False, help_text="The condition must be met before anything is offered."
    )
    condition_met_at = models.DateTimeField(null=True, blank=True)
    condition_met_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["approver", "-at"], name="approval_said")]
        constraints = [
            models.UniqueConstraint(
                # A rung is known by its role: its number changes when another ladder holds.
                fields=["decision", "role"],
                condition=Q(verdict="approved", undone_at__isnull=True),
                name="approval_one_per_role",
            ),
            models.UniqueConstraint(
                fields=["decision", "approver"],
                condition=Q(verdict="approved", undone_at__isnull=True),
                name="approval_one_per_person",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("approver")),
                name="approval_deputy_is_another",
            ),
            models.CheckConstraint(
                condition=Q(condition_first=False) | ~Q(stored_condition=""), name="approval_condition_is_said"
            ),
        ]

    @property
    def remark(self) -> str:
        return unseal(self.stored_remark, self.decision.case.data_key)

    @property
    def condition(self) -> str:
        return unseal(self.stored_condition, self.decision.case.data_key)

    @property
    def holds_up(self) -> bool:
        """Whether nothing may be offered before somebody confirms that the condition is met."""
        return self.verdict == self.Verdict.APPROVED and self.undone_at is None and (
            self.condition_first and self.condition_met_at is None
        )
