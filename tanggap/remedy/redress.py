"""What is given for the trouble (R43), within the authority of who gives it and within the budget.

The ledger is append-only: reserved at approval, spent at the grant, released otherwise; what nobody redeemed comes
back. Amounts are whole rupiah.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.core.keys import unseal
from tanggap.remedy.solution import RedressKind, Solution


class Budget(models.Model):
    """What a unit may give in a year. The check constraint is the limit."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    limit = models.BigIntegerField()
    reserved = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="budget_once_a_year"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, spent__gte=0, limit__gte=F("reserved") + F("spent")),
                name="budget_within_limit",
            ),
        ]

    @property
    def key(self) -> str:
        return f"budget:{self.pk}"

    @property
    def left(self) -> int:
        return self.limit - self.reserved - self.spent


class Redress(models.Model):
    """One thing given, or set aside to be given, to the complainant."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("Set aside")
        GRANTED = "granted", _("Given")
        RELEASED = "released", _("Not given")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="redress")
    round = models.PositiveSmallIntegerField()
    solution = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.PROTECT, related_name="redress", db_index=False
    )
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RedressKind)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RESERVED)
    authority = models.BigIntegerField(help_text="The authority of who reserved or granted it, in rupiah.")
    granted_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved = models.BooleanField(default=False, help_text="Part of an approved solution: the approval covers it.")
    at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(kind="apology", amount=0), name="redress_is_something"
            ),
            models.CheckConstraint(condition=Q(amount__lte=F("authority")), name="redress_within_authority"),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_by__isnull=False, granted_at__isnull=False),
                name="redress_granted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["case", "round", "solution"],
                condition=Q(solution__isnull=False) & ~Q(state="released"),
                name="redress_once_per_solution",
            ),
        ]

    @property
    def key(self) -> str:
        return f"redress:{self.pk}"


class HandOver(models.Model):
    """That it was really given: by whom, to whom, when; with a file, or the name of whoever signed for it."""

    redress = models.OneToOneField(Redress, on_delete=models.CASCADE, related_name="hand_over")
    given_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    stored_received_by = models.TextField(db_column="received_by")
    stored_remark = models.TextField(db_column="remark", blank=True, default="")
    evidence = models.OneToOneField(
        "cases.Evidence", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    @property
    def received_by(self) -> str:
        return unseal(self.stored_received_by, self.redress.case.data_key)

    @property
    def remark(self) -> str:
        return unseal(self.stored_remark, self.redress.case.data_key)


class LimitChange(models.Model):
    """Somebody gave a unit more or less for the year, and why."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="changes")
    before = models.BigIntegerField()
    after = models.BigIntegerField()
    reason = models.TextField()
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()


class LedgerLine(models.Model):
    """One movement of money in a budget. Never changed, never deleted (trigger)."""

    class Kind(models.TextChoices):
        RESERVE = "reserve", _("Set aside")
        SPEND = "spend", _("Given")
        RELEASE = "release", _("Released")
        EXPIRE = "expire", _("Expired, free again")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines")
    redress = models.ForeignKey(Redress, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind)
    amount = models.BigIntegerField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["redress", "kind"], name="ledger_each_kind_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_amount_positive"),
        ]


class Voucher(models.Model):
    """A code worth an amount until a date; redeemed once, by one conditional update."""

    redress = models.OneToOneField(Redress, on_delete=models.PROTECT, related_name="voucher")
    code = models.CharField(max_length=24, unique=True)
    amount = models.BigIntegerField()
    valid_until = models.DateField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.CharField(max_length=40, blank=True, default="")
    expired_at = models.DateTimeField(null=True, blank=True)

    @property
    def over(self) -> bool:
        """Redeemed or expired."""
        return self.redeemed_at is not None or self.expired_at is not None

    class Meta:
        indexes = [
            models.Index(
                fields=["valid_until"], condition=Q(redeemed_at__isnull=True, expired_at__isnull=True),
                name="voucher_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(redeemed_at__isnull=True, redeemed_by="")
                | Q(redeemed_at__isnull=False) & ~Q(redeemed_by=""),
                name="voucher_redeemed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(redeemed_at__isnull=True) | Q(expired_at__isnull=True), name="voucher_one_end"
            ),
        ]
