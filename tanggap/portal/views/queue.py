"""The queue as visitors see it: taking a number at the kiosk or on one's own telephone, following it, the big display.

Anybody may take a number, some at a time from one address; a device that staff have opened as the kiosk of a branch
(a signed cookie, the front desk gives it) takes as many as there are visitors. No page tells a name.
"""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from tanggap.casework import front_desk, queue_places, waiting_room, written_waiting
from tanggap.casework.front_desk import Visitor
from tanggap.casework.links import queue_url
from tanggap.casework.waiting_room import Called
from tanggap.casework.written_waiting import writes_for
from tanggap.channels.models import Counter, Ticket
from tanggap.core import limits, secrets, time
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import NotFound, Refused, Stale, TanggapError
from tanggap.people.actors import VISITOR
from tanggap.people.models import Unit
from tanggap.portal import steps
from tanggap.portal.form import form_of, new_form, with_cookie
from tanggap.portal.sending import share
from tanggap.portal.views.complain import address
from tanggap.sop.models import current_edition
from tanggap.ui.formatting import full_date
from tanggap.ui.kiosk import kiosk_of
from tanggap.ui.unchanged import unless_the_same

PER_ADDRESS, QUARTER = 6, 15 * 60


@door("public")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """GET /queue/: the branch of this kiosk, the only branch, or the choice of one."""
    found = queue_places.branches()
    own = next((one for one in found if one.code == kiosk_of(request)), None)
    if own is not None or len(found) == 1:
        return HttpResponseRedirect(reverse("portal:queue_branch", args=[(own or found[0]).code]))
    return render(request, "portal/queue_start.html", {"branches": found, "to": "portal:queue_branch"})


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """GET /queue/b/CODE/?service=&anew=: what for, then who goes first; POST {service, priority, form} gives a number.

    `anew` begins for the next visitor, in the language of the kiosk.
    """
    place = queue_places.branch_of(code)
    kiosk = kiosk_of(request) == place.code
    if "anew" in request.GET and request.method != "POST":
        return _anew(request, kiosk)
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.get("service", "")
    services = queue_places.services(place)
    service = next((one for one in services if str(one.pk) == wanted), None)
    if request.method == "POST" and service is not None:
        try:
            if not kiosk:
                limits.hit("queue address", address_of(request), limit=PER_ADDRESS, per_seconds=QUARTER)
            visitor = Visitor(priority=given.get("priority", ""))
            taken = front_desk.take_number(place, service, visitor, form=given.get("form", ""), by=VISITOR)
        except TanggapError as problem:
            facts = {"branch": place, "sentence": problem.sentence, "kiosk": kiosk, "anew": _begins(place)}
            return _quiet(render(request, "portal/queue_refused.html", facts, status=problem.status))
        where = "portal:queue_given" if kiosk else "portal:queue_ticket"
        answer = HttpResponseRedirect(reverse(where, args=[taken.token]))
        answer.status_code = 303
        return answer
    return _quiet(render(request, "portal/queue_kiosk.html", {
        "branch": place, "services": services, "service": service, "kiosk": kiosk,
        "form": secrets.token(), "anew": _begins(place),
        "other_language": settings.LANGUAGE_COOKIE_NAME in request.COOKIES,
        "priorities": [one for one in Ticket.Priority.choices if one[0]],
        "minutes": waiting_room.board(place).minutes if service is None else None,
    }))  # fmt: skip


def _begins(place: Unit) -> str:
    return f"{reverse('portal:queue_branch', args=[place.code])}?anew=1"


def _anew(request: HttpRequest, kiosk: bool) -> HttpResponse:
    answer = HttpResponseRedirect(request.path)
    if kiosk:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return answer


@door("public")
@require_safe
def given(request: HttpRequest, token: str) -> HttpResponse:
    """GET /queue/t/TOKEN/given/: the number at the kiosk, large, to take along or print; then it begins anew."""
    seen = waiting_room.followed(token)
    place = seen.ticket.branch
    with time.at_home_in(queue_places.zone_of(place)):
        return _quiet(render(request, "portal/queue_given.html", {
            **_ticket_facts(seen, token), "anew": _begins(place),
            "prints": kiosk_of(request) == place.code and queue_places.prints_at_once(place),
        }))  # fmt: skip


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """GET /queue/t/TOKEN/ shows a visitor the own number; POST {leave} gives it up, {write} begins the complaint."""
    try:
        seen = waiting_room.followed(token)
        if request.method == "POST" and "leave" in request.POST:
            front_desk.leave(seen.ticket, by=VISITOR)
            return HttpResponseRedirect(request.path, status=303)
        if request.method == "POST" and "write" in request.POST and writes_for(token):
            return _write(request, token)
    except Stale:
        return HttpResponseRedirect(request.path, status=303)
    except (NotFound, Refused) as problem:
        facts = {"branch": None, "sentence": problem.sentence, "kiosk": False}
        return _quiet(render(request, "portal/queue_refused.html", facts, status=problem.status))
    return _quiet(render(request, "portal/queue_ticket.html", _ticket_facts(seen, token)))


def _write(request: HttpRequest, token: str) -> HttpResponse:
    """The complaint form knows the number from here on; what was written on it before stays."""
    form = form_of(request)
    if form.receipt is not None:
        form = new_form()
    form.values["ticket"] = token
    form.save()
    procedure = current_edition().procedure
    share(form, procedure)
    return with_cookie(HttpResponseRedirect(address(steps.first_open(form, procedure)), status=303), form)


@door("public")
@require_safe
def beside(request: HttpRequest, token: str) -> HttpResponse:
    """GET /queue/t/TOKEN/beside/: how it stands with the number, above the complaint form; 304 when nothing changed."""
    seen = waiting_room.followed(token)
    return unless_the_same(
        request, render(request, "portal/_queue_beside.html", {"seen": seen, "ticket": seen.ticket})
    )


@door("public")
@require_safe
def ticket_live(request: HttpRequest, token: str) -> HttpResponse:
    """GET /queue/t/TOKEN/live/: what changes of it; 304 when nothing did."""
    facts = _ticket_facts(waiting_room.followed(token), token)
    return unless_the_same(request, render(request, "portal/_queue_ticket.html", facts))


@door("public")
@require_safe
def display_start(request: HttpRequest) -> HttpResponse:
    """GET /queue/display/: the display of the only branch, or the choice of one."""
    found = queue_places.branches()
    if len(found) == 1:
        return HttpResponseRedirect(reverse("portal:queue_display", args=[found[0].code]))
    return render(request, "portal/queue_start.html", {"branches": found, "to": "portal:queue_display"})


@door("public")
@require_safe
def display(request: HttpRequest, code: str) -> HttpResponse:
    """GET /queue/display/CODE/: the screen of the waiting room. Numbers only, so anybody may see it."""
    place = queue_places.branch_of(code)
    with time.at_home_in(queue_places.zone_of(place)):  # its clock tells the time of that branch
        return render(request, "portal/queue_display.html", _display_facts(request, place))


@door("public")
@require_safe
def display_live(request: HttpRequest, code: str) -> HttpResponse:
    """GET /queue/display/CODE/live/: the numbers anew; 304 when nothing changed."""
    place = queue_places.branch_of(code)
    with time.at_home_in(queue_places.zone_of(place)):
        shown = render(request, "portal/_queue_display.html", _display_facts(request, place))
    return unless_the_same(request, shown)


def _ticket_facts(seen: waiting_room.Followed, token: str) -> dict[str, Any]:
    picture = segno.make(queue_url(token)).svg_inline(omitsize=True, border=1)
    return {"seen": seen, "ticket": seen.ticket, "token": token, "qr_svg": Markup(picture),
            "branch": seen.ticket.branch, "reference": written_waiting.reference_of(seen.ticket),
            "writes": writes_for(token) is not None}  # fmt: skip


def _display_facts(request: HttpRequest, place: Unit) -> dict[str, Any]:
    board = waiting_room.board(place)
    # Without a base address only this machine itself is let in, so the address that was asked for is the right one.
    address = settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")
    picture = segno.make(address).svg_inline(omitsize=True, border=1)
    return {
        "branch": place, "board": board, "moment": time.now(), "today": full_date(time.now()),
        "qr_svg": Markup(picture), "site": address.partition("://")[2],
        "spoken": [(one.call, spoken(one)) for one in board.lately],
    }  # fmt: skip


def spoken(called: Called) -> list[tuple[str, str]]:
    """What the display says aloud: the language and the sentence, that of the installation first."""
    letter, _dash, number = called.label.partition("-")
    first = get_language() or "id"
    said = []
    for language in sorted(("id", "en"), key=lambda one: not first.startswith(one)):
        with override(language):
            place = str(dict(Counter.Kind.choices)[called.kind])
            sentence = _("Number %(letter)s %(number)s, please come to %(place)s %(counter)s.") % {
                "letter": letter, "number": int(number), "place": place.lower(), "counter": called.counter,
            }  # fmt: skip
        said.append((language, sentence))
    return said


def _quiet(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
