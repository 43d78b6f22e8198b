"""One call, in or out: who was on the line with whom, from when until when, and what came of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.core.keys import DataKey, unseal
from tanggap.people.models import Person, Staff, Unit


class Call(models.Model):
    """A row of the call log. Number, name and note are sealed once it is about a confidential complaint."""

    class Direction(models.TextChoices):
        IN = "in", _("Came in")
        OUT = "out", _("We called")

    class Outcome(models.TextChoices):
        OPEN = "", _("On the line")
        RECORDED = "recorded", _("Complaint recorded")
        ABOUT = "about", _("About a complaint on file")
        STATUS = "status", _("Asked how it stands")
        CALL_BACK = "call_back", _("To be called back")
        NO_ANSWER = "no_answer", _("Nobody reached")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        NOTHING = "nothing", _("Nothing to record")

    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default=Outcome.OPEN)
    stored_number = models.TextField(db_column="number", blank=True, default="")
    stored_name = models.TextField(db_column="name", blank=True, default="")
    stored_note = models.TextField(db_column="note", blank=True, default="")
    # What the number is looked up by (people/vault.py); a sealed one has none.
    digest = models.BinaryField(max_length=32, null=True)
    data_key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    case_key = models.CharField(max_length=40, blank=True, default="")
    officer = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_ends_after_it_begins",
                                   condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))),
            models.CheckConstraint(name="call_sealed_no_digest",
                                   condition=Q(data_key__isnull=True) | Q(digest__isnull=True)),
            models.CheckConstraint(name="call_ended_with_an_outcome",
                                   condition=Q(ended_at__isnull=True) | ~Q(outcome="")),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="channels_call_newest"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="channels_call_number"),
            models.Index(fields=["case_key"], condition=~Q(case_key=""), name="channels_call_case"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def key(self) -> str:
        return f"call:{self.pk}"

    @property
    def number(self) -> Any:
        return unseal(self.stored_number, self.data_key)

    @property
    def name(self) -> Any:
        return unseal(self.stored_name, self.data_key)

    @property
    def note(self) -> Any:
        return unseal(self.stored_note, self.data_key)
