"""A picture of a case with boxes over what nobody needs to see: drawn with mouse or finger, or written as numbers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.audit import trail
from tanggap.cases.models import Case, Evidence
from tanggap.casework import acting
from tanggap.casework.redact import in_force, latest, redact, require_below, undo_redact
from tanggap.core import files
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, Stale, TanggapError
from tanggap.core.pictures import Box, size_of
from tanggap.people.standing import roster_now
from tanggap.workspace.acts_fields import NOT_A_NUMBER
from tanggap.workspace.acts_form import Done, find_case, leave
from tanggap.workspace.case_files import evidence_of

PARTS = ("x", "y", "width", "height")
MOST_ROWS, MOST_OPENINGS = 60, 10
Row = dict[str, str]


@door("staff")
@require_http_methods(["GET", "POST"])
def case_redact(request: HttpRequest, reference: str, public_id: str) -> HttpResponse:
    """GET: the picture with its boxes. POST `act`: save; look (show what was typed, keep nothing); more (one row)."""
    case = find_case(request, reference, "redact")
    one = evidence_of(case, public_id)
    require_below(request.user, case)  # type: ignore[arg-type]
    if not one.file.is_picture:
        raise Invalid(files.NO_PICTURE, code="no_picture")
    acting.look_at(case, by=request.user)  # type: ignore[arg-type]
    if request.method != "POST":
        now = in_force(one)
        rows = [dict(zip(PARTS, map(str, box), strict=True)) for box in now.boxes] if now else []
        return _page(request, one, rows)
    typed = _typed(request)
    try:
        boxes = _boxes(typed)
        if request.POST.get("act", "save") != "save":
            return _page(request, one, typed, more=request.POST["act"] == "more")
        redact(one, boxes=boxes, by=request.user, seen=_seen(request))  # type: ignore[arg-type]
    except TanggapError as problem:
        acting.note_refusal(problem, "redact", by=request.user, case=case)  # type: ignore[arg-type]
        return _page(request, one, typed, problem=problem)
    said = ngettext("%(num)d part is painted over.", "%(num)d parts are painted over.", len(boxes)) % {
        "num": len(boxes)
    }
    return leave(request, Done(said=said if boxes else _("Nothing is painted over now."), undo=_undo(one)), case)


@door("staff")
@require_POST
def case_redact_undo(request: HttpRequest, reference: str, public_id: str) -> HttpResponse:
    """POST: take the newest painting back."""
    case = find_case(request, reference, "redact")
    one = evidence_of(case, public_id)
    try:
        undo_redact(one, by=request.user, seen=_seen(request))  # type: ignore[arg-type]
    except TanggapError as problem:
        acting.note_refusal(problem, "redact", by=request.user, case=case)  # type: ignore[arg-type]
        require_below(request.user, case)  # type: ignore[arg-type]
        return _page(request, one, [], problem=problem)
    return leave(request, Done(said=_("The painting is taken back.")), case)


def _undo(one: Evidence) -> str:
    return reverse("case_redact_undo", args=[one.case.reference, one.file.public_id])


def _seen(request: HttpRequest) -> int | None:
    """What the page had seen of the history; the toast, which comes straight after, says nothing of it."""
    sent = request.POST.get("seen", "")
    return int(sent[:9]) if sent.isascii() and sent.isdigit() else None


def _typed(request: HttpRequest) -> list[Row]:
    """The rows that are not empty, as they were typed."""
    columns = [request.POST.getlist(part)[:MOST_ROWS] for part in PARTS]
    rows = [dict(zip(PARTS, (one.strip() for one in row), strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if any(row.values())]


def _boxes(rows: list[Row]) -> list[Box]:
    """The same as numbers; raises Invalid at the part that is none."""
    boxes, wrong = [], {}
    for number, row in enumerate(rows, start=1):
        try:
            boxes.append(Box(*(_number(row[part]) for part in PARTS)))
        except ValueError:
            wrong[f"part-{number}"] = NOT_A_NUMBER
    if wrong:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=wrong)
    return boxes


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        raise ValueError(typed)
    return int(typed)


def _page(
    request: HttpRequest, one: Evidence, rows: list[Row], *, more: bool = False, problem: TanggapError | None = None
) -> HttpResponse:
    case, fresh = one.case, files.File.objects.select_related("key").get(pk=one.file_id)
    width, height = size_of(files.open_file(fresh, original=False, whole=True))
    context: dict[str, Any] = {
        "case": case, "name": fresh.shown_name, "width": width, "height": height, "rows": rows,
        "empty": 2 if more else 1, "seen": latest(one), "covered": fresh.is_covered, "undo": _undo(one),
        "picture": reverse("case_file", args=[case.reference, fresh.public_id]) + "?whole",
        "original": reverse("case_file", args=[case.reference, fresh.public_id]) + "?original",
        "errors": getattr(problem, "fields", {}), "general": problem.sentence if problem else "",
        "stale": isinstance(problem, Stale), "history": _history(one), "openings": _openings(case, fresh),
        "drawn": [row for row in rows if all(row[part].isascii() and row[part].isdigit() for part in PARTS)],
    }  # fmt: skip
    return render(request, "workspace/case/redact.html", context, status=problem.status if problem else 200)


def _history(one: Evidence) -> list[dict[str, Any]]:
    rows = one.redactions.select_related("by", "undone_by").order_by("-pk")
    return [{"row": row, "parts": len(row.boxes)} for row in rows]


def _openings(case: Case, file: files.File) -> list[dict[str, Any]]:
    """Who had the picture as it came, the latest first."""
    staff = {person.key: person.full_name for person in roster_now().staff.values()}
    found = [one for one in trail.entries(case) if one.verb == "original_opened"]
    mine = [one for one in found if one.facts.get("file") == file.public_id]
    return [{"name": staff.get(one.actor, ""), "at": one.at} for one in reversed(mine[-MOST_OPENINGS:])]
