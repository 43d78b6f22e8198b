"""What was said on a case: replies, which the complainant sees; notes, which the complainant never sees; evidence.

Two types in two tables, so that no query and no template can mistake one for the other.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Case, Medium
from tanggap.cases.people import Party
from tanggap.core.keys import unseal


class Reply(models.Model):
    """A message between the complainant and us; the complainant sees it."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        QUESTION = "question", _("Question")
        LETTER = "letter", _("Letter")

    # The index `reply_in_order` begins with it.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="replies", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MESSAGE)
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    medium = models.CharField(max_length=10, choices=Medium, default=Medium.WEB)
    stored_body = models.TextField(db_column="body")
    language = models.CharField(max_length=2, default="id")
    at = models.DateTimeField()
    visible_at = models.DateTimeField(help_text="A sent reply is held a moment, so that it can be taken back.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    outbound_id = models.BigIntegerField(null=True, blank=True)
    # The mail that it came in, byte for byte.
    inbound = models.ForeignKey(
        "channels.Inbound", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    temperature = models.CharField(
        max_length=14, blank=True, default="", help_text="Estimated from what the complainant wrote."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(author__isnull=True), name="reply_one_voice"
            ),
        ]
        indexes = [models.Index(fields=["case", "at"], name="reply_in_order")]

    @property
    def body(self) -> str:
        return unseal(self.stored_body, self.case.data_key)

    @property
    def from_complainant(self) -> bool:
        return self.party_id is not None


class Note(models.Model):
    """A remark among staff; the complainant never sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stored_body = models.TextField(db_column="body")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="note_in_order")]

    @property
    def body(self) -> str:
        return unseal(self.stored_body, self.case.data_key)


class Evidence(models.Model):
    """A file on the case. What staff added for themselves is not shown to the complainant."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey("core.File", on_delete=models.PROTECT, related_name="+")
    reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    added_by = models.CharField(max_length=40)
    shown = models.BooleanField(default=True, help_text="The complainant may see it.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="evidence_once")]
