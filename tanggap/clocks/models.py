"""Calendars (when an organisation works), holidays, clocks (promises with a due moment) and their pauses."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tanggap.clocks.ladder import Ladder

OPEN = ("running", "paused")


class Calendar(models.Model):
    """When an organisation, branch or unit works. `week` is {"0": [["08:00", "12:00"], ...]}, Monday is "0"."""

    code = models.TextField(unique=True)
    name = models.TextField()
    zone = models.TextField(default="Asia/Jakarta")
    week = models.JSONField(default=dict)
    # A new random stamp at every change of hours or holidays. Not a counter: after a rolled-back change the next one
    # would get the same number, and what is remembered of the first would be taken for the second.
    stamp = models.UUIDField(default=uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)

    @property
    def key(self) -> str:
        return f"calendar:{self.pk}"

    def __str__(self) -> str:
        return self.name


class HolidayKind(models.TextChoices):
    NATIONAL = "national", _("National holiday")
    COLLECTIVE = "cuti_bersama", _("Collective leave")
    CLOSURE = "closure", _("Closed on this day")
    EXTRA_DAY = "extra_day", _("Other hours on this day")


class Holiday(models.Model):
    """One date that is not as the week says: closed, or open at other `hours`. Without a calendar it is for all.

    A calendar's own row beats the row for all, so an office may stay open on a day of collective leave.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, null=True, blank=True, related_name="holidays")
    date = models.DateField()
    kind = models.TextField(choices=HolidayKind.choices)
    name_id = models.TextField()
    name_en = models.TextField()
    hours = models.JSONField(null=True, blank=True)
    # What was filled from the published list is corrected by filling again; what people entered is left alone.
    filled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="clocks_holiday_one_a_day", nulls_distinct=False),
            models.CheckConstraint(
                name="clocks_holiday_extra_day_has_hours",
                condition=Q(kind="extra_day", hours__isnull=False) | (~Q(kind="extra_day") & Q(hours__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    @property
    def name(self) -> str:
        """The name in the language that is active."""
        return self.name_en if (get_language() or "id").startswith("en") else self.name_id


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    CANCELLED = "cancelled", _("Cancelled")


class Clock(models.Model):
    """One promise about `subject`: `minutes` from `started_at`, in working time when `working`, due at `due_at`.

    While the state is running, `broken_at` says that the due moment has passed without an answer; the state becomes
    `broken` when the answer comes late. A breach is never taken back. `rung` counts the rings of its `ladder` (see
    ladder.py) that have been dealt with, `ring_at` is when the next one is due, `lease_until` keeps other workers away
    meanwhile.
    """

    subject = models.TextField()
    kind = models.TextField()
    case_id = models.BigIntegerField(null=True, db_index=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    minutes = models.PositiveIntegerField()
    working = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField(choices=ClockState.choices, default=ClockState.RUNNING)
    ended_at = models.DateTimeField(null=True)
    used_minutes = models.PositiveIntegerField(null=True)
    broken_at = models.DateTimeField(null=True)
    ring_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    ladder = models.TextField(default="", db_default="")
    lease_until = models.DateTimeField(null=True)
    # Counted by another calendar since `moved_at`; what was used up until then by the former ones stays used.
    moved_at = models.DateTimeField(null=True)
    spent_seconds = models.PositiveIntegerField(default=0)
    extended_minutes = models.PositiveIntegerField(default=0)
    extended_at = models.DateTimeField(null=True)
    extension_reason = models.TextField(default="")

    # The rungs of its ladder that it was handed out for; only on clocks that come from `claim_due`.
    rings: Ladder = ()
    # Its pauses, where they were read together with it.
    known_pauses: "list[Pause] | None" = None

    class Meta:
        indexes = [
            models.Index(
                fields=["ring_at", "id"],
                name="clocks_clock_to_ring",
                condition=Q(state="running", ring_at__isnull=False),
            ),
            # For the page of promises and its figures (insight/promises.py).
            models.Index(fields=["due_at", "id"], name="clocks_clock_open", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["-broken_at", "-id"], name="clocks_clock_broken", condition=Q(broken_at__isnull=False)
            ),
            models.Index(
                fields=["ended_at"], name="clocks_clock_kept", condition=Q(state="kept") & ~Q(kind="acknowledge")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind"], name="clocks_clock_one_open", condition=Q(state__in=OPEN)
            ),
            models.CheckConstraint(name="clocks_clock_state_is_known", condition=Q(state__in=ClockState.values)),
            models.CheckConstraint(name="clocks_clock_lasts", condition=Q(minutes__gt=0)),
            models.CheckConstraint(name="clocks_clock_due_after_start", condition=Q(due_at__gte=F("started_at"))),
            models.CheckConstraint(
                name="clocks_clock_working_needs_calendar", condition=Q(working=False) | Q(calendar__isnull=False)
            ),
            models.CheckConstraint(
                name="clocks_clock_ended_or_open",
                condition=Q(state__in=OPEN, ended_at__isnull=True, used_minutes__isnull=True)
                | (~Q(state__in=OPEN) & Q(ended_at__gte=F("started_at"), used_minutes__isnull=False)),
            ),
            models.CheckConstraint(
                name="clocks_clock_rings_only_running", condition=Q(state="running") | Q(ring_at__isnull=True)
            ),
            models.CheckConstraint(
                name="clocks_clock_breach_is_recorded",
                condition=(~Q(state="broken") | Q(broken_at__isnull=False))
                & (~Q(state="kept") | Q(broken_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="clocks_clock_moved_after_start",
                condition=Q(moved_at__isnull=True, spent_seconds=0) | Q(moved_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="clocks_clock_extended_with_reason",
                condition=Q(extended_minutes=0, extended_at__isnull=True)
                | (Q(extended_minutes__gt=0, extended_at__isnull=False) & ~Q(extension_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}, {self.state}, due {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def total_minutes(self) -> int:
        """What was promised, with what was granted on top."""
        return self.minutes + self.extended_minutes

    @property
    def ring(self) -> str:
        """The name of the latest ring that it was handed out for."""
        return self.rings[-1].name if self.rings else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Pause(models.Model):
    """From when until when a clock stood still, and why. Pauses may overlap; their union counts.

    `expected` is until when it was meant to last, where that was said.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    reason = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    expected = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clocks_pause_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["clock", "reason"], name="clocks_pause_one_open_per_reason", condition=Q(until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since:%Y-%m-%d %H:%M}"


class Extension(models.Model):
    """More time that was asked for a promise: why and by whom, and the answer. `two_people`: not by who asked.

    It waits for its answer only while its clock is open and not overdue (extensions.waiting).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="extensions")
    minutes = models.PositiveIntegerField()
    reason = models.TextField()
    two_people = models.BooleanField(default=False)
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    answered_by = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    remark = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], name="clocks_extension_one_open", condition=Q(state="open")),
            models.CheckConstraint(name="clocks_extension_says_why", condition=Q(minutes__gt=0) & ~Q(reason="")),
            models.CheckConstraint(
                name="clocks_extension_answered_or_open",
                condition=Q(state="open", answered_at__isnull=True, answered_by="")
                | (Q(state__in=["granted", "refused"], answered_at__gte=F("asked_at")) & ~Q(answered_by="")),
            ),
            models.CheckConstraint(
                name="clocks_extension_by_another",
                condition=Q(two_people=False) | ~Q(answered_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} minutes more, {self.state}"


class Recount(models.Model):
    """A change that open clocks are to follow: those of one calendar, of all, or those that a unit owes.

    A row that is due, like a clock: whoever claims it counts a batch anew and keeps how far it has come (`after_*`),
    in one transaction. When all are counted it is `done_at`, and somewhat later everything is gone through once more,
    for acts that had read the calendar before the change and wrote their clock after it.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, null=True, related_name="recounts")
    # A unit that has gone over to `calendar`.
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # What was changed, in codes and dates; casework/calendar_words.py says it.
    why = models.JSONField()
    by = models.TextField()
    at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    after_subject = models.TextField(default="")
    after_kind = models.TextField(default="")
    counted = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="clocks_recount_due", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"recount {self.pk} of {self.at:%Y-%m-%d %H:%M}"
