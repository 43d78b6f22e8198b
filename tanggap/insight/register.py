"""The register (SOP 12, R58): complaint type and applied solution of every closing, for evaluation. Read only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.core.keyset import Order, Part
from tanggap.learning.models import RegisterEntry
from tanggap.sop.models import procedure_of

NEWEST = Order("newest", "closed_at", descending=True)
CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the register is narrowed by; empty means everything. Days count on the installation's wall calendar."""

    since: date | None = None
    until: date | None = None
    units: frozenset[int] = frozenset()
    type: str = ""
    category: str = ""
    outcome: str = ""
    medium: str = ""
    solution_kind: str = ""

    def condition(self) -> Q:
        found = Q()
        if self.since:
            found &= Q(closed_at__gte=_midnight(self.since))
        if self.until:
            found &= Q(closed_at__lt=_midnight(self.until + timedelta(days=1)))
        if self.units:
            found &= Q(unit__in=self.units)
        for name in ("type", "category", "outcome", "medium", "solution_kind"):
            if value := getattr(self, name):
                found &= Q(**{name: value})
        return found


def entries(seen: QuerySet[Case], asked: Asked = Asked()) -> QuerySet[RegisterEntry]:
    """The entries of the cases in `seen` (what the reader may see: access.visible_to) that were asked for."""
    rows = RegisterEntry.objects.filter(asked.condition(), case__in=seen.order_by().values("pk"))
    return rows.select_related("case__data_key", "unit")


class Line(NamedTuple):
    """What the page reads of an entry. Names of units come from the roster; a sealed solution is opened later."""

    pk: int
    reference: str
    closing: int
    type: str
    category: str
    severity: str
    unit_id: int
    outcome: str
    rounds: int
    stored_solution: str
    solution_kind: str
    redress_total: int
    closed_at: datetime
    edition_id: int
    data_key_id: int | None


def page_of(seen: QuerySet[Case], asked: Asked, part: Part) -> "QuerySet[Any, tuple[Any, ...]]":
    """That part of the entries, as what `Line` holds."""
    of_case = {"edition_id", "data_key_id"}
    columns = [f"case__{name}" if name in of_case else name for name in Line._fields]
    return part.of(entries(seen, asked).select_related(None)).values_list(*columns)


@dataclass(frozen=True)
class Column:
    """One column of the export: a stable code, its head, and how a row fills it."""

    code: str
    head: Any
    cell: Callable[[Any], str]


def heads(columns: tuple[Column, ...]) -> list[str]:
    return [str(column.head) for column in columns]


def lines(rows: QuerySet[Any], columns: tuple[Column, ...]) -> Iterator[list[str]]:
    """The cells of each row, read in batches, so that memory stays flat."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield [column.cell(row) for column in columns]


def as_record(row: Any, columns: tuple[Column, ...]) -> dict[str, str]:
    """The same by code, for machines."""
    return {column.code: column.cell(row) for column in columns}


def moment(value: datetime | None) -> str:
    """A moment as a spreadsheet sorts it: 2026-11-20 10:42, on the wall clock of the installation."""
    return f"{time.local(value):%Y-%m-%d %H:%M}" if value else ""


def number(value: int | None) -> str:
    return "" if value is None else str(value)


def kept_and_broken(promises: dict[str, list[int]]) -> str:
    """`first_reply 1/0, progress 2/1`: by kind, how often it was kept and how often broken."""
    return ", ".join(f"{kind} {kept}/{broken}" for kind, (kept, broken) in sorted(promises.items()))


def type_words(case: Case | RegisterEntry | Line, edition_id: int) -> str:
    """The type in the reader's language, by the edition of the case; the code where that edition does not know it."""
    known = procedure_of(edition_id).types.get(case.type) if case.type else None
    return known.label.say(_language()) if known else case.type


def category_words(case: Case | RegisterEntry | Line, edition_id: int) -> str:
    """The category likewise."""
    known = procedure_of(edition_id).categories.get(case.category) if case.category else None
    return known.label.say(_language()) if known else case.category


def solution_words(entry: RegisterEntry | Line, edition_id: int) -> str:
    """The kind of the applied solution likewise; kinds that are retired keep their words."""
    known = procedure_of(edition_id).solution_kinds.get(entry.solution_kind) if entry.solution_kind else None
    return known.label.say(_language()) if known else entry.solution_kind


def _language() -> str:
    return (get_language() or "id")[:2]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=time.default_zone())


def _shown(field: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row, f"get_{field}_display")())


COLUMNS = (
    Column("reference", _("Number"), lambda row: row.reference),
    Column("closing", _("Closing"), lambda row: str(row.closing)),
    Column("received_at", _("Received"), lambda row: moment(row.received_at)),
    Column("closed_at", _("Closed on"), lambda row: moment(row.closed_at)),
    Column("kind", _("Kind"), _shown("kind")),
    Column("medium", _("Channel"), _shown("medium")),
    Column("type", _("Type"), lambda row: type_words(row, row.case.edition_id)),
    Column("category", _("Category"), lambda row: category_words(row, row.case.edition_id)),
    Column("severity", _("Severity"), _shown("severity")),
    Column("unit", _("Department"), lambda row: row.unit.name),
    Column("outcome", _("Outcome"), _shown("outcome")),
    Column("solution", _("Applied solution"), lambda row: row.solution),
    Column("solution_kind", _("Kind of solution"), lambda row: solution_words(row, row.case.edition_id)),
    Column("cause", _("Cause"), lambda row: row.cause),
    Column("lesson", _("Lesson"), lambda row: row.lesson),
    Column("redress_total", _("Compensation (rupiah)"), lambda row: str(row.redress_total)),
    Column("rounds", _("Rounds"), lambda row: str(row.rounds)),
    Column("transfers", _("Handed over"), lambda row: str(row.transfers)),
    Column("legal_risk", _("Legal risk"), lambda row: str(_("yes")) if row.legal_risk else ""),
    Column("solved", _("Solved, says the complainant"), lambda row: row.solved),
    Column("outcome_score", _("Mark"), lambda row: number(row.outcome_score)),
    Column("first_reply_minutes", _("First reply (working minutes)"), lambda row: number(row.first_reply_minutes)),
    Column("first_reply_elapsed", _("First reply (minutes since receipt)"),
           lambda row: number(row.first_reply_elapsed)),
    Column("resolution_minutes", _("Solution (working minutes)"), lambda row: number(row.resolution_minutes)),
    Column("resolution_elapsed", _("Solution (minutes since receipt)"), lambda row: number(row.resolution_elapsed)),
    Column("promises_kept", _("Promises kept"), lambda row: str(row.promises_kept)),
    Column("promises_broken", _("Promises broken"), lambda row: str(row.promises_broken)),
    Column("promises", _("Kept and broken, by promise"), lambda row: kept_and_broken(row.promises)),
    Column("edition", _("SOP"), lambda row: row.edition_label),
)  # fmt: skip
