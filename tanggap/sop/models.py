"""Editions: numbered versions of an SOP. A published one never changes; every case is pinned to one."""

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core.db.plain import ask
from tanggap.core.errors import NotFound, require
from tanggap.core.time import now
from tanggap.sop.procedure import Procedure
from tanggap.sop.schema import read

if TYPE_CHECKING:
    from tanggap.people.models import Staff

IMPORTED = "imported"
# Two people who publish at the same moment wait for each other; the number means nothing else.
PUBLISHING_LOCK = 7_001
NOTHING_PUBLISHED = _("No SOP has been published yet. Publish one: tanggap sop publish FILE.")


class Editions(models.Manager["Edition"]):
    """Editions without their long texts: a case that looks up its edition needs neither."""

    def get_queryset(self) -> models.QuerySet["Edition"]:
        return super().get_queryset().defer("source", "content", "before")


class Edition(models.Model):
    """One numbered version of an SOP: its TOML text, and the same as JSON for the API."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")
        IMPORTED = "imported", _("imported")

    code = models.CharField(max_length=50)
    number = models.PositiveIntegerField()
    source = models.TextField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Of a draft that people work on in the product: who began it, its words before the last change (to take that back),
    # and who asks for it to be published, from which day, with what to say to staff.
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.TextField(blank=True, default="", db_default="")
    discarded_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    effective_on = models.DateField(null=True, blank=True)
    remark = models.TextField(blank=True, default="", db_default="")

    objects = Editions()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="edition_number_once_per_code"),
            # An installation is one organisation: at most one edition is in force, of whatever code.
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="published"), name="edition_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(state="imported"), name="edition_imported_once_per_text"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="edition_number_from_one"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["published", "retired"]) | models.Q(published_at__isnull=False),
                name="edition_published_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(seconded_by__isnull=True) | ~models.Q(seconded_by=models.F("published_by")),
                name="edition_seconded_by_another",
            ),
            # What a command publishes is a draft for a moment too; it was begun by nobody.
            models.UniqueConstraint(
                fields=["state"], name="edition_one_open_draft",
                condition=models.Q(state="draft", drafted_by__isnull=False, discarded_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(seconded_by__isnull=True) | ~models.Q(seconded_by=models.F("proposed_by")),
                name="edition_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    @property
    def key(self) -> str:
        """The text key: `edition:3`."""
        return f"edition:{self.pk}"

    @property
    def procedure(self) -> Procedure:
        """What it says. Read once per process and edition; a draft, which may change, is read each time."""
        if self.pk is None or self.state == self.State.DRAFT:
            return read(self.source)
        return procedure_of(self.pk)


@lru_cache(maxsize=64)
def procedure_of(edition_id: int) -> Procedure:
    """The procedure of that edition, without a query when this process has read it before. Not for drafts."""
    edition = Edition.objects.only("source", "state").get(pk=edition_id)
    if edition.state == Edition.State.DRAFT:
        raise ValueError("a draft may still change; use Edition.procedure")
    return read(edition.source)


def procedure_in_force() -> tuple[int, Procedure]:
    """The number in the database of the edition in force, and what it says; raises NotFound when there is none."""
    found = ask("SELECT id FROM sop_edition WHERE state = %s", Edition.State.PUBLISHED.value)
    if not found:
        raise NotFound(NOTHING_PUBLISHED, code="no_sop")
    return found[0][0], procedure_of(found[0][0])


@lru_cache(maxsize=64)
def edition_of(edition_id: int) -> Edition:
    """The edition that a case is pinned to, without its text; what it says never changes any more. Not for drafts."""
    return Edition.objects.get(pk=edition_id)


def current_edition() -> Edition:
    """The edition in force; raises NotFound when none has been published yet."""
    edition = Edition.objects.filter(state=Edition.State.PUBLISHED).first()
    if edition is None:
        raise NotFound(NOTHING_PUBLISHED, code="no_sop")
    return edition


@transaction.atomic
def draft(source: str) -> Edition:
    """A new draft from TOML text, with the next number of its code; raises SopProblems."""
    procedure = read(source)
    one_at_a_time()
    return Edition.objects.create(
        code=procedure.code, number=_next_number(procedure.code), drafted_at=now(), **_texts(source, procedure)
    )


@transaction.atomic
def change_draft(edition: Edition, source: str) -> Edition:
    """Replace the text of a draft; raises SopProblems, and Refused when it is published or names another code."""
    procedure = read(source)
    require(procedure.code == edition.code, _("A draft keeps its code. Start a new draft for another SOP."))
    changed = Edition.objects.filter(pk=edition.pk, state=Edition.State.DRAFT, version=edition.version).update(
        version=edition.version + 1, **_texts(source, procedure)
    )
    require(changed, _("This edition is published or was changed meanwhile. Load it again."), code="stale")
    return Edition.objects.get(pk=edition.pk)


@transaction.atomic
def publish(edition: Edition, by: "Staff", second: "Staff | None" = None) -> Edition:
    """Put a draft in force and retire the edition before it; recorded in the audit trail.

    The first edition of an installation may be published by one person; every later one takes two.
    """
    one_at_a_time()
    read(edition.source)
    if not is_first():
        require(
            second is not None and second.pk != by.pk,
            _("A later edition is published by two people. Name a second person who has read it."),
            code="second_person",
        )
    Edition.objects.filter(state=Edition.State.PUBLISHED).update(state=Edition.State.RETIRED)
    published = Edition.objects.filter(pk=edition.pk, state=Edition.State.DRAFT, sha256=edition.sha256).update(
        state=Edition.State.PUBLISHED,
        published_at=now(),
        published_by=by,
        seconded_by=second,
        version=models.F("version") + 1,
    )
    require(published, _("This draft is already published or was changed meanwhile. Load it again."), code="stale")
    edition.refresh_from_db(fields=["state", "published_at", "published_by", "seconded_by", "version"])
    record(
        "sop.published", edition, by=by, code=edition.code, number=edition.number, sha256=edition.sha256,
        second=second.key if second else None,
    )  # fmt: skip
    return edition


@transaction.atomic
def imported_edition() -> Edition:
    """The edition that imported cases are pinned to: the words of the one in force, marked as never promised.

    A new one is made when the SOP in force has changed since the last import, so that its categories are known.
    """
    in_force = current_edition()
    found = Edition.objects.filter(state=Edition.State.IMPORTED, sha256=in_force.sha256)
    if (edition := found.first()) is not None:
        return edition
    one_at_a_time()
    if (edition := found.first()) is not None:
        return edition
    return Edition.objects.create(
        code=IMPORTED,
        number=_next_number(IMPORTED),
        drafted_at=now(),
        state=Edition.State.IMPORTED,
        source=in_force.source,
        content=in_force.content,
        sha256=in_force.sha256,
    )


def _texts(source: str, procedure: Procedure) -> dict[str, Any]:
    return {
        "source": source,
        "content": procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "sha256": hashlib.sha256(source.encode()).hexdigest(),
    }


def _next_number(code: str) -> int:
    return (Edition.objects.filter(code=code).aggregate(top=models.Max("number"))["top"] or 0) + 1


def is_first() -> bool:
    """Whether no edition has ever been published here."""
    return not Edition.objects.filter(state__in=[Edition.State.PUBLISHED, Edition.State.RETIRED]).exists()


def one_at_a_time() -> None:
    """Until this transaction ends, nobody else numbers or publishes an edition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])
