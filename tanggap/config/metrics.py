"""/metrics for a monitor: how much waits at each door and how long the oldest has, as Prometheus reads it."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tanggap.casework import what_waits
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.secrets import constant_time_equal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Line = tuple[str, float]


@door("machine")
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """200 for the bearer of METRICS_TOKEN, 401 for everybody else; 404 as long as there is none."""
    if not settings.METRICS_TOKEN:
        raise NotFound("/metrics is closed.")
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_equal(token.strip(), settings.METRICS_TOKEN):
        answer = HttpResponse("A bearer token is needed here.\n", status=401, content_type="text/plain")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    answer = HttpResponse(_text(), content_type=CONTENT_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def _text() -> str:
    doors, ways = what_waits.waiting(), what_waits.outbox()
    age = what_waits.age
    return "".join((
        _gauge("tanggap_waiting", "What waits for somebody, by door.",
               [(f'what="{one.what}"', one.count) for one in doors]),
        _gauge("tanggap_waiting_oldest_seconds", "How long the oldest of it has waited.",
               [(f'what="{one.what}"', age(one.since)) for one in doors]),
        _gauge("tanggap_outbox_waiting", "Letters that are due and have not left, by channel.",
               [(f'channel="{one.way}"', one.count) for one in ways]),
        _gauge("tanggap_outbox_oldest_seconds", "How long the oldest of them has been due.",
               [(f'channel="{one.way}"', age(one.since)) for one in ways]),
    ))  # fmt: skip


def _gauge(name: str, words: str, lines: Iterable[Line]) -> str:
    values = "".join(f"{name}{{{label}}} {value}\n" for label, value in ((a, round(b)) for a, b in lines))
    return f"# HELP {name} {words}\n# TYPE {name} gauge\n{values}"
