"""What people say about how it was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Party
from tanggap.core.keys import unseal


class Feedback(models.Model):
    """The complainant's answer after the solution (SOP 11): solved or not, and marks from 1 to 5."""

    class Solved(models.TextChoices):
        YES = "yes", _("Solved")
        PARTLY = "partly", _("Partly solved")
        NO = "no", _("Not solved")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="feedback")
    round = models.PositiveSmallIntegerField()
    solved = models.CharField(max_length=6, choices=Solved)
    outcome_score = models.PositiveSmallIntegerField(null=True, blank=True)
    process_score = models.PositiveSmallIntegerField(null=True, blank=True)
    stored_comment = models.TextField(db_column="comment", blank=True, default="")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="feedback_once_a_round"),
            models.CheckConstraint(
                condition=(Q(outcome_score__isnull=True) | Q(outcome_score__range=(1, 5)))
                & (Q(process_score__isnull=True) | Q(process_score__range=(1, 5))),
                name="feedback_scores_one_to_five",
            ),
        ]

    @property
    def comment(self) -> str:
        return unseal(self.stored_comment, self.case.data_key)
