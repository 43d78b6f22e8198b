"""A way back in for somebody who cannot sign in any more."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tanggap.core.moment import Moment
from tanggap.people.models.staff import Staff


class Renewal(models.Model):
    """A link by which a member of staff chooses a new password; kept as a digest only, and counts once."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="renewals", verbose_name=_("staff member"))
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    created_at = Moment(editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("renewed sign-in"), _("renewed sign-ins")

    @property
    def key(self) -> str:
        return f"renewal:{self.pk}"

    def __str__(self) -> str:
        return self.key
