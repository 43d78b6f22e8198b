"""What is settled with the complainant: the offer, the contact, the agreement, and the care for feelings."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Party
from tanggap.core.keys import unseal
from tanggap.remedy.solution import Decision, Solution


class Offer(models.Model):
    """What the complainant is asked: the approved alternatives, to be answered by a date. One is open at a time."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Not answered in time")
        CANCELLED = "cancelled", _("No longer needed")

    class Because(models.TextChoices):
        """Why none of them fits, as the complainant may pick it; the words themselves are the expectation."""

        TOO_SLOW = "too_slow", _("It takes too long")
        CAUSE = "cause", _("It does not answer the cause")
        LOSS = "loss", _("The loss is not made good")
        OTHER = "other", _("Another reason")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offers")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="offers")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    offered_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    stored_message = models.TextField(db_column="message", blank=True, default="")
    at = models.DateTimeField()
    answer_by = models.DateTimeField()
    accepted = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    because = models.CharField(max_length=10, choices=Because, blank=True, default="", db_default="")
    stored_expectation = models.TextField(db_column="expectation", blank=True, default="")
    counter = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="offer_one_open"),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted__isnull=False) | ~Q(state="accepted"),
                name="offer_accepted_names_solution",
            ),
        ]

    @property
    def key(self) -> str:
        return f"offer:{self.pk}"

    @property
    def message(self) -> str:
        return unseal(self.stored_message, self.case.data_key)

    @property
    def expectation(self) -> str:
        return unseal(self.stored_expectation, self.case.data_key)


class Contact(models.Model):
    """Customer service has spoken with the complainant, or has decided not to, with the reason (R36)."""

    class Purpose(models.TextChoices):
        ORDINARY = "", _("About the matter")
        COURTESY = "courtesy_call", _("Courtesy call after closing")

    class Result(models.TextChoices):
        """How the person felt at the courtesy call (R48)."""

        CONTENT = "content", _("Content")
        NOT_CONTENT = "not_content", _("Not content")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    round = models.PositiveSmallIntegerField()
    reached = models.BooleanField(help_text="False: not contacted, for the reason given.")
    medium = models.CharField(max_length=10, blank=True, default="")
    stored_summary = models.TextField(db_column="summary")
    # The guide for the call (R45, R47): what was done in it.
    apologised = models.BooleanField(default=False, db_default=False)
    restated = models.BooleanField(
        default=False, db_default=False, help_text="What was heard was said back, and confirmed."
    )
    stored_wish = models.TextField(db_column="wish", blank=True, default="", db_default="")
    promised_at = models.DateTimeField(null=True, blank=True, help_text="By when the next word was promised.")
    purpose = models.CharField(max_length=14, choices=Purpose, blank=True, default="", db_default="")
    result = models.CharField(max_length=12, choices=Result, blank=True, default="", db_default="")
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    @property
    def key(self) -> str:
        return f"contact:{self.pk}"

    @property
    def summary(self) -> str:
        return unseal(self.stored_summary, self.case.data_key)

    @property
    def wish(self) -> str:
        return unseal(self.stored_wish, self.case.data_key) if self.stored_wish else ""


class Agreement(models.Model):
    """What both sides agreed: what, who, by when, and what prevents it from happening again (R38).

    A change after it was shown is a new version (`number`); the complainant confirms each or objects with words.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField(default=1, db_default=1, help_text="Its version, from 1.")
    round = models.PositiveSmallIntegerField()
    solution = models.ForeignKey(Solution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stored_text = models.TextField(db_column="text")
    stored_who = models.TextField(db_column="who", blank=True, default="", db_default="")
    stored_steps = models.TextField(db_column="steps", blank=True, default="", db_default="")
    stored_prevention = models.TextField(db_column="prevention", blank=True, default="")
    by_when = models.DateField(null=True, blank=True)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.CharField(max_length=40)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=40, blank=True, default="", db_default="")
    objected_at = models.DateTimeField(null=True, blank=True)
    stored_objection = models.TextField(db_column="objection", blank=True, default="", db_default="")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(objected_at__isnull=True), name="agreement_one_answer"
            ),
        ]

    @property
    def key(self) -> str:
        return f"agreement:{self.pk}"

    @property
    def state(self) -> str:
        """waiting, confirmed, objected, or replaced by a newer version."""
        if self.replaced_at is not None:
            return "replaced"
        return "confirmed" if self.confirmed_at else "objected" if self.objected_at else "waiting"

    @property
    def text(self) -> str:
        return unseal(self.stored_text, self.case.data_key)

    @property
    def who(self) -> str:
        return unseal(self.stored_who, self.case.data_key)

    @property
    def steps(self) -> list[dict[str, str]]:
        """What is done, by which unit, by when (ISO), as the tasks stood when it was written."""
        text = unseal(self.stored_steps, self.case.data_key)
        return json.loads(text) if text else []

    @property
    def prevention(self) -> str:
        return unseal(self.stored_prevention, self.case.data_key)

    @property
    def objection(self) -> str:
        return unseal(self.stored_objection, self.case.data_key)


class Deadlock(models.Model):
    """No agreement: what each side holds, and where the complainant can turn to (R41). One per closing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlocks")
    closing = models.PositiveSmallIntegerField()
    stored_reason = models.TextField(db_column="reason")
    stored_theirs = models.TextField(db_column="theirs", blank=True, default="")
    bodies = models.JSONField(default=list, blank=True, help_text="Codes of [external] in the SOP, best first.")
    stored_other = models.TextField(db_column="other", blank=True, default="")
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "closing"], name="deadlock_once_per_closing")]

    @property
    def reason(self) -> str:
        return unseal(self.stored_reason, self.case.data_key)

    @property
    def theirs(self) -> str:
        return unseal(self.stored_theirs, self.case.data_key)

    @property
    def other(self) -> str:
        return unseal(self.stored_other, self.case.data_key)


class Feeling(models.Model):
    """One entry on the feelings track: the second half of service recovery (R48, R49)."""

    class Kind(models.TextChoices):
        COURTESY = "courtesy", _("Courtesy")
        APOLOGY = "apology", _("Apology")
        EXPLANATION = "explanation", _("Explanation")
        IMMEDIACY = "immediacy", _("Immediacy")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="feelings")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    stored_remark = models.TextField(db_column="remark", blank=True, default="")
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round", "kind"], name="feeling_once_a_round")]

    @property
    def remark(self) -> str:
        return unseal(self.stored_remark, self.case.data_key)
