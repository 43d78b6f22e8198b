"""A conflict beside the complaint (R55): its kind, how it showed, what was done; and the meeting about it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.core.keys import unseal


class Conflict(models.Model):
    """A misunderstanding, a disagreement, tension, a gap of expectations: kinds are those of the SOP."""

    class State(models.TextChoices):
        OPEN = "open", _("Not ended")
        SETTLED = "settled", _("Settled")
        PARTLY = "partly", _("Settled in part")
        NOT_SETTLED = "not_settled", _("Not settled")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    stored_between = models.TextField(db_column="between_whom")
    stored_shown = models.TextField(db_column="how_shown")
    decider = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    noted_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    stored_done = models.TextField(db_column="what_was_done", blank=True, default="")
    ended_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], condition=Q(state="open"), name="conflict_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | ~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="conflict_ended_by_somebody",
            ),
        ]

    @property
    def key(self) -> str:
        return f"conflict:{self.pk}"

    @property
    def between(self) -> str:
        return unseal(self.stored_between, self.case.data_key)

    @property
    def shown(self) -> str:
        return unseal(self.stored_shown, self.case.data_key)

    @property
    def done(self) -> str:
        return unseal(self.stored_done, self.case.data_key)


class Meeting(models.Model):
    """A meeting, or a mediation by somebody neutral: invitation, answer, agenda, minutes, result.

    `sequence` rises with every change, as calendars want it. What each side said is for staff; only what was agreed is
    ever told to the complainant.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        MEDIATION = "mediation", _("Mediation")

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    class Answer(models.TextChoices):
        NONE = "", _("No answer yet")
        COMES = "comes", _("Comes")
        CANNOT = "cannot", _("Cannot come")
        OTHER = "other", _("Proposes another time")

    class Result(models.TextChoices):
        NONE = "", _("Not known yet")
        AGREED = "agreed", _("Agreed")
        PARTLY = "partly", _("Agreed in part")
        NOTHING = "nothing", _("No agreement")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    conflict = models.ForeignKey(
        Conflict, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings", db_index=False
    )
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    stored_place = models.TextField(db_column="place")
    stored_agenda = models.TextField(db_column="agenda", blank=True, default="")
    mediator = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stored_outsider = models.TextField(db_column="outside_mediator", blank=True, default="")
    called_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer, blank=True, default="")
    stored_answer_words = models.TextField(db_column="answer_words", blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    stored_theirs = models.TextField(db_column="said_by_them", blank=True, default="")
    stored_ours = models.TextField(db_column="said_by_us", blank=True, default="")
    stored_agreed = models.TextField(db_column="agreed", blank=True, default="")
    result = models.CharField(max_length=8, choices=Result, blank=True, default="")
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="invited"), name="meeting_one_ahead"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=600), name="meeting_has_a_length"),
        ]

    @property
    def key(self) -> str:
        return f"meeting:{self.pk}"

    @property
    def place(self) -> str:
        return unseal(self.stored_place, self.case.data_key)

    @property
    def agenda(self) -> str:
        return unseal(self.stored_agenda, self.case.data_key)

    @property
    def outsider(self) -> str:
        return unseal(self.stored_outsider, self.case.data_key)

    @property
    def answer_words(self) -> str:
        return unseal(self.stored_answer_words, self.case.data_key)

    @property
    def theirs(self) -> str:
        return unseal(self.stored_theirs, self.case.data_key)

    @property
    def ours(self) -> str:
        return unseal(self.stored_ours, self.case.data_key)

    @property
    def agreed(self) -> str:
        return unseal(self.stored_agreed, self.case.data_key)


class Guest(models.Model):
    """Somebody on the staff who is invited, besides the mediator."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "staff"], name="guest_once")]
