"""What came in as bytes, what goes out as letters, and which requests were answered already."""

import uuid

from django.db import models
from django.db.models import Q

from tanggap.core.keys import DataKey


class Inbound(models.Model):
    """What arrived, byte for byte (sealed when there is a key), before anybody tries to read it."""

    class State(models.TextChoices):
        RECEIVED = "received"
        READ = "read"
        QUARANTINED = "quarantined"  # a person has to look at it
        REFUSED = "refused"  # no person wrote it; kept, and not answered
        DISCARDED = "discarded"  # a person looked at it: nothing is to be done

    channel = models.CharField(max_length=40)
    external_id = models.CharField(max_length=255)
    raw = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)  # of `raw` as it lies here
    media_type = models.CharField(max_length=100, default="application/json")
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    case_key = models.CharField(max_length=40, blank=True, default="")
    # Where it may belong, for the person who looks at it in quarantine; nobody was told.
    proposed_key = models.CharField(max_length=40, blank=True, default="", db_default="")
    # Of a mail that was read: by what it is known again when it arrives in another of our mailboxes as well.
    twin = models.BinaryField(max_length=32, null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="channels_inbound_once"),
            models.UniqueConstraint(
                fields=["twin"], condition=Q(twin__isnull=False), name="channels_inbound_twin_once"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at", "id"], condition=Q(state="received"), name="channels_inbound_waits"),
            models.Index(
                fields=["state", "-received_at", "-id"], condition=Q(state__in=["quarantined", "refused", "discarded"]),
                name="channels_inbound_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"


class Outbound(models.Model):
    """One letter that leaves: a row in the transaction that caused it, sent by the worker afterwards."""

    class State(models.TextChoices):
        QUEUED = "queued"
        HELD = "held"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        CANCELLED = "cancelled"
        UNSENT = "unsent"  # no mail server is configured
        TO_POST = "to_post"  # on paper: somebody prints and posts it

    class Budget(models.TextChoices):
        NONE = "", "none"  # an act of staff, or a notice to staff: always sent
        LOOP = "loop"  # answers what somebody sent us: 3 an hour and 10 a day per address
        ONCE = "once"  # to an address that nobody has confirmed: 1 a day, and 20 an hour for who typed them

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, default="mail")
    case_key = models.CharField(max_length=40, blank=True, default="")
    # Whose words an answer to it are (`party:9`); it makes the address that answers go to. Empty: nobody's.
    party_key = models.CharField(max_length=40, blank=True, default="", db_default="")
    to_address = models.TextField()  # sealed, like subject and bodies, when there is a key
    subject = models.TextField()
    body_text = models.TextField()
    body_html = models.TextField(blank=True, default="")
    appointment = models.TextField(blank=True, default="", db_default="")  # for calendars; sealed like the bodies
    language = models.CharField(max_length=5, default="id")
    automatic = models.BooleanField(default=True)
    budget = models.CharField(max_length=4, choices=Budget, blank=True, default=Budget.NONE)
    # Whose network the address was typed in, veiled (core/limits.py), until the letter was counted.
    network = models.CharField(max_length=64, blank=True, default="", db_default="")
    message_id = models.CharField(max_length=255)
    answers = models.CharField(max_length=255, blank=True, default="", db_default="")  # the Message-ID of their mail
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)  # how often it was claimed; the fencing number of a sender
    refusals = models.PositiveIntegerField(default=0)  # how often the server said "later"
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, default="")
    # Of one that did not arrive: since when that is known, why (email/why_not.py), when staff were told, and when
    # somebody had done something about it.
    failed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, blank=True, default="", db_default="")
    told_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="channels_outbound_due"),
            models.Index(
                fields=["id"], condition=Q(state="failed", settled_at__isnull=True), name="channels_outbound_lost"
            ),
            models.Index(fields=["case_key"], condition=~Q(case_key=""), name="channels_outbound_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def to_send(self) -> bool:
        """Still on its way, so that it can be held or cancelled."""
        return self.state in (self.State.QUEUED, self.State.HELD, self.State.TO_POST)


class Mailbox(models.Model):
    """An account at a mail server: one that is read for complaints, or the one that letters leave by.

    Server, name and password are one text, sealed under the key ring (mailboxes.py); a stolen database has none of it.
    """

    class Kind(models.TextChoices):
        IN = "in"
        OUT = "out"

    kind = models.CharField(max_length=3, choices=Kind)
    # Only of what is read: who receives what arrives there (none: who is on duty for mail), and whether the server
    # takes keluhan+anything@ for keluhan@, so that answers can carry their own address.
    unit = models.ForeignKey(
        "people.Unit", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    takes_plus = models.BooleanField(default=False, db_default=False)
    address = models.CharField(max_length=254)
    sealed = models.TextField()
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    # Only of what is read: how far it was read, under which numbering of that server, and how the last look went.
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="out", is_active=True), name="channels_mailbox_one_out"
            ),
        ]

    @property
    def key(self) -> str:
        return f"mailbox:{self.pk}"

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


class Idempotency(models.Model):
    """A request that was answered: the same key gets the same answer for seven days.

    Only a keyed digest of the client's key is kept, and the answer is sealed under that same client key, because it may
    hold a tracking code that is shown once.
    """

    channel = models.CharField(max_length=60)
    key_digest = models.BinaryField(max_length=32)
    body_sha256 = models.BinaryField(max_length=32)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key_digest"], name="channels_idempotency_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Draft(models.Model):
    """A form on its way, sealed under a secret that only the visitor's browser holds; dies after a day or two.

    No moment, no address and no case: whoever takes the database learns that somebody wrote something that day.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    touched_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"


# The nouns of the doors stand in their own folders.
from tanggap.channels.letter.agenda import AgendaYear  # noqa: E402, F401
from tanggap.channels.letter.letter import Letter, Scan  # noqa: E402, F401
from tanggap.channels.letter.posting import Posting  # noqa: E402, F401
from tanggap.channels.phone.call import Call  # noqa: E402, F401
from tanggap.channels.phone.callback import Callback  # noqa: E402, F401
from tanggap.channels.walk_in.places import Counter, Kiosk, QueueService  # noqa: E402, F401
from tanggap.channels.walk_in.ticket import QueueDay, Ticket, TicketCall  # noqa: E402, F401
