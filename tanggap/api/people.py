"""GET /people/{id}, /me and /sop."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Path, Router
from pydantic import BaseModel

from tanggap.api import shapes
from tanggap.api.showing import contact, row
from tanggap.casework.acting import look_at
from tanggap.casework.who import cases_naming
from tanggap.core.errors import NotFound
from tanggap.people import vault
from tanggap.people.models import Person, Staff, Unit
from tanggap.people.standing import standing_of
from tanggap.sop.models import current_edition

router = Router(tags=["people and rules"])
NOBODY = _("There is no such person, or you may not see who it is.")
MOST_CASES = 100


class PersonShown(BaseModel):
    id: int
    kind: str
    language: str
    contact: shapes.ContactShown
    cases: list[shapes.CaseRow]


@router.get("/people/{int:person}", response=PersonShown, operation_id="read_person", url_name="person")
def read_person(request: HttpRequest, person: int = Path(..., ge=1, le=2**53)) -> PersonShown:
    """Who somebody is, and those of their complaints that you may see, the newest hundred. Hidden names: recorded."""
    cases = list(cases_naming(request.auth, [person])[:MOST_CASES])  # type: ignore[attr-defined]
    found = Person.objects.filter(pk=person).first() if cases else None
    if found is None:
        raise NotFound(NOBODY)
    for case in cases:
        look_at(case, by=request.auth)  # type: ignore[attr-defined]
    return PersonShown(
        id=found.pk, kind=found.kind, language=found.language, contact=contact(vault.read(found)),
        cases=[shapes.CaseRow(**row(case)) for case in cases],
    )  # fmt: skip


class PostShown(BaseModel):
    role: str
    units: list[str]


class Me(BaseModel):
    email: str
    name: str
    language: str
    posts: list[PostShown]
    standing_in_for: list[shapes.StaffName]


@router.get("/me", response=Me, operation_id="read_me", url_name="me")
def read_me(request: HttpRequest) -> Me:
    """Whose token this is, with the roles and units of this moment."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    standing = standing_of(by)
    codes = dict(Unit.objects.values_list("pk", "code"))
    posts = [
        PostShown(role=role, units=sorted(codes[pk] for pk in standing.units.get(role, ())))
        for role in sorted(standing.roles)
    ]
    others = Staff.objects.filter(pk__in=standing.acting_for)
    return Me(
        email=by.email, name=by.full_name, language=by.language, posts=posts,
        standing_in_for=[shapes.StaffName(email=one.email, name=one.full_name) for one in others],
    )  # fmt: skip


class SopShown(BaseModel):
    code: str
    number: int
    sha256: str
    published_at: datetime | None
    content: dict[str, Any]


@router.get("/sop", response=SopShown, operation_id="read_sop", url_name="sop")
def read_sop(request: HttpRequest) -> SopShown:
    """The edition of the SOP that is in force, as data; /sop/ shows it as a document."""
    edition = current_edition()
    return SopShown(
        code=edition.code, number=edition.number, sha256=edition.sha256, published_at=edition.published_at,
        content=edition.content,
    )  # fmt: skip
