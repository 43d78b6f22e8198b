"""`make bench`: an installation of its own is filled and measured from outside, row by row."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench import coaching, memory, pages, raw, temperature
from bench.at_once import AT_ONCE, at_once_row
from bench.figures import Row
from bench.importing import import_row
from bench.load import Timed, drive, file_complaint
from bench.mailing import aside_row, mail_row
from bench.pages import measure, measure_as, of_rounds
from bench.place import Place
from bench.ringing import ringing_row
from bench.searching import search_rows
from bench.sizes import sizes_rows

CLIENTS = 8
INTAKE, ROUNDS, WARM = 800, 3, 100
RAW_ROUNDS = 3
INTAKE_BUDGET = "≥ 300/s, p95 ≤ 40 ms, ≥ 10 % of raw"
INBOX_BUDGET = "p50 ≤ 8 ms, p95 ≤ 20 ms, ≥ 200/s, ≤ 12 queries"
SIMILAR_BUDGET = "p95 ≤ 50 ms"
CASE_BUDGETS = {20: "p50 ≤ 8 ms, ≤ 20 queries", 200: "p50 ≤ 25 ms, ≤ 20 queries"}


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    """Everything there is to say, as it is found. The installation must be empty."""
    bench = Bench(place, place.found())
    idle = memory.megabytes(place)
    yield from bench.raw_rows()
    for size in sizes:
        yield from bench.at(size)
    yield at_once_row(place, bench.take(AT_ONCE))
    yield import_row(place)
    yield from sizes_rows(place, bench.cookies())
    yield of_memory("idle", idle)
    yield of_memory("after all of this", memory.megabytes(place))
    yield restart_row(place)
    yield from coaching.rows()
    yield from temperature.rows()


@dataclass
class Bench:
    """One installation under measurement: what opens it, the machine's limits, numbers that were not sent yet."""

    place: Place
    opens: dict[str, str]
    limits: dict[str, float] = field(default_factory=dict)
    # Never those of an earlier run in the same folder: its keys would be answered from memory.
    next_number: int = field(default_factory=lambda: int(time.time()) * 10_000)

    def take(self, count: int) -> range:
        """So many new numbers of complaints."""
        self.next_number += count
        return range(self.next_number - count, self.next_number)

    def cookies(self) -> str:
        """Signed in anew: a session may have been ended by what was measured before."""
        return pages.sign_in(self.place, self.opens)

    def raw_rows(self) -> Iterator[Row]:
        """What the machine itself can do."""
        asked = (
            ("commits", "raw: single-row commits, 8 connections", raw.commits_per_second),
            ("bulk", "raw: rows of 1 kB by COPY", raw.bulk_rows_per_second),
            ("bare", "raw: bare Django view with three inserts", raw.bare_requests_per_second),
        )
        for name, what, measured in asked:
            rates = sorted(measured(self.place) for _round in range(RAW_ROUNDS))
            self.limits[name] = middle = rates[len(rates) // 2]
            found = f"{middle:,.0f}/s ({rates[0]:,.0f}-{rates[-1]:,.0f})"
            yield Row(what, found, numbers={"rate": middle}, samples={"rate": rates})

    def at(self, size: int) -> Iterator[Row]:
        """Everything that is asked at one size."""
        place = self.place
        yield fill(place, size)
        yield self.intake(size)
        yield mail_row(place, size)
        cookies = self.cookies()
        yield of_rounds(f"inbox, {size:,} on file", measure(place, "/desk/", self.opens, cookies), INBOX_BUDGET)
        for items, budget in CASE_BUDGETS.items():
            reference = json.loads(place.run("-m", "bench.fill", "--talk", str(items)))["reference"]
            page = measure(place, f"/desk/cases/{reference}/", self.opens, cookies)
            yield of_rounds(f"case page, {items} timeline items, {size:,} on file", page, budget)
        near = measure_as(place, f"/desk/cases/{reference}/beside/", cookies, together=False)
        yield of_rounds(f"similar complaints and others of the same person, {size:,} on file", near, SIMILAR_BUDGET)
        yield from search_rows(place, cookies, size)
        yield of_rounds(f"register, {size:,} on file", measure_as(place, "/desk/register/", cookies), "")
        yield of_rounds(f"first page of the portal, {size:,} on file", measure_as(place, "/", ""), "")
        yield aside_row(place, cookies)
        yield ringing_row(place, size)

    def intake(self, size: int) -> Row:
        """Complaints over HTTP; the median of three rounds."""
        what = f"intake over HTTP at 8 clients, {size:,} on file"
        runs: list[Timed] = []
        for count in (WARM, *[INTAKE] * ROUNDS):
            timed = drive(self.take(count), file_complaint, port=self.place.port, clients=CLIENTS)
            if timed.faults:
                return Row(what, f"absent: {timed.faults[0][:60]}", INTAKE_BUDGET)
            runs.append(timed)
        runs = sorted(runs[1:], key=lambda one: one.rate)
        middle, rates = runs[len(runs) // 2], [one.rate for one in runs]
        p50, p95 = middle.percentile(0.5), middle.percentile(0.95)
        share, bare = middle.rate / self.limits["commits"], middle.rate / self.limits["bare"]
        said = f"{middle.rate:,.0f}/s ({rates[0]:,.0f}-{rates[-1]:,.0f}), p50 {p50:.0f} ms, p95 {p95:.0f} ms"
        numbers = {"rate": middle.rate, "p50_ms": p50, "p95_ms": p95, "of_commits": share, "of_bare_view": bare}
        samples = {"rate": rates, "p95_ms": [one.percentile(0.95) for one in runs]}
        return Row(what, f"{said}, {share:.0%} of raw, {bare:.0%} of bare view", INTAKE_BUDGET, numbers, samples)


def fill(place: Place, size: int) -> Row:
    """Bring it to that size."""
    done = json.loads(place.run("-m", "bench.fill", str(size)))
    with place.database() as own:
        own.execute("VACUUM ANALYZE")  # what autovacuum would do by and by
    rate = done["written"] / max(done["seconds"], 0.001)
    return Row(f"fill through the write path, to {size:,}", f"{rate:,.0f} cases/s", "≥ 3,000 rows/s", {"rate": rate},
               {"rate": [rate]})  # fmt: skip


def restart_row(place: Place) -> Row:
    """From the command to the first answer, on data that are there; and that it stops in good order before."""
    taken = []
    for _round in range(ROUNDS):
        place.stop()
        began = time.monotonic()
        place.start()
        taken.append(time.monotonic() - began)
    middle = sorted(taken)[len(taken) // 2]
    numbers = {"seconds": middle}
    return Row("second start, to the first answer", f"{middle:.1f} s", "≤ 5 s", numbers, {"start_seconds": taken})


def of_memory(when: str, parts: dict[str, float]) -> Row:
    """Who takes how much."""
    named = ", ".join(f"{name} {size:.0f}" for name, size in parts.items() if name != "together")
    found = f"{parts['together']:.0f} MB ({named})"
    return Row(f"memory, {when}", found, "≤ 350 MB", parts, {"together_mb": [parts["together"]]})
