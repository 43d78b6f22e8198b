"""Who has a case open at this moment, and what each of them is writing there. Neither is part of the file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Case
from tanggap.core.keys import unseal


class Unsent(models.Model):
    """What one member of staff has written on one case and not sent yet; nobody else reads it.

    `mark` changes with every saving and never comes again: a page that shows an older one must not overwrite, nor bring
    back what was sent meanwhile.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")
        # Not words alone but what stands in the fields of a form, as JSON.
        SOLUTION = "solution", _("Alternative")
        DECISION = "decision", _("Decision")

    # The constraint begins with it.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="unsent", db_index=False)
    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    stored_text = models.TextField(db_column="text")
    files = models.JSONField(
        default=list,
        db_default=[],
        help_text="Numbers of the evidence that came back with a reply that was taken back.",
    )
    mark = models.BigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff", "kind"], name="unsent_one_each")]

    @property
    def text(self) -> str:
        return unseal(self.stored_text, self.case.data_key)


class Presence(models.Model):
    """Somebody has the page of a case open. Unlogged: after a crash it is empty, and full again within seconds."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="+", db_index=False)
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="presence_once")]
