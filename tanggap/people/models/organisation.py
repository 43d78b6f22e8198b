"""What the organisation says of itself, and whom it has invited to work with it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tanggap.core.files import File
from tanggap.core.moment import Moment
from tanggap.people.models.staff import Role, Staff, Unit


class Organisation(models.Model):
    """One row: how people reach us, what we look like, how far the setting up is. The name is the highest unit's.

    An installation that was set up by commands, or before there was this row, has none, and goes by the SOP in force
    and by the environment.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        ASSOCIATION = "association", _("Association")
        BANK = "bank", _("Bank or finance company")
        PUBLIC_BODY = "public_body", _("Public body")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.COMPANY)
    language = models.CharField(_("first language"), max_length=2, choices=settings.LANGUAGES, default="id")
    zone = models.CharField(_("time zone"), max_length=40)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    whatsapp = models.CharField("WhatsApp", max_length=40, blank=True, default="")
    email = models.CharField(_("email"), max_length=254, blank=True, default="")
    address_id = models.CharField(_("address"), max_length=200, blank=True, default="")
    address_en = models.CharField(_("address in English"), max_length=200, blank=True, default="")
    hue = models.PositiveSmallIntegerField(_("hue"), null=True, blank=True)
    logo = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    # Steps of the setting up that somebody has been through, saved or passed by.
    steps = models.JSONField(default=list)
    test_reference = models.CharField(max_length=20, blank=True, default="")  # the complaint that tried the way out
    dismissed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("organisation"), _("organisation")
        constraints = [
            models.CheckConstraint(name="organisation_is_one", condition=Q(pk=1)),
            models.CheckConstraint(name="organisation_hue_is_an_angle", condition=Q(hue=None) | Q(hue__lt=360)),
        ]

    @property
    def key(self) -> str:
        return f"organisation:{self.pk}"

    def __str__(self) -> str:
        return self.key


class Invitation(models.Model):
    """Somebody was asked by email to work here; the link is kept as a digest only, and counts once."""

    email = models.EmailField(_("email"))
    full_name = models.CharField(_("full name"), max_length=120, blank=True, default="")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="id")
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    created_at = Moment(editable=False)
    sent_at = Moment(editable=False)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        constraints = [
            models.UniqueConstraint(
                name="invitation_open_once", fields=["email"],
                condition=Q(withdrawn_at__isnull=True, accepted_at__isnull=True),
            ),
            models.CheckConstraint(name="invitation_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="invitation_lasts", condition=Q(expires_at__gt=F("sent_at"))),
        ]  # fmt: skip

    @property
    def key(self) -> str:
        return f"invitation:{self.pk}"

    def __str__(self) -> str:
        return self.key
