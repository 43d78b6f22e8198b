"""The agenda of letters (buku agenda surat masuk): what came, what waits to be sorted; registering one."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases import access
from tanggap.casework.letters_in import (
    AGENDA,
    OnPaper,
    add_scans,
    letter_of,
    letters_seen_by,
    offices,
    register_letter,
    scan_of,
)
from tanggap.casework.letters_out import to_post
from tanggap.channels.letter import ocr
from tanggap.channels.models import Letter
from tanggap.core import secrets, time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.core.files import serve
from tanggap.core.keyset import Order, Part, page
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.workspace.acts_fields import take_in_files
from tanggap.workspace.calls import see_other

FIELDS = (
    "form", "office", "received_at", "delivery", "sender", "address", "own_number", "dated_on", "subject", "pages",
    "enclosures",
)  # fmt: skip
NEWEST, OLDEST = Order("newest", "id", descending=True), Order("oldest", "id")
LONGEST_QUERY = 100


@door("staff")
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """GET /desk/letters/?show=&q=&cursor=: what waits to be sorted, the oldest first; or the agenda, the newest first.
    """
    user: Staff = request.user  # type: ignore[assignment]
    show, typed = request.GET.get("show", ""), request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    show = show if show in ("all", *Letter.State.values) else ("all" if typed else Letter.State.REGISTERED.value)
    rows = _found(letters_seen_by(user), typed)
    rows = rows if show == "all" else rows.filter(state=show)

    def part(one: Part) -> Any:
        found = rows.filter(one.beyond).select_related("office", "data_key", "unit").order_by(*one.by)
        return list(found[: one.wanted])

    found = page(part, OLDEST if show == Letter.State.REGISTERED else NEWEST, request.GET.get("cursor", ""))
    context = {
        "rows": lines(found.rows, user), "found": found, "show": show, "q": typed, "mine": offices(user),
        "query": urlencode({"show": show, "q": typed}), "to_post": to_post(user).count(), "reads": ocr.is_installed(),
        "states": [(value, str(label)) for value, label in Letter.State.choices],
    }  # fmt: skip
    return render(request, "workspace/letters_in.html", context)


def lines(found: list[Letter], user: Staff) -> list[dict[str, Any]]:
    """With the complaints that the reader sees; of a confidential one nobody else reads more than number and stamp."""
    numbers = {split(one.case_key)[1] or 0 for one in found if one.case_key}
    seen = {case.key: case for case in access.seen_among(user, numbers)}
    return [
        {"letter": one, "case": seen.get(one.case_key), "shown": one.data_key_id is None or one.case_key in seen}
        for one in found
    ]


def _found(rows: QuerySet[Letter], typed: str) -> QuerySet[Letter]:
    """By agenda number, with or without its year; else by sender, subject or own number of what is not sealed."""
    if not typed:
        return rows
    if agenda := AGENDA.fullmatch(typed):
        year = {"year": int(agenda[2])} if agenda[2] and int(agenda[2]) < 32_767 else {}
        return rows.filter(number=int(agenda[1]), **year)
    words = Q(stored_sender__icontains=typed) | Q(stored_subject__icontains=typed) | Q(stored_own_number=typed)
    return rows.filter(words, data_key=None)


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """/desk/letters/new/: one letter into the agenda; POST registers it."""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method != "POST":
        stamp = time.local(time.now()).strftime("%Y-%m-%dT%H:%M")
        given = {"form": secrets.token(), "received_at": stamp, "delivery": "post", "pages": "1", "enclosures": "0"}
        return _new_page(request, given)
    given = {name: request.POST.get(name, "") for name in FIELDS}
    kept: list[Any] = []
    try:
        kept = take_in_files(request, "scans", None)
        place = next((one for one in offices(user) if one.code == given["office"]), None)
        letter = register_letter(_on_paper(given), kept, office=place, form=given["form"], by=user)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _new_page(request, given, errors=fields or {"scans": problem.sentence}, status=problem.status,
                         kept=[] if "scans" in fields else kept)  # fmt: skip
    messages.success(request, _("Registered as %(agenda)s. Write this number on the letter.") % {
        "agenda": letter.agenda})  # fmt: skip
    return see_other(reverse("letter_in", args=[letter.pk]))


def _new_page(
    request: HttpRequest, given: dict[str, str], *, errors: dict[str, Any] | None = None, status: int = 200,
    kept: list[Any] | None = None,
) -> HttpResponse:  # fmt: skip
    own = offices(request.user)  # type: ignore[arg-type]
    context = {
        "given": {name: given.get(name, "") for name in FIELDS}, "errors": errors or {}, "kept": kept or [],
        "offices": [(one.code, one.name) for one in own], "reads": ocr.is_installed(),
        "deliveries": [{"value": value, "label": str(label)} for value, label in Letter.Delivery.choices],
    }  # fmt: skip
    return render(request, "workspace/letter_new.html", context, status=status)


def _on_paper(given: dict[str, str]) -> OnPaper:
    """What was typed; raises Invalid that names each field."""
    problems: dict[str, Any] = {}
    arrived = moment_of(given["received_at"])
    if arrived is None:
        problems["received_at"] = _("Write date and time as year-month-day hour:minute.")
    day = day_of(given["dated_on"])
    if given["dated_on"] and day is None:
        problems["dated_on"] = _("Write the date as year-month-day.")
    numbers = {}
    for name, least in (("pages", "1"), ("enclosures", "0")):
        typed = given[name].strip() or least
        if typed.isascii() and typed.isdigit() and len(typed) < 6:
            numbers[name] = int(typed)
        else:
            problems[name] = _("Write a whole number, please.")
    if problems or arrived is None:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    return OnPaper(
        received_at=arrived, delivery=given["delivery"], sender=given["sender"], address=plain(given["address"]),
        own_number=given["own_number"], dated_on=day, subject=given["subject"], **numbers,
    )  # fmt: skip


def moment_of(typed: str) -> datetime | None:
    """On the wall clock of the installation; None for nothing, and for what is none."""
    try:
        moment = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        return None
    return moment.replace(tzinfo=time.default_zone()) if moment and moment.tzinfo is None else moment


def day_of(typed: str) -> date | None:
    """None for nothing, and for what is no day."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


def plain(text: str) -> str:
    """Browsers send line ends as CR LF; we keep them as LF."""
    return text.replace("\r\n", "\n")


@door("staff")
@require_POST
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/letters/7/scans/: a scan that was made later."""
    user: Staff = request.user  # type: ignore[assignment]
    letter = letter_of(pk, by=user)
    try:
        add_scans(letter, take_in_files(request, "scans", None), by=user)
    except TanggapError as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("letter_in", args=[letter.pk]))


@door("staff")
@require_safe
def scan(request: HttpRequest, pk: int, public_id: str) -> HttpResponseBase:
    """GET /desk/letters/7/scans/…/: one file, as an attachment that cannot run; pictures without hidden data."""
    letter = letter_of(pk, by=request.user)  # type: ignore[arg-type]
    blocks, headers = serve(scan_of(letter, public_id).file)
    return StreamingHttpResponse(blocks, headers=headers)
