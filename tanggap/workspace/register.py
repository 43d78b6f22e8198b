"""The register as a table, with filters, and the same rows as CSV and XLSX (SOP 12, R58)."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import IO, NamedTuple
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
from tanggap.core.db.kept import kept
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.core.keys import DataKey, unseal
from tanggap.core.keyset import Part, page
from tanggap.insight.register import (
    COLUMNS,
    NEWEST,
    Asked,
    Line,
    category_words,
    entries,
    heads,
    lines,
    page_of,
    solution_words,
    type_words,
)
from tanggap.insight.sheets import csv_lines, xlsx_file
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.sop.models import procedure_in_force, procedure_of
from tanggap.sop.procedure import Procedure
from tanggap.ui.formatting import iso, short_date
from tanggap.workspace.inbox_filters import Options, Units, category_options, unit_options
from tanggap.workspace.inbox_rows import address

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024


@door("staff")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """GET /desk/register/?since=&until=&unit=&type=&category=&solution_kind=&outcome=&medium=&cursor="""
    user: Staff = request.user  # type: ignore[assignment]
    options = choices()
    given, asked = read(request, options)
    cursor = request.GET.get("cursor", "")
    key = ("register", standing_of(user).known_by(), asked, cursor)
    found = page(lambda part: _lines(user, asked, part, key), NEWEST, cursor)
    query = urlencode({name: value for name, value in given.items() if value})
    context = {
        "rows": as_rows(found.rows, dict(options["outcome"])), "found": found, "given": given, "options": options,
        "now": time.now(), "query": query, "narrowed": bool(query),
    }  # fmt: skip
    return render(request, "workspace/register.html", context)


def _lines(user: Staff, asked: Asked, part: Part, key: Hashable) -> Iterator[Line]:
    """That part of the register; its question is made once (core/db/kept.py)."""
    return map(Line._make, kept((key, part.step, part.wanted), lambda: page_of(access.visible_to(user), asked, part)))


@door("staff")
@require_safe
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """GET /desk/register.csv, /desk/register.xlsx: the same rows, streamed. That they were taken is kept."""
    if form not in {"csv", "xlsx"}:
        raise NotFound(_("There is no such file."))
    user: Staff = request.user  # type: ignore[assignment]
    given, asked = read(request, choices())
    rows = entries(access.visible_to(user), asked).order_by(*NEWEST.by())
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


def read(request: HttpRequest, options: Mapping[str, Options]) -> tuple[dict[str, str], Asked]:
    """What was asked, as typed and as a condition; what we never offered is left out."""
    given = {name: request.GET.get(name, "") for name in options}
    given = {name: value if value in dict(options[name]) else "" for name, value in given.items()}
    days = {name: _day(request.GET.get(name, "")) for name in ("since", "until")}
    below = {code: ids for code, _name, ids in unit_options(_language())}
    asked = Asked(
        **days, units=below.get(given["unit"], frozenset()), type=given["type"], category=given["category"],
        outcome=given["outcome"], medium=given["medium"], solution_kind=given["solution_kind"],
    )  # fmt: skip
    return {**{name: day.isoformat() if day else "" for name, day in days.items()}, **given}, asked


def choices() -> dict[str, Options]:
    """What the selects of the form offer."""
    edition, _procedure = procedure_in_force()
    language = _language()
    return _choices(edition, language, unit_options(language))


@lru_cache(maxsize=64)
def _choices(edition: int, language: str, units: Units) -> dict[str, Options]:
    procedure = procedure_of(edition)
    return {
        "unit": tuple((code, name) for code, name, _ids in units),
        "type": tuple((code, one.label.say(language)) for code, one in procedure.types.items()),
        "category": tuple(category_options(procedure, language)),
        "solution_kind": _kinds(procedure, language),
        "outcome": tuple((value, str(label)) for value, label in Outcome.choices),
        "medium": tuple((value, str(label)) for value, label in Medium.choices),
    }


def _kinds(procedure: Procedure, language: str) -> Options:
    """Every kind of solution, those that are no choice any more last and marked."""
    kinds = sorted(procedure.solution_kinds.values(), key=lambda kind: kind.retired)
    gone = _("%(kind)s (retired)")
    return tuple(
        (kind.code, gone % {"kind": kind.label.say(language)} if kind.retired else kind.label.say(language))
        for kind in kinds
    )


class Row(NamedTuple):
    """One entry in words, for the macro `entry` of the page."""

    href: str
    reference: str
    closing: int
    type: str
    category: str
    severity: str
    unit: str
    outcome: str
    rounds: int
    solution: str
    solution_kind: str
    redress: int
    closed_at: str
    closed_on: str


def as_rows(lines: list[Line], outcomes: dict[str, str]) -> list[Row]:
    """Each of them as it is shown."""
    units = roster_now().units
    sealed = {line.data_key_id for line in lines} - {None}
    keys = DataKey.objects.in_bulk(sealed) if sealed else {}
    return [
        Row(
            href=address(line.reference), reference=line.reference, closing=line.closing,
            type=type_words(line, line.edition_id), category=category_words(line, line.edition_id),
            severity=line.severity, unit=units[line.unit_id].name, rounds=line.rounds,
            outcome=outcomes.get(line.outcome, line.outcome),
            solution=str(unseal(line.stored_solution, keys.get(line.data_key_id or 0))), redress=line.redress_total,
            solution_kind=solution_words(line, line.edition_id), closed_at=iso(line.closed_at),
            closed_on=short_date(line.closed_at),
        )
        for line in lines
    ]  # fmt: skip


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
