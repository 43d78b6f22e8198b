"""What complaints cost (R69): what was given, what carrying it out cost, and how long it took; by category, by cause.

Read from the register, so from closed complaints, as they stood when they were closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, QuerySet, Sum
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.learning.models import RegisterEntry
from tanggap.sop.procedure import Procedure

# More causes than that are not read by anybody; the dearest come first.
MOST_CAUSES = 100


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One line: how many complaints, and what they cost in rupiah. `minutes` is working time until resolved."""

    words: str
    code: str
    times: int
    given: int
    carried_out: int
    minutes: int | None

    @property
    def total(self) -> int:
        return self.given + self.carried_out


def by_category(seen: QuerySet[Case], year: int, procedure: Procedure, language: str) -> list[Cost]:
    """By type and category, the dearest first."""
    rows = _summed(_of_year(seen, year).values("type", "category"))
    return _dearest(
        _cost(_category_words(row["type"], row["category"], procedure, language), row["category"], row) for row in rows
    )


def by_cause(seen: QuerySet[Case], year: int) -> list[Cost]:
    """By the cause as it was written down; causes of hidden complaints are sealed and counted together."""
    entries = _of_year(seen, year)
    open_ones = _summed(entries.filter(case__data_key__isnull=True).values("stored_cause"))
    merged: dict[str, dict[str, Any]] = {}
    for row in open_ones:
        words = " ".join(row["stored_cause"].split())
        _add(merged, words.casefold(), words or _("No cause written down"), row)
    hidden = entries.filter(case__data_key__isnull=False)
    for row in _summed(hidden.values("source")):
        _add(merged, "\0", _("Confidential"), row)
    return _dearest(_cost(one["words"], "", one) for one in merged.values())[:MOST_CAUSES]


def years(seen: QuerySet[Case]) -> list[int]:
    """The years in which complaints were closed, the newest first; this year is always among them."""
    moments = RegisterEntry.objects.filter(case__in=seen.values("pk")).order_by("closed_at")
    first = moments.values_list("closed_at", flat=True).first()
    this = time.today().year
    return list(range(this, (time.local(first).year if first else this) - 1, -1))


def _of_year(seen: QuerySet[Case], year: int) -> "QuerySet[RegisterEntry]":
    zone = time.default_zone()
    since, until = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    found = RegisterEntry.objects.filter(case__in=seen.order_by().values("pk"))
    return found.filter(closed_at__gte=since, closed_at__lt=until).order_by()


def _summed(groups: Any) -> Any:
    return groups.annotate(
        times=Count("pk"), given=Sum("redress_total"), carried_out=Sum("cost_total"),
        minutes=Avg("resolution_minutes"),
    )  # fmt: skip


def _add(merged: dict[str, dict[str, Any]], key: str, words: str, row: dict[str, Any]) -> None:
    known = merged.setdefault(
        key, {"words": words, "times": 0, "given": 0, "carried_out": 0, "minutes": None, "timed": 0}
    )
    if row["minutes"] is not None:
        so_far = (known["minutes"] or 0) * known["timed"] + row["minutes"] * row["times"]
        known["timed"] += row["times"]
        known["minutes"] = so_far / known["timed"]
    for name in ("times", "given", "carried_out"):
        known[name] += row[name]


def _cost(words: str, code: str, row: dict[str, Any]) -> Cost:
    minutes = round(row["minutes"]) if row["minutes"] is not None else None
    return Cost(words=words, code=code, times=row["times"], given=row["given"], carried_out=row["carried_out"],
                minutes=minutes)  # fmt: skip


def _dearest(costs: Iterable[Cost]) -> list[Cost]:
    return sorted(costs, key=lambda one: (-one.total, -one.times, one.words))


def _category_words(type_code: str, code: str, procedure: Procedure, language: str) -> str:
    kind, category = procedure.types.get(type_code), procedure.categories.get(code)
    if category is not None:
        return category.label.say(language)
    return (kind.label.say(language) if kind else type_code) or _("Not classified")
