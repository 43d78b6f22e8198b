"""Who complains: persons, and the vault of who they are and how to reach them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tanggap.core.moment import Moment
from tanggap.people.models.period import InForce, ends_after_it_begins


class Person(models.Model):
    """Somebody a case concerns. Holds nothing that tells who it is: that lies in `Identity` and `ContactPoint`."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        MEMBER = "member", _("Member")
        PROSPECT = "prospect", _("Prospect")
        SUPPLIER = "supplier", _("Supplier")
        INTERNAL = "internal", _("Employee or internal unit")
        OTHER = "other", _("Other")
        UNKNOWN = "unknown", _("Not known")

    kind = models.CharField(max_length=16, choices=Kind, default=Kind.UNKNOWN)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="id")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = Moment()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="person_not_merged_into_itself", condition=~Q(merged_into=F("id")))]

    @property
    def key(self) -> str:
        return f"person:{self.pk}"

    @property
    def display_name(self) -> str:
        """A name for the trail: never the vault's, which only `vault.read` gives out."""
        return f"#{self.pk}"


class Identity(models.Model):
    """The vault: who a person is. With a data key everything is in `sealed` (JSON) and the plain columns are empty."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    name = models.CharField(max_length=200, blank=True, default="")
    organization = models.CharField(max_length=200, blank=True, default="")
    member_no = models.CharField(max_length=60, blank=True, default="")
    sealed = models.TextField(blank=True, default="")
    key = models.ForeignKey("core.DataKey", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_sealed_or_plain",
                condition=Q(key__isnull=True, sealed="") | Q(key__isnull=False, name="", organization="", member_no=""),
            ),
        ]
        indexes = [
            models.Index(fields=["member_no"], name="identity_member_no", condition=~Q(member_no="")),
            # Two of one name in one organisation may be one (casework/doubles.py); those without one need no row here.
            models.Index(Lower("organization"), Lower("name"), name="identity_name_at", condition=~Q(organization="")),
        ]


class ContactPoint(models.Model):
    """Where a person can be reached. Sealed ones (with a key) carry no digest, so that nobody can look them up."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("Email")
        PHONE = "phone", _("Phone")
        WHATSAPP = "whatsapp", "WhatsApp"
        POST = "post", _("Postal address")

    # The constraint `contact_point_one_of_a_kind` begins with it.
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.TextField()
    digest = models.BinaryField(max_length=32, null=True)
    key = models.ForeignKey("core.DataKey", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contact_point_one_of_a_kind", fields=["person", "kind"]),
            models.CheckConstraint(
                name="contact_point_sealed_no_digest", condition=Q(key__isnull=True) | Q(digest__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="contact_point_digest", condition=Q(digest__isnull=False))]


class Mandate(models.Model):
    """`holder` may complain and answer for `giver` (R7): a representative or a committee, with what was shown of it.

    Until a row is there somebody has only told us so.
    """

    class State(models.TextChoices):
        TOLD = "told", _("Told, not shown yet")
        SHOWN = "shown", _("Shown, not checked yet")
        CHECKED = "checked", _("Checked")
        LATER = "later", _("Not begun yet")
        SUSPENDED = "suspended", _("Suspended: the complainant objects")
        EXPIRED = "expired", _("Expired")
        ENDED = "ended", _("Withdrawn")

    giver = models.ForeignKey(Person, models.CASCADE, related_name="mandates_given")
    holder = models.ForeignKey(Person, models.CASCADE, related_name="mandates_held")
    scope = models.CharField(max_length=300, blank=True, default="")
    since = Moment()
    until = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey("core.File", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    shown_by = models.CharField(max_length=40, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Whoever gave it objects; it rests until staff have settled that. The words are sealed with the key of the case.
    suspended_at = models.DateTimeField(null=True, blank=True)
    stored_objection = models.TextField(db_column="objection", blank=True, default="")

    objects = InForce.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("mandate_ends_after_it_begins"),
            models.CheckConstraint(name="mandate_is_for_somebody_else", condition=~Q(giver=F("holder"))),
        ]
        indexes = [
            models.Index(
                fields=["until"], name="mandate_to_remind",
                condition=Q(until__isnull=False, confirmed_at__isnull=False, ended_at=None, reminded_at=None),
            ),
        ]

    def state_at(self, moment: datetime) -> "Mandate.State":
        """How it stands then."""
        if self.ended_at is not None:
            return self.State.ENDED
        if self.suspended_at is not None:
            return self.State.SUSPENDED
        if self.until is not None and self.until <= moment:
            return self.State.EXPIRED
        if self.since > moment:
            return self.State.LATER
        return self.State.CHECKED if self.confirmed_at is not None else self.State.SHOWN

    def in_force_at(self, moment: datetime) -> bool:
        """Whether its holder may be spoken to then."""
        over = {self.State.ENDED, self.State.SUSPENDED, self.State.EXPIRED, self.State.LATER}
        return self.state_at(moment) not in over


class Consent(models.Model):
    """What a person has allowed us to do with their data, in the words they saw, until withdrawn."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.SlugField(max_length=40)
    words = models.TextField(blank=True, default="")
    given_at = Moment()
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class MailedKey(models.Model):
    """A link that was mailed to an address, and shows what was complained of from it. Good for half an hour.

    `digest` is that of the secret in the link, `contact` that of the address (vault.digest_of); neither can be read
    back.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    contact = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
