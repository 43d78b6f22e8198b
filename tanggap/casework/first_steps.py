"""From an empty installation to the first complaint: the first administrator, and the procedure that is chosen.

Whoever sets up Tanggap on a machine is told a code by the command line; without it nobody can become the first
administrator, however early he or she finds the address. It follows from the key ring, so it need not be kept, and it
is worth nothing as soon as one person works here.
"""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework import drafting
from tanggap.casework.found import found
from tanggap.casework.organisation import may_administer, pass_step, row_of
from tanggap.core import secrets
from tanggap.core.errors import Invalid, NotFound, require
from tanggap.core.typed import an_email, one_line
from tanggap.people import units
from tanggap.people.actors import VISITOR
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.people.organisation import forget_profile, profile
from tanggap.people.standing import forget
from tanggap.sop.adapting import adapted
from tanggap.sop.models import Edition
from tanggap.sop.parts import Reach
from tanggap.sop.procedure import Procedure
from tanggap.sop.reach import reach_of
from tanggap.sop.schema import read
from tanggap.sop.shipped import SOPS
from tanggap.sop.text import Text

# Of two who are first at the same moment, one is.
FIRST_LOCK = 7_002


def nobody_works_here() -> bool:
    """Whether the first administrator is still to come."""
    return not Staff.objects.exists()


def check_password(password: str, staff: Staff) -> None:
    """Raise Invalid, naming the field, for a password that is too short or too easy."""
    try:
        validate_password(password, staff)
    except ValidationError as problem:
        raise Invalid(_("Choose another password."), fields={"password": " ".join(problem.messages)}) from None


@transaction.atomic
def first_administrator(code: str, *, name: str, email: str, password: str, language: str) -> Staff:
    """The first member of staff, administrator of the whole organisation; recorded.

    Raises NotFound once somebody works here, Invalid for a wrong code (count the tries before asking) and for what
    cannot be a name, an address or a password.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_LOCK])
    if not nobody_works_here():
        raise NotFound(_("This page has done its work."))
    fields: dict[str, Any] = {}
    if not secrets.same_code(code, secrets.setup_code()):
        fields["code"] = _("This is not the code. It stands in the window where “tanggap serve” runs.")
    name, email = one_line(name), an_email(email, fields)
    if not 1 <= len(name) <= 120:
        fields["name"] = _("Write your name, at most 120 characters.")
    if not fields.get("email"):
        try:
            check_password(password, Staff(email=email, full_name=name))
        except Invalid as problem:
            fields.update(problem.fields)
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    staff = Staff.objects.create_user(email, password, full_name=name, language=language)
    root = Unit.objects.filter(parent=None).order_by("pk").first() or units.plant(
        "organisation", name_id="Organisasi", name_en="Organisation", kind=Unit.Kind.ORGANISATION
    )
    Post.objects.create(staff=staff, unit=root, role=Role.ADMIN)
    row_of(language=language)
    forget()
    forget_profile()
    record("first_administrator", staff, by=VISITOR)
    return staff


def shipped() -> list[tuple[str, Procedure]]:
    """The procedures that come along, by the names of their files: what can be chosen."""
    return [(path.stem, read(path)) for path in sorted(SOPS.glob("*.toml"))]


def shipped_source(code: str) -> str:
    """The text of one of them; raises NotFound."""
    path = next((one for one in SOPS.glob("*.toml") if one.stem == code), None)
    if path is None:
        raise NotFound(_("There is no such procedure."))
    return path.read_text(encoding="utf-8")


def fitted(source: str) -> str:
    """The procedure with the name of this organisation and its own ways to be reached."""
    about = profile()
    procedure = read(source)
    name = Text(id=about.name("id"), en=about.name("en")) if about.own else procedure.organisation.name
    reach = reach_of(procedure) if about.own else procedure.organisation.contact
    return adapted(source, name=name, reach=reach or Reach(), kind=about.kind or procedure.organisation.kind)


@transaction.atomic
def begin_with(source: str, *, by: Staff) -> Edition:
    """The same as a draft, to be changed first; published by one person, it is the first edition."""
    may_administer(by)
    in_force = Edition.objects.filter(state=Edition.State.PUBLISHED).exists()
    require(not in_force, _("A procedure is in force already. A new edition of it takes two people."), code="in_force")
    held, _lost = drafting.begin(fitted(source), by=by)
    pass_step("sop", by=by)
    return held


@transaction.atomic
def adopt(source: str, *, by: Staff) -> Edition:
    """Publish the first edition, fitted to this organisation; one person may (DESIGN 12). Its units come with it.

    Raises Refused when a procedure is in force, SopProblems for a text that is not valid.
    """
    may_administer(by)
    in_force = Edition.objects.filter(state=Edition.State.PUBLISHED).exists()
    require(not in_force, _("A procedure is in force already. A new edition of it takes two people."), code="in_force")
    edition = found(fitted(source), by=by)
    pass_step("sop", by=by)
    forget()
    forget_profile()
    return edition
