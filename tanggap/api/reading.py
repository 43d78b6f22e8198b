"""How a request is read: strict JSON, typed fields, nothing that was not asked for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from tanggap.core.errors import Invalid, TanggapError

NUL = _("There is a character in it that cannot be stored. Please remove it.")
UNKNOWN = _("This field does not exist here. Leave it out.")


class NotRead(TanggapError):
    """The body is in a form that we do not read."""

    status = 415
    code = "media_type"


class StrictParser(Parser):
    """JSON as the standard has it: UTF-8, no name twice in one object, no NaN, no NUL in a text."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise NotRead(_("Send JSON, with “Content-Type: application/json”."))
        text = request.body.decode("utf-8")
        content = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
        if "\\u0000" in text and (where := next(_with_nul(content, ""), None)) is not None:
            raise Invalid(NUL, fields={where or "body": NUL})
        return content

    def parse_querydict(self, data: QueryDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        for name in data:
            if any("\0" in value for value in data.getlist(name) if isinstance(value, str)):
                raise Invalid(NUL, fields={name: NUL})
        return super().parse_querydict(data, list_fields, request)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for place, (name, _value) in enumerate(pairs) if name in dict(pairs[:place]))
        raise Invalid(_("The same field stands there twice."), fields={twice: _("Say it once.")})
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _with_nul(content: Any, place: str) -> Iterator[str]:
    if isinstance(content, str) and "\0" in content:
        yield place
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from _with_nul(name, place)
            yield from _with_nul(value, f"{place}.{name}".lstrip("."))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _with_nul(value, f"{place}.{number}".lstrip("."))


def refuse_unknown(given: QueryDict, known: type[BaseModel]) -> None:
    """Query parameters that nobody asked for are a misunderstanding, and are refused."""
    strange = [name for name in given if name not in known.model_fields]
    if strange:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=dict.fromkeys(strange, UNKNOWN))


# What the stories call a field, where the API has another word for it.
_OTHER_WORDS = {"title": "subject", "wish": "desired_outcome", "body": "text", "external_route": "body",
                "solution_kind": "kind"}  # fmt: skip


@contextmanager
def in_words_of(shape: type[BaseModel]) -> Iterator[None]:
    """Inside the block, a story's complaint about a field names the field as the client wrote it."""
    try:
        yield
    except Invalid as error:
        known = shape.model_fields
        error.fields = {
            name if name in known or "." in name else _OTHER_WORDS.get(name, name): said
            for name, said in error.fields.items()
        }
        raise


class Body(BaseModel):
    """What an operation takes; a field that is not named here is refused."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Body):
    """An act that needs no words."""


def _day(value: Any) -> date:
    """A calendar day and nothing else: pydantic alone would also take seconds since 1970."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("not_a_day", "not a day")
    if not 1900 <= day.year <= 2200:
        raise PydanticCustomError("too_far_away", "too far away")
    return day


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) >= 16 else None
    except ValueError:
        moment = None
    if moment is None:
        raise PydanticCustomError("not_a_moment", "not a moment")
    if not 1970 <= moment.year <= 2200:
        raise PydanticCustomError("too_far_away", "too far away")
    return moment


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Whole = Annotated[int, Strict(), Field(ge=-(2**53), le=2**53)]
Number = Annotated[int, Strict(), Field(ge=1, le=2**53, description="The number (id) of a row that was shown before.")]
Yes = Annotated[bool, Strict()]
