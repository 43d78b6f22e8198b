"""A call that we owe somebody who has no complaint on file (yet): to whom, about what, by when, and whose it is."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.channels.phone.call import Call
from tanggap.core.keys import DataKey, unseal
from tanggap.people.models import Staff, Unit

MOST_TRIES = 3


class Callback(models.Model):
    """One promised call. Whoever has a complaint on file asks there (remedy/asked.py), and has its clocks."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for our call")
        DONE = "done", _("We have spoken")
        NOT_REACHED = "not_reached", _("Not reached")
        DROPPED = "dropped", _("No longer wanted")

    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    stored_number = models.TextField(db_column="number")
    stored_name = models.TextField(db_column="name", blank=True, default="")
    stored_about = models.TextField(db_column="about", blank=True, default="")
    # Set when what was said in the call has become a confidential complaint.
    data_key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    asked_in = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    wanted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    owner = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="callback_ended_or_open",
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["asked_in"], condition=Q(state="open"), name="callback_one_open_of_a_call"
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="channels_callback_open")]

    def __str__(self) -> str:
        return f"callback {self.pk}"

    @property
    def key(self) -> str:
        return f"callback:{self.pk}"

    @property
    def number(self) -> Any:
        return unseal(self.stored_number, self.data_key)

    @property
    def name(self) -> Any:
        return unseal(self.stored_name, self.data_key)

    @property
    def about(self) -> Any:
        return unseal(self.stored_about, self.data_key)
