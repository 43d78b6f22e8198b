"""Two persons who may be one: who found that, why, and what was decided. Holds numbers, no names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.core.moment import Moment
from tanggap.people.models.persons import Person


class Double(models.Model):
    """`newer` seems to be `older`. A decision is kept, so that nobody is asked twice.

    `moved` are the persons who have pointed at `older` since, `newer` itself and those who were its doubles before:
    taking it back brings exactly these back.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be decided")
        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Two persons")

    older = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    newer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # Of: verified, phone, email, member_no, name, organization, post, staff; the strongest first.
    why = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    at = Moment()
    decided_by = models.CharField(max_length=40, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="double_once", fields=["older", "newer"]),
            models.CheckConstraint(name="double_older_first", condition=Q(older__lt=F("newer"))),
        ]
        indexes = [models.Index(fields=["-id"], name="double_open", condition=Q(state="proposed"))]

    @property
    def key(self) -> str:
        return f"double:{self.pk}"

    @property
    def display_name(self) -> str:
        return f"#{self.older_id} / #{self.newer_id}"
