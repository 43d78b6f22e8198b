"""`make bench`: an installation of its own is filled and measured from outside, row by row."""

import json
from collections.abc import Iterator

from bench import memory, pages, raw
from bench.figures import Row
from bench.importing import import_row
from bench.load import Timed, drive, file_complaint
from bench.pages import Page
from bench.place import Place

CLIENTS = 8
INTAKE, ROUNDS, WARM = 800, 3, 100
INTAKE_BUDGET = "≥ 300/s, p95 ≤ 40 ms, ≥ 10 % of raw"
INBOX_BUDGET = "p50 ≤ 8 ms, p95 ≤ 20 ms, ≥ 200/s, ≤ 12 queries"
CASE_BUDGETS = {20: "p50 ≤ 8 ms, ≤ 20 queries", 200: "p50 ≤ 25 ms, ≤ 20 queries"}


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    """Everything there is to say, as it is found. The installation must be empty."""
    opens = place.found()
    idle = memory.megabytes(place)
    limits = {
        "commits": raw.commits_per_second(place),
        "bulk": raw.bulk_rows_per_second(place),
        "bare": raw.bare_requests_per_second(place),
    }
    yield Row("raw: single-row commits, 8 connections", f"{limits['commits']:,.0f}/s", numbers=limits)
    yield Row("raw: rows of 1 kB by COPY", f"{limits['bulk']:,.0f}/s")
    yield Row("raw: bare Django view with three inserts", f"{limits['bare']:,.0f}/s")
    numbers = Numbers()
    for size in sizes:
        yield fill(place, size)
        yield intake(place, size, limits, numbers)
        yield of_page(f"inbox, {size:,} cases on file", pages.measure(place, "/desk/", opens), INBOX_BUDGET)
        for items, budget in CASE_BUDGETS.items():
            yield case_page(place, opens, items, size, budget)
    yield import_row(place)
    yield of_memory("idle", idle)
    yield of_memory("after all of this", memory.megabytes(place))


class Numbers:
    """Numbers of complaints that were not sent yet."""

    def __init__(self) -> None:
        self.next = 10_000_000

    def take(self, count: int) -> range:
        """So many new ones."""
        self.next += count
        return range(self.next - count, self.next)


def fill(place: Place, size: int) -> Row:
    """Bring it to that size."""
    done = json.loads(place.run("-m", "bench.fill", str(size)))
    with place.database() as own:
        own.execute("VACUUM ANALYZE")  # what autovacuum would do by and by
    rate = done["written"] / max(done["seconds"], 0.001)
    return Row(f"fill through the write path, to {size:,}", f"{rate:,.0f} cases/s", "≥ 3,000 rows/s", {"rate": rate})


def intake(place: Place, size: int, limits: dict[str, float], numbers: Numbers) -> Row:
    """Complaints over HTTP; the median of three rounds."""
    what = f"intake over HTTP at 8 clients, {size:,} on file"
    runs: list[Timed] = []
    for count in (WARM, *[INTAKE] * ROUNDS):
        timed = drive(numbers.take(count), file_complaint, port=place.port, clients=CLIENTS)
        if timed.faults:
            return Row(what, f"absent: {timed.faults[0][:60]}", INTAKE_BUDGET)
        runs.append(timed)
    runs = sorted(runs[1:], key=lambda one: one.rate)
    middle = runs[len(runs) // 2]
    rates = [round(one.rate) for one in runs]
    p50, p95 = middle.percentile(0.5), middle.percentile(0.95)
    share, bare = middle.rate / limits["commits"], middle.rate / limits["bare"]
    found = f"{middle.rate:,.0f}/s ({rates[0]}-{rates[-1]}), p50 {p50:.0f} ms, p95 {p95:.0f} ms, {share:.0%} of raw"
    told = {"rates": rates, "p50_ms": p50, "p95_ms": p95, "of_commits": share, "of_bare_view": bare}
    return Row(what, f"{found}, {bare:.0%} of bare view", INTAKE_BUDGET, told)


def case_page(place: Place, opens: dict[str, str], items: int, size: int, budget: str) -> Row:
    """A case with so many replies on its timeline."""
    what = f"case page, {items} timeline items, {size:,} on file"
    reference = json.loads(place.run("-m", "bench.fill", "--talk", str(items)))["reference"]
    return of_page(what, pages.measure(place, f"/desk/cases/{reference}/", opens), budget)


def of_page(what: str, page: Page, budget: str) -> Row:
    """One page as a row."""
    if page.alone is None or page.together is None:
        return Row(what, f"absent: {page.missing}", budget)
    p50, p95, rate = page.alone.percentile(0.5), page.alone.percentile(0.95), page.together.rate
    numbers = {"p50_ms": p50, "p95_ms": p95, "at_eight": rate, "queries": page.queries, "bytes": page.size}
    found = f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, {rate:,.0f}/s at 8 clients, {page.queries} queries"
    return Row(what, f"{found}, {page.size / 1024:.0f} KB", budget, numbers)


def of_memory(when: str, parts: dict[str, float]) -> Row:
    """Who takes how much."""
    named = ", ".join(f"{name} {size:.0f}" for name, size in parts.items() if name != "together")
    return Row(f"memory, {when}", f"{parts['together']:.0f} MB ({named})", "≤ 350 MB", parts)
