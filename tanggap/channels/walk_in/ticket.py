"""A number that somebody waits with, from the moment it was taken until the visit is over."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.channels.walk_in.places import Counter, QueueService
from tanggap.core import secrets
from tanggap.core.keys import DataKey, unseal
from tanggap.people.models import Unit


def token_of(branch: int, service: int, day: date, number: int) -> str:
    """The 130-bit secret of the visitor's own page; it follows from the key ring, so a slip can be printed again."""
    return secrets.hmac_code("queue link", f"{branch}:{service}:{day.isoformat()}:{number}", 26)


class QueueDay(models.Model):
    """The last number that was given out: each service begins anew every day, in every branch."""

    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service = models.ForeignKey(QueueService, models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "service", "day"], name="queue_day_once")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.day}: {self.last}"


class Ticket(models.Model):
    """One visit. What the visitor said of themselves is sealed once it is about a confidential complaint."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        SERVING = "serving", _("Being served")
        DONE = "done", _("Done")
        ABSENT = "absent", _("Did not come")
        LEFT = "left", _("Gone")
        UNSERVED = "unserved", _("Not served")  # the day was over before its turn came

    class Priority(models.TextChoices):
        NONE = "", _("None")
        ELDERLY = "elderly", _("Elderly")
        PREGNANT = "pregnant", _("Pregnant")
        DISABLED = "disabled", _("Disability")

    class Outcome(models.TextChoices):
        NONE = "", _("Not over yet")
        RECORDED = "recorded", _("Complaint recorded")
        ABOUT = "about", _("About a complaint on file")
        SOLVED = "solved", _("Solved on the spot")
        ANSWERED = "answered", _("Question answered")
        NOTHING = "nothing", _("Nothing to record")

    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service = models.ForeignKey(QueueService, models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.NONE)
    priority = models.CharField(max_length=8, choices=Priority, blank=True, default=Priority.NONE)
    is_private = models.BooleanField(default=False)
    stored_name = models.TextField(db_column="name", blank=True, default="")
    stored_phone = models.TextField(db_column="phone", blank=True, default="")
    stored_purpose = models.TextField(db_column="purpose", blank=True, default="")
    data_key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32, unique=True)  # of the token that opens its page on the phone
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    # Only this counter or room calls it: the visitor was sent on there.
    wanted = models.ForeignKey(Counter, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    # Or it waits for another service than the one it was taken for, or for somebody of that department.
    sent_service = models.ForeignKey(QueueService, models.SET_NULL, null=True, blank=True, related_name="+",
                                     db_index=False)  # fmt: skip
    sent_unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    case_key = models.CharField(max_length=40, blank=True, default="")
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)  # the latest call
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "service", "day", "number"], name="queue_number_once"),
            models.CheckConstraint(
                name="queue_ended_when_over",
                condition=Q(state__in=["done", "absent", "left", "unserved"], ended_at__isnull=False)
                | Q(state__in=["waiting", "called", "serving"], ended_at__isnull=True),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["branch", "day", "taken_at", "id"], name="queue_of_the_day"),
            models.Index(fields=["case_key"], condition=~Q(case_key=""), name="queue_ticket_case"),
            models.Index(fields=["day"], condition=Q(forgotten_at__isnull=True), name="queue_to_forget"),
            models.Index(fields=["day"], condition=Q(ended_at__isnull=True), name="queue_not_over"),
        ]

    @property
    def key(self) -> str:
        return f"ticket:{self.pk}"

    @property
    def label(self) -> str:
        """What is called and printed, like `B-047`. The service must be at hand."""
        return f"{self.service.letter}-{self.number:03d}"

    @property
    def token(self) -> str:
        return token_of(self.branch_id, self.service_id, self.day, self.number)

    @property
    def name(self) -> Any:
        return unseal(self.stored_name, self.data_key)

    @property
    def phone(self) -> Any:
        return unseal(self.stored_phone, self.data_key)

    @property
    def purpose(self) -> Any:
        return unseal(self.stored_purpose, self.data_key)

    def waited(self, now: datetime) -> timedelta:
        """From taking the number to sitting down; until then, up to now."""
        return (self.served_at or self.ended_at or now) - self.taken_at

    def served(self, now: datetime) -> timedelta:
        """How long the visit at the counter took, or has taken up to now."""
        return (self.ended_at or now) - self.served_at if self.served_at else timedelta()

    def __str__(self) -> str:
        return f"ticket {self.pk}"


class TicketCall(models.Model):
    """A number was called to a counter, once or again: what the display shows and speaks."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="calls")
    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["branch", "-at", "-id"], name="queue_calls_newest")]

    def __str__(self) -> str:
        return f"call of ticket {self.ticket_id}"
