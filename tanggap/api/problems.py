"""Every answer that is not a success: problem+json (RFC 9457), with a sentence in the reader's language."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

from tanggap.api.mistakes import field_of, sentence_for
from tanggap.casework.acting import Missing
from tanggap.core.errors import Invalid, Stale, TanggapError, TooMany

MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, Any] = {
    400: _("This cannot be taken as it is"),
    401: _("We do not know who asks"),
    403: _("This is not yours to do"),
    404: _("There is nothing here"),
    405: _("This address does not do that"),
    409: _("This is not possible now"),
    413: _("This is too large"),
    415: _("This is written in a form that we do not read"),
    422: _("This key was used for something else"),
    429: _("Too many tries"),
    500: _("Something went wrong on our side"),
    503: _("We cannot answer right now"),
}
SIGN_IN = _("Send a valid token: “Authorization: Bearer …”. Make one with “tanggap token add”.")
SOME_OF_IT = _("Some of it cannot be taken as it is.")
NOT_JSON = _("The body is not valid JSON in UTF-8. Check it and send it again.")


class MissingThing(BaseModel):
    code: str
    sentence: str


class Problem(BaseModel):
    """What went wrong: `detail` is for people, `code` for machines, `errors` says what to mend, field by field."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, str] = Field(default={})
    missing: list[MissingThing] = Field(default=[], description="What the SOP still wants before this act.")
    version: int | None = Field(default=None, description="With code “stale”: the version that stands there now.")


def problem(
    status: int, sentence: Any, *, code: str, errors: Mapping[str, Any] | None = None,
    missing: Iterable[MissingThing] = (), version: int | None = None,
) -> HttpResponse:
    """That problem as an answer."""  # fmt: skip
    said: dict[str, Any] = {
        "type": f"/api/v1/docs#{code}", "title": str(TITLES.get(status, TITLES[500])), "status": status,
        "detail": str(sentence), "code": code,
    }  # fmt: skip
    if errors:
        said["errors"] = {field: str(text) for field, text in errors.items()}
    if listed := [one.model_dump() for one in missing]:
        said["missing"] = listed
    if version is not None:
        said["version"] = version
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def from_ours(_request: HttpRequest, error: TanggapError) -> HttpResponse:
    """One of our own exceptions."""
    missing = error.missing if isinstance(error, Missing) else []
    version = error.current if isinstance(error, Stale) and isinstance(error.current, int) else None
    answer = problem(
        error.status, error.sentence, code=error.code, version=version,
        errors=error.fields if isinstance(error, Invalid) else None,
        missing=[MissingThing(code=one.code, sentence=str(one.sentence)) for one in missing],
    )  # fmt: skip
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer


def from_shape(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not have the shape that the operation takes."""
    errors = {field_of(one["loc"]): sentence_for(one) for one in reversed(error.errors)}
    return problem(400, SOME_OF_IT, code="invalid", errors=errors)


def from_ninja(request: HttpRequest, error: HttpError) -> HttpResponse:
    """No token, or a body that cannot be read."""
    if isinstance(error.__cause__, TanggapError):
        return from_ours(request, error.__cause__)
    if error.status_code == 401:
        answer = problem(401, SIGN_IN, code="no_token")
        answer["WWW-Authenticate"] = 'Bearer realm="Tanggap"'
        return answer
    return problem(400, NOT_JSON, code="not_json")
