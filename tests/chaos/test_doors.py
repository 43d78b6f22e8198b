"""Two at the front desk record calls, letters and visitors, and their web process dies in the middle of it, again and
again: what was answered is there once, and nothing is half-written. Short with every change; `make chaos` in full.
"""

import os
import random
import time
from collections import Counter as Count
from pathlib import Path

import pytest

from bench.place import wait_until
from tanggap.audit import verification
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Evidence
from tanggap.casework import queue_places
from tanggap.channels.models import Call, Counter, Inbound, Letter, Scan, Ticket, TicketCall
from tanggap.clocks.models import Clock
from tanggap.core import files
from tests import sagara as world
from tests.chaos.at_desk import NOTES
from tests.chaos.nursery import Nursery, kill, nursery

FULL = bool(os.environ.get("TANGGAP_TEST_CHAOS"))
KILLS = 300 if FULL else 12
LONGEST = 0.6 if FULL else 0.4  # seconds that somebody sits there before the next kill
SEED = 20_263
PATIENCE_SECONDS = 90
PEOPLE = {"fitri": ("Fitri Handayani", "frontdesk", "frontdesk"), "farah": ("Farah Lestari", "frontdesk", "frontdesk")}
pytestmark = pytest.mark.slow


class Run:
    """Two desks, what was noted there, and who sits there now."""

    def __init__(self, notes: Path, desks: Nursery) -> None:
        self.notes, self.desks, self.random = notes, desks, random.Random(SEED)
        self.there: dict[str, int] = {}
        self.killed = 0

    def lines(self) -> list[tuple[str, int, str]]:
        """(who, which complaint of theirs, what it is recorded from or that it is filed), as far as was answered."""
        found = [line.split() for line in self.notes.read_text().splitlines()] if self.notes.exists() else []
        return [(who, int(number), what) for who, number, what in found]

    def sit_down(self, who: str) -> None:
        """Go on after the last that was filed."""
        mine = [(number, what) for name, number, what in self.lines() if name == who]
        number = 1 + max((number for number, what in mine if what == "filed"), default=-1)
        source = next((what for of, what in mine if of == number and what != "filed"), "")
        self.there[who] = self.desks.fork(who, str(number), *([source] if source else []))

    def strike(self) -> None:
        """Somewhere in the middle of whatever is going on."""
        before = len(self.lines())
        assert wait_until(lambda: len(self.lines()) > before, PATIENCE_SECONDS), "nobody records any more"
        time.sleep(self.random.uniform(0, LONGEST))
        who = self.random.choice(sorted(self.there))
        self.killed += kill(self.there[who])
        self.sit_down(who)

    def stop(self) -> None:
        for pid in self.there.values():
            kill(pid)


@pytest.mark.django_db(transaction=True)
def test_what_the_front_desk_records_is_there_once_and_whole_whatever_dies(tmp_path: Path) -> None:
    sagara = world.build(posts=world.POSTS | PEOPLE)
    [branch] = queue_places.branches()
    queue_places.counters(branch)
    for number, name in enumerate(PEOPLE, start=1):
        seat, _made = Counter.objects.get_or_create(branch=branch, kind="counter", number=str(number))
        queue_places.sit_down(seat, by=getattr(sagara, name))
    notes = tmp_path / "notes"
    with nursery("tests.chaos.at_desk", **{NOTES: str(notes)}) as desks:
        run = Run(notes, desks)
        for name in PEOPLE:
            run.sit_down(name)
        for _kill in range(KILLS):
            run.strike()
        told = len(run.lines())
        assert wait_until(lambda: len(run.lines()) > told + 4, PATIENCE_SECONDS)
        run.stop()
    lines = run.lines()
    filed = [(who, number) for who, number, what in lines if what == "filed"]
    sources = {(who, number): what for who, number, what in lines if what != "filed"}
    halves = [*half_calls(), *half_letters(), *half_visits()]
    print(
        f"\nkilled {run.killed}; {len(filed)} complaints answered, {Case.objects.count()} on file; "
        f"{Call.objects.count()} calls, {Letter.objects.count()} letters, {Ticket.objects.count()} numbers; "
        f"{len(halves)} half-written, seed {SEED}"
    )
    assert run.killed == KILLS and len(filed) > KILLS // 2, "the run did too little to prove anything"
    assert halves == []
    became = {row.key: row.case_key for model in (Call, Letter, Ticket) for row in model.objects.all()}
    assert all(became.get(source) is not None for source in sources.values()), "what was answered is there"
    cases = [became[sources[one]] for one in filed]
    assert all(cases) and len(set(cases)) == len(cases), "each answered complaint is on file, and none stands for two"
    # Of each desk one may be on file that was not answered any more.
    assert len(cases) <= Case.objects.count() <= len(cases) + len(PEOPLE)
    assert [*verification.verify(), *files.verify()] == []


def on_file() -> set[str]:
    return {case.key for case in Case.objects.all()}


def half_calls() -> list[str]:
    """A call knows its case exactly when a complaint was recorded from it, and no two calls became the same one."""
    known, rows = on_file(), list(Call.objects.all())
    wrong = [f"{row.key}: {row.outcome} {row.case_key}" for row in rows
             if (row.outcome == "recorded") != (row.case_key in known)]  # fmt: skip
    return wrong + twice(row.case_key for row in rows)


def half_letters() -> list[str]:
    """Each has its number in the agenda without a gap, its scan with the bytes, its clock, its entry; and on file the
    scan is evidence."""
    rows = list(Letter.objects.order_by("number"))
    wrong = [] if [row.number for row in rows] == list(range(1, len(rows) + 1)) else ["a gap in the agenda"]
    scans = Count(Scan.objects.values_list("letter", flat=True))
    raws = Count(Inbound.objects.filter(channel__startswith="letter:").values_list("case_key", flat=True))
    clocks = Count(Clock.objects.filter(kind="letter_sorting").values_list("subject", flat=True))
    entries = Count(Entry.objects.filter(verb="letter_registered").values_list("subject", flat=True))
    evidence = Count(Evidence.objects.values_list("case", flat=True))
    for row in rows:
        parts = (scans[row.pk], raws[row.key] + raws[row.case_key], clocks[row.key], entries[row.key])
        if parts != (1, 1, 1, 1):
            wrong.append(f"{row.key}: {parts}")
        if (row.state == "on_file") != bool(row.case_key) or (
            row.case_key and evidence[int(row.case_key.partition(":")[2])] != 1
        ):
            wrong.append(f"{row.key}: {row.state} {row.case_key}")
    return wrong + twice(row.case_key for row in rows)


def half_visits() -> list[str]:
    """Numbers without a gap; whoever was called was called once and to one counter; what was recorded has its case."""
    known, rows = on_file(), list(Ticket.objects.order_by("number"))
    wrong = [] if [row.number for row in rows] == list(range(1, len(rows) + 1)) else ["a gap in the numbers"]
    calls = Count(TicketCall.objects.values_list("ticket", flat=True))
    wrong += [f"{row.label}: {row.state}, called {calls[row.pk]} times" for row in rows
              if not calls[row.pk] == (row.state != "waiting") == (row.counter_id is not None)]  # fmt: skip
    wrong += [f"{row.label}: {row.outcome} {row.case_key}" for row in rows
              if (row.outcome == "recorded") != (row.case_key in known)]  # fmt: skip
    here = Count(row.counter_id for row in rows if row.state in ("called", "serving"))
    return wrong + twice(row.case_key for row in rows) + [f"counter {one}: {n}" for one, n in here.items() if n > 1]


def twice(keys: object) -> list[str]:
    return [f"{key} {count} times" for key, count in Count(keys).items() if key and count > 1]  # type: ignore[call-overload]
