"""The front desk: who is served at my counter, who waits, who is called next, a number for somebody who comes in."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from tanggap.cases import access
from tanggap.cases.earlier import earlier_cases
from tanggap.cases.models import Case
from tanggap.casework import front_desk as story
from tanggap.casework import queue_places, sent_on, waiting_room, written_waiting
from tanggap.casework.front_desk import Visitor
from tanggap.casework.links import queue_url
from tanggap.casework.queue_places import RECEIVES
from tanggap.channels.models import Ticket
from tanggap.core import secrets
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, TanggapError
from tanggap.people.models import Staff, Unit
from tanggap.ui.kiosk import end_kiosk, make_kiosk
from tanggap.ui.unchanged import unless_the_same
from tanggap.workspace.front_desk_rows import rows_of
from tanggap.workspace.settings_given import see_other

DOOR = tuple(role.value for role in RECEIVES)
HERE = "front_desk"
# More are not called soon, and the list comes anew every few seconds.
SHOWN = 60
FIELDS = ("name", "phone", "purpose", "service", "priority", "private", "about", "form")


@door(*DOOR)
@require_safe
def front_desk(request: HttpRequest) -> HttpResponse:
    """GET /desk/front-desk/?branch=: my counter, or the choice of one."""
    return _page(request, {})


@door(*DOOR)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """GET /desk/front-desk/live/?branch=: the lists anew; 304 when nothing changed. Keeps nobody signed in."""
    return unless_the_same(request, render(request, "workspace/_front_desk.html", _facts(request)))


@door(*DOOR)
@require_POST
def seat(request: HttpRequest) -> HttpResponse:
    """POST /desk/front-desk/seat/ {counter}: sit down there; an empty one means to stand up."""
    by = _by(request)
    number = _number(request.POST.get("counter", ""))
    mine = queue_places.seat_of(by)
    try:
        if number:
            counter = next((one for branch in queue_places.own_branches(by) for one in queue_places.counters(branch)
                            if one.pk == number), None)  # fmt: skip
            if counter is None:
                raise NotFound(_("Choose a counter of this branch."))
            queue_places.sit_down(counter, by=by)
        elif mine is not None:
            queue_places.stand_up(mine, by=by)
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse(HERE))


@door(*DOOR)
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """POST /desk/front-desk/break/ {over}: a break begins, or is over."""
    mine = queue_places.seat_of(_by(request))
    if mine is not None:
        queue_places.take_a_break(mine, over=bool(request.POST.get("over")), by=_by(request))
    return see_other(reverse(HERE))


@door(*DOOR)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """POST /desk/front-desk/next/ {after, counter}: call whoever's turn it is.

    `after` is who was at the counter when it was pressed, so that a button that is pressed twice calls one; `counter`
    is where the page thinks that we sit.
    """
    by = _by(request)
    mine = queue_places.seat_of(by)
    if mine is None:
        messages.error(request, _("Choose your counter first."))
        return see_other(reverse(HERE))
    if (meant := request.POST.get("counter", "")) and meant != str(mine.pk):
        messages.error(request, _("You sit at another counter now. Look at who waits there first."))
        return see_other(reverse(HERE))
    here = waiting_room.at(mine)
    if _number(request.POST.get("after", "0")) == (here.pk if here else 0):
        try:
            if story.call_next(mine, by=by) is None:
                messages.info(request, _("Nobody waits for this counter."))
        except Refused as problem:
            messages.error(request, problem.sentence)
    return see_other(reverse(HERE))


@door(*DOOR)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """POST /desk/front-desk/take/ {service, name, phone, purpose, priority, private, about}: a number for a guest."""
    by, given = _by(request), {name: request.POST.get(name, "") for name in FIELDS}
    if "look" in request.POST:
        return _page(request, given)
    branch = _branch(request)
    try:
        if branch is None:
            raise NotFound(queue_places.NOT_THERE)
        if request.POST.get("branch", branch.code) != branch.code:
            # A page of before: we have sat down in another branch meanwhile.
            raise Refused(_("You receive visitors in %(branch)s now. If this visitor is there, send it again.") % {
                "branch": branch.name})  # fmt: skip
        service = queue_places.service_of(branch, _number(given["service"]))
        visitor = Visitor(
            name=given["name"], phone=given["phone"], purpose=given["purpose"], priority=given["priority"],
            private=bool(given["private"]),
        )  # fmt: skip
        taken = story.take_number(branch, service, visitor, about=_about(given["about"], by), form=given["form"], by=by)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _page(request, given, errors=fields or {"": problem.sentence}, status=problem.status)
    return see_other(f"{reverse('front_desk_slip', args=[taken.ticket.pk])}?new=1")


@door(*DOOR)
@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """POST /desk/front-desk/known/ {phone}: whether this number has complained before; by POST, so no log has it."""
    found = _earlier(request.POST.get("phone", ""), _by(request))
    return render(request, "workspace/_front_desk_known.html", {"found": found, "given": request.POST})


@door(*DOOR)
@require_safe
def slip(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/front-desk/NUMBER/slip/: the slip of a number, to print."""
    ticket = queue_places.ticket_here(number, by=_by(request))
    picture = segno.make(queue_url(ticket.token)).svg_inline(omitsize=True, border=1)
    seen = waiting_room.followed(ticket.token)
    return render(request, "workspace/front_desk_slip.html", {
        "ticket": ticket, "seen": seen, "qr_svg": Markup(picture), "new": "new" in request.GET,
        "prints": "new" in request.GET and queue_places.prints_at_once(ticket.branch),
    })  # fmt: skip


@door(*DOOR)
@require_POST
def kiosk(request: HttpRequest) -> HttpResponse:
    """POST /desk/front-desk/kiosk/ {branch, over}: this device becomes the kiosk of that branch, and signs us out; with
    `over` it is an ordinary device again."""
    if request.POST.get("over"):
        answer = see_other(reverse(HERE))
        end_kiosk(answer)
        messages.success(request, _("This device is no kiosk any more."))
        return answer
    branch = _branch(request)
    if branch is None:
        raise NotFound(queue_places.NOT_THERE)
    logout(request)
    answer = see_other(reverse("portal:queue_branch", args=[branch.code]))
    make_kiosk(answer, branch.code)
    return answer


def _page(
    request: HttpRequest, given: dict[str, Any], *, errors: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    facts = _facts(request)
    branch: Unit | None = facts["branch"]
    services = queue_places.services(branch) if branch else []
    typed = {name: given.get(name, "") for name in FIELDS}
    return render(request, "workspace/front_desk.html", {
        **facts, "all": "all" in request.GET, "errors": errors or {},
        "given": {**typed, "form": typed["form"] or secrets.token()},
        "services": [(one.pk, f"{one.letter} · {one.name}") for one in services],
        "priorities": Ticket.Priority.choices, "found": _earlier(given.get("phone", ""), _by(request)),
        "branches": [(one.code, one.name) for one in queue_places.own_branches(_by(request))],
    }, status=status)  # fmt: skip


def _facts(request: HttpRequest) -> dict[str, Any]:
    """All that changes while somebody looks at it."""
    by = _by(request)
    mine, branch = queue_places.seat_of(by), _branch(request)
    if branch is None:
        return {"branch": None, "counter": None, "waiting": [], "finished": [], "now": None}
    waiting = waiting_room.waiting_for(branch)
    here = waiting_room.at(mine) if mine else None
    rows = rows_of(waiting if "all" in request.GET else waiting[:SHOWN], by)
    ended = waiting_room.finished(branch)
    theirs = sent_on.those_for(mine, waiting) if mine and mine.paused_at is None else []
    following = next(iter(theirs), None)
    return {
        "branch": branch, "counter": mine, "counters": queue_places.counters(branch),
        "waiting": rows, "count": len(waiting),
        "now": rows_of([here], by)[0] if here else None, "next": following.label if following else "",
        "finished": rows_of(ended, by), "day": waiting_room.day_of(branch, waiting), "outcomes": _outcomes(),
        "places": sent_on.places(branch, but=mine) if here else [],
        "written": bool(here and written_waiting.has_begun(here)),
    }  # fmt: skip


def _outcomes() -> list[tuple[str, Any]]:
    said = Ticket.Outcome.SOLVED, Ticket.Outcome.ANSWERED, Ticket.Outcome.ABOUT, Ticket.Outcome.NOTHING
    return [(one.value, one.label) for one in said]


def _branch(request: HttpRequest) -> Unit | None:
    """The branch of my counter, else the one that was chosen, else the first that I receive visitors in."""
    by = _by(request)
    if (mine := queue_places.seat_of(by)) is not None:
        return mine.branch
    own = queue_places.own_branches(by)
    wanted = request.GET.get("branch", "") or request.POST.get("branch", "")
    return next((one for one in own if one.code == wanted), own[0] if own else None)


def _about(reference: str, by: Staff) -> Case | None:
    return access.get_case(by, reference) if reference else None


def _earlier(phone: str, by: Staff) -> list[Case]:
    return [one for one in earlier_cases(by, phone=phone) if one.is_open] if phone.strip() else []


def _by(request: HttpRequest) -> Staff:
    user: Staff = request.user  # type: ignore[assignment]
    return user


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
