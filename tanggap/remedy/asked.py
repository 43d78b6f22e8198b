"""What the complainant may ask for besides an answer: to speak with somebody, and that somebody else decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.core.keys import unseal
from tanggap.remedy.together import Contact

MOST_TRIES = 3


class CallRequest(models.Model):
    """The complainant wants to speak with a person: how, when it suits, and about what. One waits at a time."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for our call")
        DONE = "done", _("We have spoken")
        NOT_REACHED = "not_reached", _("Not reached")
        CANCELLED = "cancelled", _("No longer wanted")

    class Way(models.TextChoices):
        PHONE = "phone", _("By telephone")
        WHATSAPP = "whatsapp", _("By WhatsApp")
        IN_PERSON = "walk_in", _("In person, at your office")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="calls")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    way = models.CharField(max_length=10, choices=Way)
    stored_when = models.TextField(db_column="when_convenient")
    stored_reach = models.TextField(db_column="reach", blank=True, default="")
    stored_about = models.TextField(db_column="about", blank=True, default="")
    asked_by = models.CharField(max_length=40)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Recorded contacts that did not reach anybody.")
    answer = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="call_one_open")]

    @property
    def key(self) -> str:
        return f"call:{self.pk}"

    @property
    def when(self) -> str:
        return unseal(self.stored_when, self.case.data_key)

    @property
    def reach(self) -> str:
        return unseal(self.stored_reach, self.case.data_key)

    @property
    def about(self) -> str:
        return unseal(self.stored_about, self.case.data_key)


class Review(models.Model):
    """The complaint is looked at again by somebody who had no part in it; the result is told with its reasons."""

    class State(models.TextChoices):
        OPEN = "open", _("Being looked at")
        STANDS = "stands", _("The decision stands")
        OVERTURNED = "overturned", _("It is begun again")
        CANCELLED = "cancelled", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    stored_reason = models.TextField(db_column="reason")
    asked_by = models.CharField(max_length=40)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    decider = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stored_answer = models.TextField(db_column="answer", blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="review_one_open"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "cancelled"]) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="review_decided_by_somebody",
            ),
        ]

    @property
    def key(self) -> str:
        return f"review:{self.pk}"

    @property
    def reason(self) -> str:
        return unseal(self.stored_reason, self.case.data_key)

    @property
    def answer(self) -> str:
        return unseal(self.stored_answer, self.case.data_key)
