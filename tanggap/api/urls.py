"""Every address of the API, its documentation, and the frame in which each of them answers."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from tanggap.api import (
    acts_assess,
    acts_close,
    acts_conflict,
    acts_converse,
    acts_decide,
    acts_offer,
    acts_propose,
    acts_put_right,
    acts_side_roads,
    alternatives,
    calendars,
    calls,
    coach,
    complaints,
    doubles,
    letters,
    lists,
    papers,
    people,
    problems,
    promises,
    quarantine,
    queue,
    register,
    speaking,
    tills,
    track,
    undelivered,
)
from tanggap.api.docs import OwnPage, document_problems
from tanggap.api.entry import bearer
from tanggap.api.frame import framed
from tanggap.api.reading import StrictParser
from tanggap.cases.access import ABSENT
from tanggap.core.doors import MACHINE, PARTY, PUBLIC, door
from tanggap.core.errors import TanggapError


class Json(JSONRenderer):
    """Readable in every language."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """The API; its OpenAPI document also says how problems look, and is made once a process."""

    @cached_property
    def document(self) -> OpenAPISchema:
        return document_problems(super().get_openapi_schema())

    def get_openapi_schema(self, **_options: Any) -> OpenAPISchema:
        return self.document


api = Api(
    title="Tanggap", version="1", urls_namespace="api", auth=bearer, parser=StrictParser(), renderer=Json(),
    docs=OwnPage(), openapi_url="/openapi.json", docs_url="/docs", docs_decorator=require_safe,
    description="Complaints over the API: taken in, carried through the SOP, tracked. See also /sop/.",
)  # fmt: skip
for chapter in (
    complaints, track, lists, acts_assess, acts_propose, alternatives, acts_decide, acts_offer, acts_put_right,
    acts_close, acts_conflict, acts_converse, acts_side_roads, promises, register, people, tills, papers, calendars,
    coach, quarantine, calls, letters, queue, undelivered, speaking, doubles,
):  # fmt: skip
    api.add_router("", chapter.router)
api.add_exception_handler(TanggapError, problems.from_ours)
api.add_exception_handler(ValidationError, problems.from_shape)
api.add_exception_handler(HttpError, problems.from_ninja)


def nothing_here(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Every other address below /api/v1/: a problem, not a page."""
    raise Http404(ABSENT)


# Whoever forgets to say so gets the strictest door; tests/house/test_matrix.py knocks at each of them.
DOORS = {
    "complain": PUBLIC, "send-file": PUBLIC, "openapi-json": PUBLIC, "openapi-view": PUBLIC, "api-root": PUBLIC,
    "nothing-here": PUBLIC,
}  # fmt: skip


def _door_of(route: URLPattern) -> str:
    name = route.name or ""
    return PARTY if name == "track" or name.startswith("track-") else DOORS.get(name, MACHINE)


def _in_frame() -> list[URLPattern | URLResolver]:
    routes = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    routes.append(re_path("^", nothing_here, name="nothing-here"))
    for route in routes:
        route.callback = door(_door_of(route))(framed(route.callback))
    return [*routes]


app_name = "api"
urlpatterns = _in_frame()
