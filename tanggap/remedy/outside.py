"""What belongs to a task besides its words: its checklist, its evidence, and whoever does it from outside.

An outside party (a courier, a technician, a supplier) has no account: a secret link opens this one task to them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Evidence
from tanggap.core.keys import unseal
from tanggap.remedy.tasks import Task


class CheckPoint(models.Model):
    """One line of a checklist; `done_by` is the key of a member of staff or of an errand."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="checklist")
    place = models.PositiveSmallIntegerField()
    stored_text = models.TextField(db_column="text")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "place"], name="check_point_place"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="") | Q(done_at__isnull=False) & ~Q(done_by=""),
                name="check_point_done_by_somebody",
            ),
        ]

    @property
    def text(self) -> str:
        return unseal(self.stored_text, self.task.case.data_key)


class TaskEvidence(models.Model):
    """A file that shows that the task was done. It lies on the case, where the complainant does not see it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="evidence")
    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="+")


class Errand(models.Model):
    """A task in the hands of somebody outside. The link is made anew from `generation`; only its digest is kept."""

    class Report(models.TextChoices):
        NONE = "", _("Nothing reported yet")
        DONE = "done", _("Reported as done")
        CANNOT = "cannot", _("Reported as impossible")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="errands")
    stored_name = models.TextField(db_column="name")
    stored_email = models.TextField(db_column="email", blank=True, default="")
    stored_message = models.TextField(db_column="message", blank=True, default="")
    stored_place = models.TextField(
        db_column="place", blank=True, default="", help_text="An address or number that the officer shares, or nothing."
    )
    language = models.CharField(max_length=2, default="id")
    confirms = models.BooleanField(default=True, help_text="Staff confirm what is reported as done.")
    generation = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    report = models.CharField(max_length=8, choices=Report, blank=True, default=Report.NONE)
    reported_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(revoked_at__isnull=True), name="errand_one_live"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="errand_expires_later"),
            models.CheckConstraint(
                condition=Q(report="", reported_at__isnull=True) | ~Q(report="") & Q(reported_at__isnull=False),
                name="errand_report_has_moment",
            ),
        ]

    @property
    def key(self) -> str:
        return f"errand:{self.pk}"

    @property
    def name(self) -> str:
        return unseal(self.stored_name, self.task.case.data_key)

    @property
    def email(self) -> str:
        return unseal(self.stored_email, self.task.case.data_key)

    @property
    def message(self) -> str:
        return unseal(self.stored_message, self.task.case.data_key)

    @property
    def shared(self) -> str:
        return unseal(self.stored_place, self.task.case.data_key)


class TaskRemark(models.Model):
    """What a unit or an outside party says about its task; never a reply to the complainant."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    errand = models.ForeignKey(
        Errand, null=True, blank=True, on_delete=models.PROTECT, related_name="remarks", db_index=False
    )
    # Why it cannot be done, or what is still missing, is more than a remark by the way.
    weighty = models.BooleanField(default=False, db_default=False)
    shown = models.BooleanField(default=False, db_default=False, help_text="The outside party reads it too.")
    stored_body = models.TextField(db_column="body")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, errand__isnull=True) | Q(author__isnull=True, errand__isnull=False),
                name="task_remark_one_author",
            ),
        ]

    @property
    def body(self) -> str:
        return unseal(self.stored_body, self.task.case.data_key)
