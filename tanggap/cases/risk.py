"""The legal risk of a complaint (R71): that there is one stands on the case, why stands here. For staff only."""

from django.db import models

from tanggap.cases.case import Case
from tanggap.core.keys import unseal


class LegalRisk(models.Model):
    """A note for managers on the risk of a lawsuit or loss; the newest that was not lifted counts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="legal_risks")
    stored_note = models.TextField(db_column="note")
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    @property
    def note(self) -> str:
        return unseal(self.stored_note, self.case.data_key)
