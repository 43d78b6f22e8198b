"""What somebody has been trained for (R51), and the rest that somebody takes after a hard contact (R52)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.core.moment import Moment
from tanggap.people.models.period import InForce, ends_after_it_begins
from tanggap.people.models.staff import Staff


class Competence(models.Model):
    """Somebody is trained for a kind of contact, from one day to another: a training wears off."""

    class Kind(models.TextChoices):
        VERY_ANGRY = "very_angry", _("Very angry people")
        CONDUCT = "conduct", _("Conduct of staff or board")
        LEGAL = "legal", _("Legal matters")
        MEDIA = "media", _("Press and social media")
        MEDIATION = "mediation", _("Mediation between people")
        VULNERABLE = "vulnerable", _("People who need special care")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="competences", verbose_name=_("staff member"))
    kind = models.CharField(_("trained for"), max_length=12, choices=Kind)
    proof = models.CharField(_("course or certificate"), max_length=200, blank=True, default="")
    since = Moment(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    recorded_by = models.CharField(max_length=40, editable=False)  # the key of who wrote it down
    recorded_at = Moment(editable=False)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["kind", "staff_id", "id"]
        verbose_name, verbose_name_plural = _("training"), _("trainings")
        constraints = [
            ends_after_it_begins("competence_ends_after_it_begins"),
            models.UniqueConstraint(name="competence_once", fields=["staff", "kind"], condition=Q(until__isnull=True)),
        ]

    @property
    def key(self) -> str:
        return f"competence:{self.pk}"

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_kind_display()}"


class Rest(models.Model):
    """A pause after a hard contact: nothing new comes to this person until it is over. What it was about is a key."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="rests", verbose_name=_("staff member"))
    since = Moment(_("from"))
    until = models.DateTimeField(_("until"))
    about = models.CharField(max_length=40, blank=True, default="", editable=False)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["-until", "id"]
        verbose_name, verbose_name_plural = _("rest"), _("rests")
        constraints = [
            models.CheckConstraint(name="rest_ends_after_it_begins", condition=Q(until__gte=F("since"))),
        ]
        indexes = [models.Index(fields=["until"], name="rest_until")]

    def __str__(self) -> str:
        return f"{self.staff}: {self.until:%H:%M}"
