"""What happens to one number at the front desk: called, absent, put back, sent on, finished; and mistakes put right."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.cases import access
from tanggap.casework import front_desk as story
from tanggap.casework import queue_places, sent_on, visit_on_file
from tanggap.casework.queue_places import RECEIVES
from tanggap.channels.models import Ticket
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.workspace.settings_given import see_other

# With one press; the others need to know more.
SIMPLE = {"absent": story.absent, "serve": story.serve, "back": story.put_back, "leave": story.leave}
ACTS = (*SIMPLE, "again", "call", "transfer", "finish", "about", "apart")
# Pressed twice, it is spoken once.
TWICE = timedelta(seconds=2)


@door(*(role.value for role in RECEIVES))
@require_POST
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """POST /desk/front-desk/NUMBER/ACT/: one thing that happens to a number."""
    by: Staff = request.user  # type: ignore[assignment]
    ticket = queue_places.ticket_here(number, by=by)
    try:
        _do(request, ticket, act, by)
    except (Refused, Invalid) as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("front_desk"))


def _do(request: HttpRequest, ticket: Ticket, act: str, by: Staff) -> None:
    if act in SIMPLE:
        SIMPLE[act](ticket, by=by)
    elif act == "again":
        if not ticket.calls.filter(at__gt=time.now() - TWICE).exists():
            story.recall(ticket, by=by)
    elif act == "call":
        _call(ticket, by)
    elif act == "transfer":
        sent_on.transfer(ticket, sent_on.place_of(request.POST.get("to", ""), ticket), by=by)
        _tell_where(request, ticket)
    elif act == "finish":
        story.finish(ticket, request.POST.get("outcome", ""), by=by)
    elif act == "about":
        _about(request, ticket, by)
    elif act == "apart":
        _apart(request, ticket, by)
    if act == "absent":
        undo = reverse("front_desk_back", args=[ticket.pk])
        messages.success(request, _("%(number)s is marked as absent.") % {"number": ticket.label},
                         extra_tags=f"undo:{undo}")  # fmt: skip


def _call(ticket: Ticket, by: Staff) -> None:
    mine = queue_places.seat_of(by)
    if mine is None:
        raise Refused(_("Choose your counter first."))
    if not (ticket.state == Ticket.State.CALLED and ticket.counter_id == mine.pk):  # pressed twice
        story.call(ticket, mine, by=by)


def _tell_where(request: HttpRequest, ticket: Ticket) -> None:
    place = ticket.wanted or ticket.sent_service or ticket.sent_unit
    said = {"number": ticket.label, "place": place.name if place else ""}
    if sent_on.somebody_there(ticket):
        messages.success(request, _("%(number)s waits for %(place)s now.") % said)
    else:
        sentence = _("%(number)s waits for %(place)s now, and nobody receives visitors there. Please tell a colleague.")
        messages.warning(request, sentence % said)


def _about(request: HttpRequest, ticket: Ticket, by: Staff) -> None:
    """The visitor is here about a complaint on file."""
    reference = request.POST.get("reference", "").replace("\0", "").strip().upper()[:40]
    try:
        case = access.get_case(by, reference)
    except NotFound:
        raise Refused(_("There is no complaint with this number that you can see.")) from None
    visit_on_file.put_on(ticket, case, by=by)
    said = {"number": ticket.label, "reference": case.reference}
    messages.success(request, _("%(number)s is about %(reference)s.") % said)


def _apart(request: HttpRequest, ticket: Ticket, by: Staff) -> None:
    """The complaint was recorded under the wrong number."""
    seen = access.seen_among(by, [split(ticket.case_key)[1] or 0]) if ticket.case_key else []
    if not seen:
        raise Refused(_("There is no complaint under this number that you can see."))
    visit_on_file.take_off(ticket, seen[0], by=by)
    said = {"number": ticket.label, "reference": seen[0].reference}
    messages.success(request, _("%(reference)s does not belong to %(number)s any more.") % said)
