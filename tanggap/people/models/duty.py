"""Who receives complaints by which medium, when (R8)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.people.models.staff import Staff

EVERY_DAY = "0123456"


class Duty(models.Model):
    """A line of the duty roster. Which of several lines counts at a moment, people/duties.py says.

    An empty `medium` means all of them, no hours mean the whole day, no `until` until further notice. Monday is 0.
    A line that was taken off stays as history.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="duties", verbose_name=_("staff member"))
    medium = models.CharField(_("receives by"), max_length=10, blank=True, default="")
    weekdays = models.CharField(_("weekdays"), max_length=7, default=EVERY_DAY)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name, verbose_name_plural = _("duty"), _("duty roster")
        constraints = [
            models.CheckConstraint(name="duty_weekdays_are_days", condition=Q(weekdays__regex=r"^[0-6]{1,7}$")),
            models.CheckConstraint(
                name="duty_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="duty_hours_are_both_or_none",
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(ends__gt=F("starts")),
            ),
        ]

    @property
    def key(self) -> str:
        return f"duty:{self.pk}"

    def __str__(self) -> str:
        return self.key
