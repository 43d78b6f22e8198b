"""Pages of a long list by keyset: the next page begins beyond the last row of this one. Never OFFSET, never a count."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import NotFound

PAGE = 50
COUNT_MOST = 1_000
APART = "apart"
BAD_CURSOR = _("This page of the list does not exist any more. Begin again at its first page.")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Order:
    """A column of moments that sorts a list; the primary key breaks ties, rows without a moment come last.

    `apart` is a flag: of the rows without a moment, those that carry it come first.
    """

    name: str
    column: str
    descending: bool = False
    nullable: bool = False
    apart: str = ""

    def by(self, forward: bool = True) -> tuple[str, str]:
        """For order_by. PostgreSQL puts empty values last going up and first going down, which is what we want."""
        sign = "-" if self.descending == forward else ""
        return f"{sign}{self.column}", f"{sign}pk"

    def by_whole(self) -> tuple[str, ...]:
        """The same for the whole list from its beginning."""
        column, pk = self.by()
        return (column, f"-{self.apart}", pk) if self.apart else (column, pk)

    def by_apart(self, forward: bool = True) -> tuple[str, str]:
        """The same for rows without a moment, of which some are set apart."""
        pk = self.by(forward)[1]
        return f"{'-' if forward else ''}{self.apart}", pk


@dataclass(frozen=True)
class Cursor:
    """The edge of a page: beyond the row with this moment (or without one, and set apart) and key, forwards or back."""

    forward: bool
    value: datetime | None
    pk: int
    apart: bool = False

    def __str__(self) -> str:
        moment = self.value.isoformat().replace("+00:00", "Z") if self.value else APART if self.apart else ""
        return f"{'n' if self.forward else 'p'}_{moment}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The cursor of an address; raises NotFound for one that we never wrote."""
        try:
            way, value, pk = text.split("_")
            moment = datetime.fromisoformat(value) if value not in {"", APART} else None
            if way not in {"n", "p"} or (moment and moment.tzinfo is None) or not 0 < int(pk) < 2**63:
                raise ValueError(text)
        except ValueError:
            raise NotFound(BAD_CURSOR, code="bad_cursor") from None
        return cls(way == "n", moment, int(pk), value == APART)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page in their order, and the cursors to go on from; "" where the list ends."""

    rows: list[Row]
    next: str = ""
    previous: str = ""


@dataclass(frozen=True)
class Part:
    """What is to be read for a page: the next `wanted` rows `beyond` its edge. `step` numbers the parts of one page."""

    step: int
    beyond: Q
    by: tuple[str, ...]
    wanted: int

    def of(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """These of the rows."""
        return rows.filter(self.beyond).order_by(*self.by)[: self.wanted]


def page(
    rows: "QuerySet[Any, Row] | Callable[[Part], Iterable[Row]]", order: Order, cursor: str = "", size: int = PAGE
) -> Page[Row]:
    """One page in one query; in two where the dated rows end and the undated begin.

    Instead of the rows it takes what reads a part of them, for those that know a shorter way.
    """
    read = rows if callable(rows) else lambda part: part.of(rows)
    edge = Cursor.read(cursor) if cursor else None
    forward = edge is None or edge.forward
    found: list[Row] = []
    for step, (beyond, by) in enumerate(_beyond(order, edge)):
        if (wanted := size + 1 - len(found)) > 0:
            found += read(Part(step, beyond, by, wanted))
    more, found = len(found) > size, found[:size]
    if not forward:
        found.reverse()
    if not found:
        return Page([])
    ahead, behind = (more, edge is not None) if forward else (True, more)
    return Page(
        found,
        next=str(_edge(found[-1], order, forward=True)) if ahead else "",
        previous=str(_edge(found[0], order, forward=False)) if behind else "",
    )


def _edge(row: Any, order: Order, *, forward: bool) -> Cursor:
    value = getattr(row, order.column)
    return Cursor(forward, value, row.pk, bool(order.apart and value is None and getattr(row, order.apart)))


def _beyond(order: Order, edge: Cursor | None) -> list[tuple[Q, tuple[str, ...]]]:
    """What lies beyond the edge, in the order to read it: dated and undated rows are two ranges of the index."""
    undated = Q(**{f"{order.column}__isnull": True})
    if edge is None:
        return [(Q(), order.by_whole())]
    by = order.by(edge.forward)
    without = (undated, order.by_apart(edge.forward) if order.apart else by)
    up = edge.forward != order.descending
    pk = Q(pk__gt=edge.pk) if up else Q(pk__lt=edge.pk)
    if edge.value is None:
        rest = (undated & _in_part(order, edge, pk), without[1])
        return [rest] if edge.forward else [rest, (~undated, by)]
    # Written as a range and a tie, because only the range can be looked up in the index.
    side, past = ("gte", "gt") if up else ("lte", "lt")
    dated = Q(**{f"{order.column}__{side}": edge.value}) & (Q(**{f"{order.column}__{past}": edge.value}) | pk)
    return [(dated, by), without] if order.nullable and edge.forward else [(dated, by)]


def _in_part(order: Order, edge: Cursor, pk: Q) -> Q:
    """Beyond an edge without a moment: what is left of its part, and the other part where that comes after it."""
    if not order.apart:
        return pk
    left = Q(**{order.apart: edge.apart}) & pk
    return left | Q(**{order.apart: not edge.apart}) if edge.apart == edge.forward else left


def count_within(rows: QuerySet[Any], order: Order, **parts: Q) -> dict[str, int]:
    """How many of the first 1,001 rows each condition holds for, and in all (`total`); one query, however many rows."""
    head = rows.order_by(*order.by_whole()).values("pk")[: COUNT_MOST + 1]
    sums = {name: Count("pk", filter=condition) for name, condition in parts.items()}
    return rows.model._default_manager.filter(pk__in=head).aggregate(total=Count("pk"), **sums)


class Capped(Subquery):
    """How many rows, but at most 1,001, as a value inside another query; pages show the cap as "1.000+"."""

    template = "(SELECT count(*) FROM (%(subquery)s) _capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNT_MOST + 1])
