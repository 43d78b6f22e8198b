"""The case: one complaint on file. What a row of a list needs lies here; the story keeps it up to date."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.at_hand import AtHand
from tanggap.cases.states import MOVES, Outcome, State
from tanggap.core import time
from tanggap.core.db.plain import change
from tanggap.core.errors import Refused, Stale
from tanggap.core.keys import seal, unseal


class Medium(models.TextChoices):
    WEB = "web", _("Website")
    EMAIL = "email", _("Email")
    WHATSAPP = "whatsapp", "WhatsApp"
    PHONE = "phone", _("Telephone")
    WALK_IN = "walk_in", _("In person")
    LETTER = "letter", _("Letter")


class EnteredBy(models.TextChoices):
    PORTAL = "portal", _("Portal")
    DESK = "desk", _("Staff")
    MAIL = "mail", _("Mailbox")
    WEBHOOK = "webhook", "Webhook"
    API = "api", "API"
    IMPORT = "import", _("Import")


class OnBehalf(models.TextChoices):
    NOBODY = "nobody", _("Themselves")
    REPRESENTATIVE = "representative", _("A representative")
    COMMITTEE = "committee", _("A committee")
    STAFF_NOTICED = "staff_noticed", _("Noticed by staff")


class Kind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    CRITICISM = "criticism", _("Criticism")
    SUGGESTION = "suggestion", _("Suggestion")
    CONTACT = "contact", _("Question or request")


class ContactKind(models.TextChoices):
    """What a contact is that is no complaint (R79)."""

    QUESTION = "question", _("Question")
    REQUEST = "request", _("Request")
    THANKS = "thanks", _("Thanks")


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class Impact(models.TextChoices):
    NONE = "none", _("None")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Temperature(models.TextChoices):
    CALM = "calm", _("Calm")
    DISAPPOINTED = "disappointed", _("Disappointed")
    ANXIOUS = "anxious", _("Anxious")
    ANGRY = "angry", _("Angry")
    VERY_ANGRY = "very_angry", _("Very angry")


class Visibility(models.TextChoices):
    OPEN = "open", _("Ordinary")
    CONFIDENTIAL = "confidential", _("Confidential")
    SEALED = "sealed", _("Sealed")


def _one_of(name: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    allowed = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{name}__in": allowed}), name=f"case_{name}_known")


def _short(length: int, **options: Any) -> "models.CharField[str, str]":
    return models.CharField(max_length=length, **options)


class Case(models.Model):
    """One complaint. Texts of a case with a `data_key` are stored sealed; read them by the properties."""

    reference = _short(16)
    kind = _short(12, choices=Kind, default=Kind.COMPLAINT)
    contact = _short(8, choices=ContactKind, blank=True, default="", db_default="")  # of a contact that is no complaint
    formal = models.BooleanField(default=True)
    written = models.BooleanField(default=True, help_text="Written or oral: statutory clocks differ.")
    medium = _short(10, choices=Medium)
    entered_by = _short(10, choices=EnteredBy)
    on_behalf = _short(16, choices=OnBehalf, default=OnBehalf.NOBODY)
    language = _short(2, default="id")
    visibility = _short(14, choices=Visibility, default=Visibility.OPEN)
    anonymous = models.BooleanField(default=False)
    # Nobody looks for the cases of a key or of an edition, and neither is ever deleted: no index to keep.
    data_key = models.ForeignKey(
        "core.DataKey", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    edition = models.ForeignKey("sop.Edition", on_delete=models.PROTECT, related_name="+", db_index=False)
    inbound = models.ForeignKey(
        "channels.Inbound", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    state = _short(16, choices=State, default=State.RECEIVED)
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    outcome = _short(20, choices=Outcome, blank=True, default="")

    type = _short(40, blank=True, default="")
    category = _short(60, blank=True, default="")
    tags = models.JSONField(default=list, blank=True)
    severity = _short(10, choices=Severity, blank=True, default="")
    impact_satisfaction = _short(6, choices=Impact, blank=True, default="")
    impact_reputation = _short(6, choices=Impact, blank=True, default="")
    impact_money = _short(6, choices=Impact, blank=True, default="")
    impact_law = _short(6, choices=Impact, blank=True, default="")
    temperature = _short(14, choices=Temperature, blank=True, default="")
    temperature_estimate = _short(
        14, choices=Temperature, blank=True, default="", help_text="From the latest words; the other is confirmed."
    )

    stored_title = models.TextField(db_column="title", blank=True, default="")
    stored_body = models.TextField(db_column="body", blank=True, default="")
    stored_wish = models.TextField(db_column="wish", blank=True, default="")
    stored_answers = models.TextField(db_column="answers", blank=True, default="")
    stored_product = models.TextField(db_column="product", blank=True, default="")
    occurred_on = models.DateField(null=True, blank=True)
    shown_name = models.TextField(
        blank=True, default="", help_text="The complainant's name for lists; empty when it is hidden."
    )

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiving_unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    about_unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    transfers = models.PositiveSmallIntegerField(default=0)
    escalation = models.PositiveSmallIntegerField(default=0)
    # Why stands in LegalRisk. For staff only: no page, letter or paper for the complainant reads it (R71).
    legal_risk = models.BooleanField(default=False, db_default=False)

    code_generation = models.PositiveSmallIntegerField(default=1)
    code_hash = models.TextField(blank=True, default="", help_text="Slow hash of a random code; empty: HMAC code.")
    link_digest = models.BinaryField(null=True, unique=True)

    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    first_reply_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(help_text="The last time that anything happened on the file.")
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="The complainant's answer is awaited.")
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_due_kind = _short(20, blank=True, default="")
    paused = models.BooleanField(default=False, help_text="Promises are open, and every one of them stands still.")
    breached = models.BooleanField(default=False)
    # What casework/figures.py keeps here of the clocks, for lists and reports.
    promises = models.JSONField(default=dict, blank=True, help_text="By kind: [how often kept, how often broken].")
    first_reply_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Working minutes.")
    first_reply_elapsed = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes since receipt.")
    resolution_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Working minutes of all rounds, pauses taken out."
    )
    resolution_elapsed = models.PositiveIntegerField(null=True, blank=True, help_text="Minutes since receipt.")
    closings = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    state_before_merge = _short(16, blank=True, default="")

    class Meta:
        constraints = [
            # Not unique=True: that would keep a second index, for searching by the beginning.
            models.UniqueConstraint(fields=["reference"], name="case_reference_once"),
            _one_of("state", State),
            _one_of("outcome", Outcome, blank=True),
            _one_of("severity", Severity, blank=True),
            _one_of("visibility", Visibility),
            _one_of("medium", Medium),
            models.CheckConstraint(condition=Q(round__gte=1), name="case_round_from_one"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, outcome=""),
                name="case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(visibility="open", anonymous=False) | Q(data_key__isnull=False), name="case_hidden_has_key"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="case_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(paused=False) | Q(next_due_at__isnull=True), name="case_paused_has_nothing_due"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "next_due_at", "id"], condition=~Q(state="closed"), name="case_open_unit"),
            # In the order of the lists to the last column: what arrives over a weekend is all due at one moment.
            models.Index(fields=["next_due_at", "-paused", "id"], condition=~Q(state="closed"), name="case_open_due"),
            models.Index(
                fields=["receiving_unit", "next_due_at", "id"], condition=~Q(state="closed"), name="case_open_receiver"
            ),
            models.Index(fields=["owner", "next_due_at"], condition=~Q(state="closed"), name="case_open_owner"),
            models.Index(fields=["handler", "next_due_at"], condition=~Q(state="closed"), name="case_open_handler"),
            models.Index(fields=["-received_at", "-id"], name="case_newest"),
            models.Index(fields=["unit", "-received_at", "-id"], name="case_unit_newest"),
            models.Index(fields=["receiving_unit", "-received_at", "-id"], name="case_receiver_newest"),
            # The other ways on which somebody sees cases (access.reach_of): a branch, a name, a hidden case.
            models.Index(
                fields=["branch", "next_due_at", "id"],
                condition=~Q(state="closed") & Q(branch__isnull=False),
                name="case_open_branch",
            ),
            models.Index(
                fields=["next_due_at", "id"],
                condition=~Q(state="closed") & ~Q(visibility="open"),
                name="case_open_hidden",
            ),
            models.Index(
                fields=["-received_at", "-id"], condition=~Q(visibility="open"), name="case_hidden_newest"
            ),
            models.Index(
                fields=["branch", "-received_at", "-id"], condition=Q(branch__isnull=False), name="case_branch_newest"
            ),
            models.Index(
                fields=["owner", "-received_at", "-id"], condition=Q(owner__isnull=False), name="case_owner_newest"
            ),
            models.Index(
                fields=["handler", "-received_at", "-id"],
                condition=Q(handler__isnull=False),
                name="case_handler_newest",
            ),
        ]

    _at_hand: AtHand | None = None

    def __str__(self) -> str:
        return self.reference

    @property
    def at_hand(self) -> AtHand | None:
        """What was read under the lock; None when nobody holds it, or the transaction that took it is over."""
        return self._at_hand if self._at_hand is not None and self._at_hand.holds() else None

    @at_hand.setter
    def at_hand(self, read: AtHand) -> None:
        self._at_hand = read

    @property
    def key(self) -> str:
        return f"case:{self.pk}"

    @property
    def hidden(self) -> bool:
        """Confidential, sealed or anonymous: the identity is for the few."""
        return self.data_key_id is not None

    @property
    def title(self) -> str:
        return unseal(self.stored_title, self.data_key)

    @property
    def body(self) -> str:
        return unseal(self.stored_body, self.data_key)

    @property
    def wish(self) -> str:
        """The outcome that the complainant asked for (R37)."""
        return unseal(self.stored_wish, self.data_key)

    @property
    def product(self) -> str:
        return unseal(self.stored_product, self.data_key)

    @property
    def answers_text(self) -> str:
        return unseal(self.stored_answers, self.data_key)

    def sealed(self, text: str) -> str:
        """`text` as this file stores it."""
        return seal(text, self.data_key)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    def present(self) -> datetime:
        """Now, as this file writes it down: of an anonymous complaint no more than the hour is kept (A1)."""
        return time.hour_of(time.now()) if self.anonymous else time.now()

    def move_to(self, state: State, *, act: str, where: str = "true", **also: Any) -> None:
        """The only place that writes `state`. The condition of the UPDATE is the lock: of two, one wins.

        `also` are further fields set in the same statement; `where` adds to the condition. Raises Refused when the
        table of moves has no such move, Stale when somebody else was faster.
        """
        move = MOVES[act]
        if state not in move.to:
            raise Refused(_("That step does not exist in the life of a complaint."), code="no_such_move")
        sources = [source.value for source in move.sources]
        values = {"state": state, "version": self.version + 1, "active_at": self.present(), **also}
        still = f"id = %s AND version = %s AND state = ANY(%s) AND {where}"
        if not change(Case, still, self.pk, self.version, sources, **values):
            raise Stale(_("Somebody else was faster: this complaint has moved on. Look at it again, please."))
        self.state, self.version = state, self.version + 1
        for name, value in also.items():
            setattr(self, name, value)

    def put(self, **values: Any) -> None:
        """Write these fields (never `state`) and raise the version; raises Stale when somebody else was faster."""
        if "state" in values:
            raise ValueError("only move_to writes state")
        raised = {"version": self.version + 1, "active_at": self.present()}
        if not change(Case, "id = %s AND version = %s", self.pk, self.version, **raised, **values):
            raise Stale(_("Somebody else was faster: this complaint has changed. Look at it again, please."))
        self.version += 1
        for name, value in values.items():
            setattr(self, name, value)


class Link(models.Model):
    """Two cases that belong together, and how."""

    class How(models.TextChoices):
        RELATED = "related", _("Related")
        SPLIT = "split", _("Split off")
        FOLLOWS = "follows", _("Follows an earlier complaint")
        MERGED = "merged", _("Merged")

    class Proof(models.TextChoices):
        NONE = "", _("Not proven")
        MAILBOX = "mailbox", _("Both are reached at one mailbox")
        CHECKED = "checked", _("Checked by staff")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_from")
    how = models.CharField(max_length=10, choices=How)
    proof = models.CharField(
        max_length=10, choices=Proof, blank=True, default="", db_default="",
        help_text="Merged: why the code of one opens the other. Without proof each opens only its own.",
    )  # fmt: skip
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "how"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="link_two_cases"),
        ]


class SearchEntry(models.Model):
    """The words of one case that can be searched; apart from the case, so that its updates stay cheap.

    A hidden case has no row here.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_words")]
