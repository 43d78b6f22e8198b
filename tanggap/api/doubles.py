"""/doubles: two persons who seem to be one; staff decide, and take it back. Nothing of a case moves by it."""

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from tanggap.api.acts import only_once, refusals_kept
from tanggap.api.once import ONCE
from tanggap.api.reading import Body, refuse_unknown
from tanggap.casework import doubles as story
from tanggap.casework.who import Known
from tanggap.core.errors import Forbidden, NotFound
from tanggap.people.models import Double, Staff
from tanggap.people.standing import standing_of

router = Router(tags=["people and rules"])
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
State = Literal["proposed", "same", "different"]


class PersonNamed(BaseModel):
    """`id` is that of /people; `cases` counts the complaints that you may see."""

    id: int
    names: list[str]
    cases: int
    open: int


class DoubleShown(BaseModel):
    id: int
    state: State
    why: list[str] = Field(description="phone, email, member_no, name, organization, post, verified or staff.")
    older: PersonNamed
    newer: PersonNamed


class DoubleList(BaseModel):
    items: list[DoubleShown]


class DoubleFilters(Body):
    state: State = "proposed"


@router.get("/doubles", response=DoubleList, operation_id="list_doubles", url_name="doubles")
def list_doubles(request: HttpRequest, filters: Query[DoubleFilters]) -> DoubleList:
    """The newest two hundred, of which you may know both."""
    refuse_unknown(request.GET, DoubleFilters)
    by: Staff = request.auth  # type: ignore[attr-defined]
    if not standing_of(by).roles & set(story.DECIDES):
        raise Forbidden(story.NOT_YOURS)
    return DoubleList(items=[_shown(*one) for one in story.proposals(by=by, state=filters.state)])


@router.post(
    "/doubles/{number}/same", response=DoubleShown, operation_id="say_same_person", url_name="double-same",
    openapi_extra=ONCE,
)  # fmt: skip
def say_same(request: HttpRequest, number: Number) -> DoubleShown:
    """They are one person; their complaints stay as they are."""
    return _decide(request, number, "say_same", story.say_same)


@router.post(
    "/doubles/{number}/different", response=DoubleShown, operation_id="say_two_persons", url_name="double-different",
    openapi_extra=ONCE,
)  # fmt: skip
def say_different(request: HttpRequest, number: Number) -> DoubleShown:
    """They are two; nobody is asked again."""
    return _decide(request, number, "say_different", story.say_different)


@router.post(
    "/doubles/{number}/back", response=DoubleShown, operation_id="take_double_back", url_name="double-back",
    openapi_extra=ONCE,
)  # fmt: skip
def take_back(request: HttpRequest, number: Number) -> DoubleShown:
    """As it was before the decision."""
    return _decide(request, number, "take_double_back", story.take_back)


def _decide(request: HttpRequest, number: int, name: str, do: Callable[..., None]) -> DoubleShown:
    by: Staff = request.auth  # type: ignore[attr-defined]
    double = Double.objects.select_related("older", "newer").filter(pk=number).first()
    if double is None:
        raise NotFound(story.NONE_SUCH)
    with refusals_kept(name, by=by):
        only_once(request, f"api:{by.pk}", lambda: do(double, by=by))
        double.refresh_from_db()
        return _shown(double, *story.see(double, by=by))


def _shown(double: Double, older: Known, newer: Known) -> DoubleShown:
    named = [PersonNamed(id=one.person.pk, names=one.names, cases=one.cases, open=one.open) for one in (older, newer)]
    return DoubleShown(
        id=double.pk, state=double.state, why=list(double.why), older=named[0], newer=named[1]
    )  # type: ignore[arg-type]
