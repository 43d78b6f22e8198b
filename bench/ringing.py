"""Promises that all fall due in the same minute, rung by two workers.

Run inside an installation: `python -m bench.ringing --due COUNT` makes so many clocks due and prints how many there
are; `--left` prints how many still wait, and how many rings were written down.
"""

import argparse
import json
import subprocess
import time

from bench.figures import Row
from bench.place import ROOT, TANGGAP, Place
from tanggap.cli.command import database, set_up

COUNT, WORKERS = 1_000, 2
BUDGET = "100,000 in ≤ 60 s (1,667/s), each once"


def ringing_row(place: Place, size: int) -> Row:
    """So many promises of open complaints are overdue at once; two workers ring until none is left."""
    what = f"promises due in one minute, {WORKERS} workers, {size:,} on file"
    before = json.loads(place.run("-m", "bench.ringing", "--left"))
    due = json.loads(place.run("-m", "bench.ringing", "--due", str(COUNT)))["due"]
    began = time.monotonic()
    running = [
        subprocess.Popen([*TANGGAP, "work", "--once"], env=place.environment(), cwd=ROOT, stdout=subprocess.DEVNULL)
        for _worker in range(WORKERS)
    ]
    codes = [one.wait() for one in running]
    seconds = time.monotonic() - began
    left = json.loads(place.run("-m", "bench.ringing", "--left"))
    if any(codes) or left["left"]:
        return Row(what, f"absent: {left['left']} of {due} still wait", BUDGET)
    rung = left["broken"] - before["broken"]
    rate = rung / seconds
    said = f"{rate:,.0f}/s ({rung:,} in {seconds:.1f} s, starting the workers included), {left['twice']} twice"
    return Row(what, said, BUDGET, {"rate": rate, "due": due, **left}, {"rate": [rate]})


def make_due(count: int) -> int:
    """Let running promises of open complaints be overdue by a second; nothing else of them changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clocks_clock SET started_at = started_at - interval '30 days', "
            "due_at = now() - interval '1 second', ring_at = now() - interval '1 second' "
            "WHERE id IN (SELECT id FROM clocks_clock WHERE state = 'running' AND case_id IS NOT NULL "
            "AND ring_at > now() ORDER BY id LIMIT %s)",
            [count],
        )
        return cursor.rowcount


def left() -> dict[str, int]:
    """How many still wait, and how many promises were written down as broken more than once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clocks_clock WHERE state = 'running' AND ring_at < now()")
        waiting = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM audit_entry WHERE verb = 'promise_broken' "
            "GROUP BY subject, facts->>'promise', facts->>'due' HAVING count(*) > 1) AS twice"
        )
        twice = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM audit_entry WHERE verb = 'promise_broken'")
        return {"left": waiting, "twice": twice, "broken": cursor.fetchone()[0]}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--due", type=int, default=0)
    parser.add_argument("--left", action="store_true")
    given = parser.parse_args()
    set_up()
    with database():
        print(json.dumps(left() if given.left else {"due": make_due(given.due)}))


if __name__ == "__main__":
    main()
