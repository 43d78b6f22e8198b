"""Who acts: staff, and their posts in the tree of units."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tanggap.core.moment import Moment
from tanggap.people.models.period import InForce, ends_after_it_begins


class Role(models.TextChoices):
    """What a post lets somebody do, in its unit and the units below it."""

    FRONTDESK = "frontdesk", _("Front desk")
    OFFICER = "officer", _("Officer")
    HEAD = "head", _("Head of unit")
    MANAGER = "manager", _("Manager")
    QUALITY = "quality", _("Quality assurance")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality officer")


class Unit(models.Model):
    """A place in the organisation; `path` ("/1/4/", ids from the root) is kept by `units.place` and `units.move`."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        BRANCH = "branch", _("Branch")
        DEPARTMENT = "department", _("Department")
        OFFICE = "office", _("Office")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_id = models.CharField(_("Indonesian name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.DEPARTMENT)
    path = models.CharField(max_length=200, unique=True, editable=False)
    # Its time zone is that of its calendar; without one it works by the calendar of the office.
    calendar_code = models.CharField(_("calendar"), max_length=40, null=True, blank=True)
    # From then on no case goes there and nobody gets a post there; it stays for what it once answered for.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["path"]
        verbose_name, verbose_name_plural = _("unit"), _("units")
        constraints = [
            models.CheckConstraint(name="unit_path_is_a_path", condition=Q(path__regex=r"^(/[0-9]+)+/$")),
        ]

    @property
    def key(self) -> str:
        return f"unit:{self.pk}"

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if (get_language() or "id").startswith("en") else self.name_id

    def line(self) -> list[int]:
        """Ids from the root down to this unit."""
        return [int(step) for step in self.path.strip("/").split("/")]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Staff":
        """A new member of staff; without a password nobody can sign in as them until one is set."""
        staff = self.model(email=email.strip().lower(), **facts)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, email: str | None) -> "Staff":
        return self.get(email=(email or "").strip().lower())


class Staff(AbstractBaseUser):
    """Somebody who works here and signs in. What they may do is in their posts, read through `standing`."""

    email = models.EmailField(_("email"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="id")
    # Which keys of the workspace this person has chosen, and whether they are off (ui/keys.py).
    keys = models.JSONField(default=dict, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Part of every session's and token's proof: raising it ends them all at their next request.
    generation = models.PositiveIntegerField(default=1, editable=False)
    created_at = Moment(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    objects = StaffManager()

    class Meta:
        ordering = ["full_name", "id"]
        verbose_name, verbose_name_plural = _("staff member"), _("staff")
        constraints = [models.CheckConstraint(name="staff_email_is_lower_case", condition=Q(email=Lower("email")))]

    @property
    def key(self) -> str:
        return f"staff:{self.pk}"

    @property
    def display_name(self) -> str:
        return self.full_name or self.email

    @cached_property
    def is_staff(self) -> bool:
        """May open /admin/: Django's word for what is here the role `admin` at the root, held now and in person."""
        return self.is_active and self.posts.in_force().filter(role=Role.ADMIN, unit__parent=None).exists()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay alive: it changes with the password and with `generation`."""
        return self._session_proof()

    def get_session_auth_fallback_hash(self) -> Any:
        return (self._session_proof(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_proof(self, secret: str | None = None) -> str:
        proof = f"{self.password}:{self.generation}:{self.is_active}"
        return salted_hmac("tanggap.people.session", proof, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return self.display_name


class Post(models.Model):
    """Somebody's role in a unit for a time; given and taken in `posts`, so that sessions end with it."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts", verbose_name=_("staff member"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=16, choices=Role)
    since = Moment(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["staff_id", "since", "id"]
        verbose_name, verbose_name_plural = _("post"), _("posts")
        constraints = [
            ends_after_it_begins("post_ends_after_it_begins"),
            models.UniqueConstraint(
                name="post_once", fields=["staff", "unit", "role"], condition=Q(until__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["role", "unit"], name="post_role_unit")]

    def __str__(self) -> str:
        return f"{self.staff}, {self.get_role_display()}, {self.unit}"


class Deputy(models.Model):
    """`by` stands in for `of`: in the whole period, or only on the days when `of` is absent.

    With `only_approvals` nothing is handed over but the word on decisions, perhaps only up to an amount in rupiah.
    """

    of = models.ForeignKey(Staff, models.CASCADE, related_name="deputies", verbose_name=_("stands in for"))
    by = models.ForeignKey(Staff, models.CASCADE, related_name="deputising", verbose_name=_("deputy"))
    only_when_absent = models.BooleanField(_("only when absent"), default=False)
    only_approvals = models.BooleanField(_("approvals only"), default=False, db_default=False)
    up_to = models.BigIntegerField(_("up to, in rupiah"), null=True, blank=True)
    since = Moment(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        ordering = ["of_id", "since", "id"]
        verbose_name, verbose_name_plural = _("deputy"), _("deputies")
        constraints = [
            ends_after_it_begins("deputy_ends_after_it_begins"),
            models.CheckConstraint(name="deputy_is_somebody_else", condition=~Q(of=F("by"))),
            models.CheckConstraint(
                name="deputy_limit_is_for_approvals",
                condition=Q(up_to__isnull=True) | Q(only_approvals=True, up_to__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} ← {self.of}"


class Absence(models.Model):
    """When somebody is away; their deputies act in the meantime."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="absences", verbose_name=_("staff member"))
    since = Moment(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")

    objects = InForce.as_manager()

    class Meta:
        ordering = ["staff_id", "since", "id"]
        verbose_name, verbose_name_plural = _("absence"), _("absences")
        constraints = [ends_after_it_begins("absence_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.staff}: {self.since:%Y-%m-%d}"


class ApiToken(models.Model):
    """A machine's key to act as somebody of the staff. Only its digest is kept; it is shown once, by `tokens`."""

    class Scope(models.TextChoices):
        ALL = "", _("Everything that the person may do")
        TILL = "till", _("Vouchers at a till, and nothing else")
        KIOSK = "kiosk", _("Numbers for visitors and the waiting-room screen, and nothing else")

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="tokens", verbose_name=_("staff member"))
    name = models.CharField(_("name"), max_length=80)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    generation = models.PositiveIntegerField(editable=False)  # the staff member's when it was issued
    scope = models.CharField(_("may do"), max_length=8, choices=Scope, blank=True, default="", db_default="")
    created_at = Moment(editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("API token"), _("API tokens")

    def __str__(self) -> str:
        return self.name
