"""The register as a table, with filters, and the same rows as CSV and XLSX (SOP 12, R58)."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.audit.trail import record
from tanggap.cases import access
from tanggap.cases.case import Medium
from tanggap.cases.states import Outcome
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.keyset import page
from tanggap.insight import register as book
from tanggap.insight.register import COLUMNS, NEWEST, Asked, heads, lines
from tanggap.insight.sheets import csv_lines, xlsx_file
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.workspace.inbox_filters import category_options, unit_options

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024


@door("staff")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """GET /desk/register/?since=&until=&unit=&type=&category=&outcome=&medium=&cursor="""
    user: Staff = request.user  # type: ignore[assignment]
    options = choices()
    given, asked = read(request, options)
    rows = book.entries(access.visible_to(user), asked)
    found = page(rows, NEWEST, request.GET.get("cursor", ""))
    query = urlencode({name: value for name, value in given.items() if value})
    context = {
        "rows": [_row(entry) for entry in found.rows], "found": found, "given": given, "options": options,
        "query": query, "narrowed": bool(query),
    }  # fmt: skip
    return render(request, "workspace/register.html", context)


@door("staff")
@require_safe
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """GET /desk/register.csv, /desk/register.xlsx: the same rows, streamed. That they were taken is kept."""
    if form not in {"csv", "xlsx"}:
        raise NotFound(_("There is no such file."))
    user: Staff = request.user  # type: ignore[assignment]
    given, asked = read(request, choices())
    rows = book.entries(access.visible_to(user), asked).order_by(*NEWEST.by())
    record("register_exported", user, by=user, form=form, asked={k: v for k, v in given.items() if v})
    name = f"register-{time.today():%Y-%m-%d}.{form}"
    sheet = heads(COLUMNS), lines(rows, COLUMNS)
    if form == "csv":
        pieces = _in_pieces(csv_lines(*sheet))
        answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    file: IO[bytes] = xlsx_file(*sheet, _("Register"))
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def read(request: HttpRequest, options: dict[str, list[tuple[str, str]]]) -> tuple[dict[str, str], Asked]:
    """What was asked, as typed and as a condition; what we never offered is left out."""
    given = {name: request.GET.get(name, "") for name in options}
    given = {name: value if value in dict(options[name]) else "" for name, value in given.items()}
    days = {name: _day(request.GET.get(name, "")) for name in ("since", "until")}
    below = {code: ids for code, _name, ids in unit_options(_language())}
    asked = Asked(
        **days, units=below.get(given["unit"], frozenset()), type=given["type"], category=given["category"],
        outcome=given["outcome"], medium=given["medium"],
    )  # fmt: skip
    return {**{name: day.isoformat() if day else "" for name, day in days.items()}, **given}, asked


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the selects of the form offer."""
    procedure, language = current_edition().procedure, _language()
    return {
        "unit": [(code, name) for code, name, _ids in unit_options(language)],
        "type": [(code, one.label.say(language)) for code, one in procedure.types.items()],
        "category": category_options(procedure, language),
        "outcome": [(value, str(label)) for value, label in Outcome.choices],
        "medium": [(value, str(label)) for value, label in Medium.choices],
    }


def _row(entry: Any) -> dict[str, Any]:
    case = entry.case
    return {
        "entry": entry,
        "type": book.type_words(entry, case.edition_id),
        "category": book.category_words(entry, case.edition_id),
        "hidden": case.hidden,
    }


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _in_pieces(rows: Iterator[str]) -> Iterator[bytes]:
    """Lines joined to pieces worth sending."""
    held, size = [], 0
    for row in rows:
        held.append(row)
        size += len(row)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _language() -> str:
    return (get_language() or "id")[:2]
