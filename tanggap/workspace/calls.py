"""The call log, and what becomes of a call that is no new complaint: noted, about one on file, to be called back.

Numbers and names go by POST only: they have no place in an address or a log.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tanggap.cases import access
from tanggap.casework.call_log import NEWEST, calls_seen_by, lines, open_callbacks
from tanggap.casework.callbacks import Noted, note_call
from tanggap.casework.telephone import ENDINGS, about_case, call_since, own_call, ring_in
from tanggap.channels.models import Call
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.core.keyset import Part, page
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.ui.deadline import clock_pill
from tanggap.workspace.intake_form import began, typed

WHOSE, MOST_OWED = ("", "mine"), 50
FIELDS = ("number", "name", "direction", "outcome", "note", "wanted_at", "from", "began")


@door("staff")
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """GET /desk/calls/?day=&whose=&direction=&outcome=&cursor=: the calls, the newest first, and those that we owe."""
    user: Staff = request.user  # type: ignore[assignment]
    given = _filters(request)
    rows = _narrowed(calls_seen_by(user), given, user)

    def part(one: Part) -> Any:
        found = rows.filter(one.beyond).select_related("officer", "data_key").order_by(*one.by)
        return list(found[: one.wanted])

    found = page(part, NEWEST, request.GET.get("cursor", ""))
    query = urlencode({name: value for name, value in given.items() if value})
    owed = [
        {"callback": one, "pill": clock_pill(one.due_at, started_at=one.at)} for one in open_callbacks(user)[:MOST_OWED]
    ]
    context = {
        "rows": lines(found.rows, by=user), "found": found, "given": given, "query": query, "owed": owed,
        "options": _options(), "today": time.today().isoformat(),
    }  # fmt: skip
    return render(request, "workspace/calls.html", context)


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """/desk/calls/note/?from=call:3: a call that is no new complaint. POST with `look` brings what the intake has."""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method != "POST":
        call = call_of(request.GET.get("from", ""), user)
        given = {"number": call.number, "name": call.name, "from": call.key} if call else {}
        given = {"direction": Call.Direction.IN, **given, "began": str(int(time.now().timestamp()))}
        return _note_page(request, given)
    given = {name: request.POST.get(name, "") for name in FIELDS}
    if "look" in request.POST:
        intake = typed(request.POST)
        return _note_page(request, given | {"number": intake["phone"], "name": intake["name"], "note": intake["body"]})
    try:
        _keep(given, user)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _note_page(request, given, errors=fields or {"": problem.sentence}, status=problem.status)
    messages.success(request, _("The call is in the log."))
    return see_other(reverse("calls"))


@door("staff")
@require_POST
def about(request: HttpRequest) -> HttpResponse:
    """POST /desk/calls/about/: whoever rings speaks of a complaint on file; the call stands there, and we go there."""
    user: Staff = request.user  # type: ignore[assignment]
    case = access.get_case(user, request.POST.get("about", "").replace("\0", "")[:24])
    given = typed(request.POST)
    kind, _colon, number = given["from"].partition(":")
    if kind == "inbound" and number.isascii() and number.isdigit() and len(number) < 19:
        # It is a message that waits, and goes on that complaint there.
        return see_other(f"{reverse('quarantined', args=[number])}?reference={case.reference}")
    if given["medium"] not in ("", "phone"):
        return see_other(reverse("case", args=[case.reference]))
    call = call_of(given["from"], user)
    if call is None:
        try:
            call = call_since(given["phone"], since=began(given), by=user)
        except Invalid:
            call = call_since(since=began(given), by=user)  # half a number; the complaint knows the whole one
    about_case(case, call, by=user)
    messages.success(request, _("The call stands on this complaint. Record what was said as a contact."))
    return see_other(reverse("case", args=[case.reference]))


@door("staff")
@require_GET
def ring(request: HttpRequest) -> HttpResponse:
    """GET /desk/call?from=0852…: for telephone systems. The address that one sees after that holds no number."""
    user: Staff = request.user  # type: ignore[assignment]
    number = request.GET.get("from", "").replace("\0", "").strip()[:60]
    # What systems send for a number that is withheld.
    known = number if sum(sign.isdigit() for sign in number) > 3 else ""
    try:
        call = ring_in(known, by=user)
    except Invalid:
        call = ring_in("", by=user)
        messages.warning(request, _("The telephone system sent no number that we can read."))
    answer = see_other(f"{reverse('intake')}?{urlencode({'from': call.key})}")
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _keep(given: dict[str, str], user: Staff) -> None:
    direction = given["direction"] if given["direction"] in Call.Direction.values else Call.Direction.IN
    noted = Noted(
        number=given["number"], name=given["name"], direction=direction, outcome=given["outcome"], note=given["note"],
        wanted_at=_moment(given), since=began(given),
    )  # fmt: skip
    note_call(noted, call=call_of(given["from"], user), by=user)


def _moment(given: dict[str, str]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(given["wanted_at"]) if given["wanted_at"] else None
    except ValueError:
        sentence = _("Write date and time as year-month-day hour:minute.")
        raise Invalid(sentence, fields={"wanted_at": sentence}) from None
    return moment.replace(tzinfo=time.default_zone()) if moment and moment.tzinfo is None else moment


def call_of(key: str, user: Staff) -> Call | None:
    kind, _colon, number = key.partition(":")
    if not key:
        return None
    if kind != "call" or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound(_("There is no such call."))
    return own_call(split(key)[1] or 0, by=user)


def _note_page(
    request: HttpRequest, given: dict[str, Any], *, errors: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "given": {name: given.get(name, "") for name in FIELDS}, "errors": errors or {},
        "outcomes": [(one.value, str(one.label)) for one in ENDINGS],
        "directions": [(value, str(label)) for value, label in Call.Direction.choices],
    }  # fmt: skip
    return render(request, "workspace/call_note.html", context, status=status)


def _filters(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "") for name in ("whose", "direction", "outcome", "day")}
    allowed = {"whose": WHOSE, "direction": ("", *Call.Direction.values), "outcome": Call.Outcome.values}
    given = {name: value if name == "day" or value in allowed[name] else "" for name, value in given.items()}
    try:
        given["day"] = datetime.fromisoformat(given["day"]).date().isoformat() if given["day"] else ""
    except ValueError:
        given["day"] = ""
    return given


def _narrowed(rows: QuerySet[Call], given: dict[str, str], user: Staff) -> QuerySet[Call]:
    if given["whose"] == "mine":
        rows = rows.filter(officer=user)
    if given["direction"]:
        rows = rows.filter(direction=given["direction"])
    if given["outcome"]:
        rows = rows.filter(outcome=given["outcome"])
    if given["day"]:
        begins = datetime.fromisoformat(given["day"]).replace(tzinfo=time.default_zone())
        rows = rows.filter(started_at__gte=begins, started_at__lt=begins + time.days(1))
    return rows


def _options() -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        "whose": (("mine", _("Mine")),),
        "direction": tuple((value, str(label)) for value, label in Call.Direction.choices),
        "outcome": tuple((value, str(label)) for value, label in Call.Outcome.choices if value),
    }


def see_other(address: str) -> HttpResponse:
    answer = redirect(address)
    answer.status_code = 303
    return answer
