"""What visitors come for, and where they are received."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tanggap.people.models import Staff, Unit


class QueueService(models.Model):
    """What a number is taken for; its letter stands before the number. Without a branch it is offered in every one."""

    letter = models.CharField(_("letter before the number"), max_length=2)
    name_id = models.CharField(_("Indonesian name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    branch = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("branch"))
    is_private = models.BooleanField(_("is talked about behind a closed door"), default=False)
    is_active = models.BooleanField(_("is offered"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position", "letter"]
        constraints = [
            models.CheckConstraint(name="queue_letter_is_a_letter", condition=Q(letter__regex=r"^[A-Z]{1,2}$")),
            # Two numbers that sound alike would both stand up.
            models.UniqueConstraint(
                fields=["branch", "letter"], condition=Q(is_active=True), name="queue_letter_once",
                nulls_distinct=False,
            ),
        ]  # fmt: skip

    @property
    def key(self) -> str:
        return f"queue-service:{self.pk}"

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.say(get_language() or "id")

    def say(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_id

    def __str__(self) -> str:
        return f"{self.letter} {self.name_id}"


class Counter(models.Model):
    """Where visitors are received: an open counter, or a room with a door. One person sits there at a time.

    Without services of its own it is for all of them.
    """

    class Kind(models.TextChoices):
        COUNTER = "counter", _("Counter")
        ROOM = "room", _("Room")

    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("branch"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.COUNTER)
    number = models.CharField(_("number or name"), max_length=12)
    services = models.ManyToManyField(QueueService, blank=True, related_name="+", verbose_name=_("what it is for"))
    is_active = models.BooleanField(_("is used"), default=True)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["kind", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "kind", "number"], condition=Q(is_active=True), name="queue_counter_once"
            ),
            models.UniqueConstraint(fields=["staff"], condition=Q(staff__isnull=False), name="queue_one_seat_each"),
        ]

    @property
    def key(self) -> str:
        return f"counter:{self.pk}"

    @property
    def name(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Kiosk(models.Model):
    """How the kiosk of a branch behaves; a branch without a row has one that does not print by itself."""

    branch = models.OneToOneField(Unit, models.PROTECT, related_name="+", verbose_name=_("branch"))
    prints_at_once = models.BooleanField(_("prints each number at once"), default=False)

    @property
    def key(self) -> str:
        return f"kiosk:{self.pk}"

    def __str__(self) -> str:
        return f"kiosk of {self.branch_id}"
