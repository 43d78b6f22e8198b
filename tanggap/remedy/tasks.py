"""What a unit must do to put a complaint right."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.core.keys import unseal
from tanggap.remedy.solution import Solution


class Task(models.Model):
    """Planned with the solution; begins with the consent (`released_at`), containment apart (R44)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Waits for consent")
        OPEN = "open", _("To be done")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    round = models.PositiveSmallIntegerField()
    solution = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    stored_title = models.TextField(db_column="title")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    containment = models.BooleanField(default=False)
    hours = models.PositiveSmallIntegerField(default=16, help_text="Working hours from its beginning.")
    due_at = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=40)
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stored_result = models.TextField(db_column="result", blank=True, default="")
    wants_evidence = models.BooleanField(default=False, db_default=False, help_text="It is done only with a file.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(containment=True) | Q(released_at__isnull=False),
                name="task_not_before_consent",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done"), name="task_done_has_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=Q(state="open"), name="task_open_unit"),
            models.Index(fields=["assignee", "due_at"], condition=Q(state="open"), name="task_open_mine"),
        ]

    @property
    def key(self) -> str:
        return f"task:{self.pk}"

    @property
    def title(self) -> str:
        return unseal(self.stored_title, self.case.data_key)

    @property
    def result(self) -> str:
        return unseal(self.stored_result, self.case.data_key)
