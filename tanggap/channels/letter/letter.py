"""A letter that came in: when it was stamped, from whom, what it is about, what became of it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.channels.letter.agenda import written
from tanggap.channels.models import Inbound
from tanggap.core.files import File
from tanggap.core.keys import DataKey, unseal
from tanggap.people.models import Staff, Unit


class Letter(models.Model):
    """A row of the agenda. What it says of people is sealed once it is about a confidential complaint."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("Waits to be sorted")
        SORTED = "sorted", _("With a department")
        ON_FILE = "on_file", _("On file as a complaint")
        ANSWERED = "answered", _("Answered")
        NOT_FOR_US = "not_for_us", _("Not for us")

    class Delivery(models.TextChoices):
        POST = "post", _("By post")
        COURIER = "courier", _("By courier")
        BY_HAND = "by_hand", _("Handed over in person")

    class Reading(models.TextChoices):
        NOTHING = "", _("Nothing to read")
        WAITS = "waits", _("Waits to be read")
        READ = "read", _("Read")
        FAILED = "failed", _("Could not be read")

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=64, null=True, unique=True)  # of the page that was sent, so that it counts once
    state = models.CharField(max_length=12, choices=State, default=State.REGISTERED)
    received_at = models.DateTimeField()  # the receipt stamp
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    delivery = models.CharField(max_length=8, choices=Delivery, default=Delivery.POST)
    pages = models.PositiveSmallIntegerField(default=1)
    enclosures = models.PositiveSmallIntegerField(default=0)
    dated_on = models.DateField(null=True, blank=True)
    stored_sender = models.TextField(db_column="sender", blank=True, default="")
    stored_address = models.TextField(db_column="address", blank=True, default="")
    stored_own_number = models.TextField(db_column="own_number", blank=True, default="")
    stored_subject = models.TextField(db_column="subject", blank=True, default="")
    reading = models.CharField(max_length=6, choices=Reading, blank=True, default=Reading.NOTHING)
    tries = models.PositiveSmallIntegerField(default=0)
    stored_read = models.TextField(db_column="read", blank=True, default="")  # by the machine
    stored_text = models.TextField(db_column="text", blank=True, default="")  # as a person has it
    data_key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    case_key = models.CharField(max_length=40, blank=True, default="")
    # What was decided at the sorting desk: to whom, what to do, by when; or why it is not for us.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    stored_instruction = models.TextField(db_column="instruction", blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
    sorted_at = models.DateTimeField(null=True, blank=True)
    sorted_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(state="registered", sorted_at__isnull=True)
                | (~Q(state="registered") & Q(sorted_at__isnull=False)),
                name="letter_sorted_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="sorted") | Q(unit__isnull=False), name="letter_sorted_to_unit"),
        ]
        indexes = [
            models.Index(fields=["-year", "-number", "-id"], name="letter_newest"),
            models.Index(fields=["received_at", "id"], condition=Q(state="registered"), name="letter_to_sort"),
            models.Index(fields=["id"], condition=Q(reading="waits"), name="letter_to_read"),
            models.Index(fields=["case_key"], condition=~Q(case_key=""), name="letter_case"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def key(self) -> str:
        return f"letter:{self.pk}"

    @property
    def agenda(self) -> str:
        """The number in the agenda, as it is written on the letter."""
        return written(self.number, self.year)

    @property
    def sender(self) -> Any:
        return unseal(self.stored_sender, self.data_key)

    @property
    def address(self) -> Any:
        return unseal(self.stored_address, self.data_key)

    @property
    def own_number(self) -> Any:
        return unseal(self.stored_own_number, self.data_key)

    @property
    def subject(self) -> Any:
        return unseal(self.stored_subject, self.data_key)

    @property
    def read(self) -> Any:
        """What the machine read, with its mistakes."""
        return unseal(self.stored_read, self.data_key)

    @property
    def text(self) -> Any:
        """What the letter says, as a person has read it."""
        return unseal(self.stored_text, self.data_key)

    @property
    def instruction(self) -> Any:
        return unseal(self.stored_instruction, self.data_key)


class Scan(models.Model):
    """A file of the letter: as it was sent (`raw` has its bytes), a page of it that can be shown, or both."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="scans")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    raw = models.ForeignKey(Inbound, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    is_page = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["letter", "position"], name="scan_place_once")]

    def __str__(self) -> str:
        return f"scan {self.pk}"
