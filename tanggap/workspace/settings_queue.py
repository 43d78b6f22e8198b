"""Settings of the front desk: what visitors can take a number for, and the counters and rooms that receive them."""


from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import queue_kept as story
from tanggap.casework import queue_places
from tanggap.casework.queue_kept import CounterGiven, ServiceGiven
from tanggap.channels.models import Counter, QueueService
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, TanggapError
from tanggap.people.models import Staff, Unit
from tanggap.workspace.settings_given import (
    filled,
    number_of,
    see_other,
    several,
    status_of,
    told,
    typed,
    version_of,
)

KEEPERS = ("manager", "admin")
SERVICE = ("letter", "name_id", "name_en", "branch", "is_private", "is_active")
COUNTER = ("branch", "kind", "number", "is_active")


@door(*KEEPERS)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/queue/: services and counters."""
    for one in queue_places.branches():
        queue_places.services(one)
        queue_places.counters(one)
    return render(request, "workspace/settings_queue.html", {
        "services": story.services_kept(), "counters": story.counters_kept(), "kiosks": story.kiosks_kept(),
    })  # fmt: skip


@door(*KEEPERS)
@require_POST
def kiosk(request: HttpRequest) -> HttpResponse:
    """POST /desk/settings/queue/kiosk/ {branch, prints}: whether the kiosk of that branch prints by itself."""
    branch = _branch(request)
    if branch is None:
        raise NotFound(queue_places.NOT_THERE)
    try:
        story.keep_kiosk(branch, prints_at_once=bool(typed(request, "prints")), by=_by(request))
        messages.success(request, _("Saved: %(name)s.") % {"name": branch.name})
    except Forbidden as refused:
        messages.error(request, str(refused.sentence))
    return see_other(reverse("settings_queue"))


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def service_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/queue/service/ {letter, name_id, name_en, branch, is_private, is_active}"""
    return _service(request, None)


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def service_change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, POST /desk/settings/queue/service/ID/ {the same, version}"""
    return _service(request, story.find_service(pk))


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/queue/counter/ {branch, kind, number, services, is_active}"""
    return _counter(request, None)


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, POST /desk/settings/queue/counter/ID/ {the same, version}"""
    return _counter(request, story.find_counter(pk))


def _service(request: HttpRequest, service: QueueService | None) -> HttpResponse:
    problem: TanggapError | None = None
    if request.method == "POST":
        given = ServiceGiven(
            letter=typed(request, "letter"), name_id=typed(request, "name_id"), name_en=typed(request, "name_en"),
            branch=_branch(request), is_private=bool(typed(request, "is_private")),
            is_active=bool(typed(request, "is_active")),
        )  # fmt: skip
        try:
            made = story.keep_service(service, given, version=version_of(request), by=_by(request))
            messages.success(request, _("Saved: %(name)s.") % {"name": made.name})
            return see_other(reverse("settings_queue"))
        except (Invalid, Refused, Forbidden) as refused:
            problem = refused
    start = {"is_active": "1"} if service is None else {
        "letter": service.letter, "name_id": service.name_id, "name_en": service.name_en,
        "branch": service.branch.code if service.branch else "", "is_private": "1" if service.is_private else "",
        "is_active": "1" if service.is_active else "",
    }  # fmt: skip
    return render(request, "workspace/settings_queue_service.html", {
        **told(problem), "given": filled(request, SERVICE, start), "service": service, "branches": _branches(),
        "version": version_of(request) or (service.version if service else 0),
    }, status=status_of(problem))  # fmt: skip


def _counter(request: HttpRequest, counter: Counter | None) -> HttpResponse:
    problem: TanggapError | None = None
    offered = [one for one in story.services_kept() if one.is_active]
    if request.method == "POST":
        chosen = {number_of(value) for value in several(request, "services")}
        given = CounterGiven(
            branch=_branch(request), kind=typed(request, "kind"), number=typed(request, "number"),
            services=tuple(one for one in offered if one.pk in chosen), is_active=bool(typed(request, "is_active")),
        )  # fmt: skip
        try:
            made = story.keep_counter(counter, given, version=version_of(request), by=_by(request))
            messages.success(request, _("Saved: %(name)s.") % {"name": made.name})
            return see_other(reverse("settings_queue"))
        except (Invalid, Refused, Forbidden) as refused:
            problem = refused
    else:
        chosen = set(counter.services.values_list("pk", flat=True)) if counter else set()
    places = _branches()
    start = {"is_active": "1", "kind": "counter", "branch": places[0][0] if places else ""} if counter is None else {
        "branch": counter.branch.code, "kind": counter.kind, "number": counter.number,
        "is_active": "1" if counter.is_active else "",
    }  # fmt: skip
    return render(request, "workspace/settings_queue_counter.html", {
        **told(problem), "given": filled(request, COUNTER, start), "counter": counter, "branches": places,
        "kinds": [{"value": value, "label": label} for value, label in Counter.Kind.choices],
        "offered": [{"value": one.pk, "label": f"{one.letter} · {one.name}"} for one in offered], "chosen": chosen,
        "version": version_of(request) or (counter.version if counter else 0),
    }, status=status_of(problem))  # fmt: skip


def _branches() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in queue_places.branches()]


def _branch(request: HttpRequest) -> Unit | None:
    return next((one for one in queue_places.branches() if one.code == typed(request, "branch")), None)


def _by(request: HttpRequest) -> Staff:
    user: Staff = request.user  # type: ignore[assignment]
    return user
