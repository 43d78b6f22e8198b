"""What was painted over in a picture of a case, by whom and when; each attempt is a row, and the newest counts."""

from django.db import models
from django.db.models import Q

from tanggap.cases.words import Evidence


class Redaction(models.Model):
    """The parts of a picture that nobody gets to see, all of them; taken back, the row before counts again."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="redactions")
    boxes = models.JSONField(help_text="[x, y, width, height] of each, in pixels of the copy without metadata.")
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="redaction_undone_by_somebody",
            ),
        ]
