"""Who a case concerns (Party) and who works on it (Participant). Access reads nothing else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Case


class Party(models.Model):
    """Whom the case concerns. Names and contact points stay in the vault of `people`; an anonymous party has none."""

    class Role(models.TextChoices):
        COMPLAINANT = "complainant", _("Complainant")
        REPRESENTATIVE = "representative", _("Representative")
        ACCUSED = "accused", _("Person complained about")
        WITNESS = "witness", _("Witness")

    class Answers(models.TextChoices):
        POST = "post", _("By post")
        EMAIL = "email", _("By email")
        BOTH = "both", _("By post and by email")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=14, choices=Role, default=Role.COMPLAINANT)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mandate = models.ForeignKey(
        "people.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    may_read = models.BooleanField(default=True)
    may_answer = models.BooleanField(default=True)
    may_agree = models.BooleanField(default=True)
    # How they wish to be answered, who can be reached in both ways; "" is by email where there is one, else by post.
    answers_by = models.CharField(max_length=5, choices=Answers, blank=True, default="", db_default="")
    # The number whose secret was shown, where it was merged into this one (cases/access.py).
    came_by = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(role="complainant"), name="party_one_complainant"
            ),
            models.CheckConstraint(
                condition=~Q(role="accused") | Q(may_read=False, may_answer=False, may_agree=False),
                name="party_accused_reads_nothing",
            ),
        ]

    @property
    def key(self) -> str:
        return f"party:{self.pk}"

    @property
    def display_name(self) -> str:
        return str(self.get_role_display())


class Participant(models.Model):
    """A person or a unit that works on the case, in a role, for a time; or somebody who is kept out of it."""

    class Role(models.TextChoices):
        RECEIVER = "receiver", _("Receiver")
        OWNER = "owner", _("Owner")
        HANDLER = "handler", _("Handler")
        APPROVER = "approver", _("Approver")
        EXECUTOR = "executor", _("Carries out a task")
        MENTIONED = "mentioned", _("Mentioned")
        CONFIDENTIALITY = "confidentiality", _("Confidentiality officer")
        UNMASKED = "unmasked", _("May see the identity")
        EXCLUDED = "excluded", _("Kept out")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    staff = models.ForeignKey(
        "people.Staff", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    role = models.CharField(max_length=16, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=False, unit__isnull=True) | Q(staff__isnull=True, unit__isnull=False),
                name="participant_staff_or_unit",
            ),
            models.UniqueConstraint(
                fields=["case", "staff", "role"],
                condition=Q(until__isnull=True, staff__isnull=False),
                name="participant_staff_once",
            ),
            models.UniqueConstraint(
                fields=["case", "unit", "role"],
                condition=Q(until__isnull=True, unit__isnull=False),
                name="participant_unit_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["staff", "role", "case"],
                condition=Q(until__isnull=True, staff__isnull=False),
                name="participant_mine",
            ),
            models.Index(
                fields=["unit", "role", "case"],
                condition=Q(until__isnull=True, unit__isnull=False),
                name="participant_ours",
            ),
        ]


class UnmaskRequest(models.Model):
    """Somebody asks to see a hidden identity; a second person must agree. The complainant is told (A4)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="unmask_requests")
    asked_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    stored_reason = models.TextField(db_column="reason")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey("people.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refused = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=models.F("asked_by")),
                name="unmask_two_people",
            ),
            models.UniqueConstraint(
                fields=["case", "asked_by"], condition=Q(answered_at__isnull=True), name="unmask_one_open_request"
            ),
        ]
