"""Promises that all fall due in the same minute, rung by two workers, one of which is killed half-way and replaced.

`python -m bench.ringing --clocks 100000` makes an installation of its own, fills it with complaints that have promises
(two each) and prints rate, processor time a ring, and how many rang twice or never. Run inside an installation,
`--open COUNT` files so many complaints, `--due COUNT` makes so many clocks due and prints how many there are, `--left`
prints how many still wait, and what was written down of those that rang.
"""

import argparse
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from bench.figures import Row
from bench.place import ROOT, TANGGAP, Place, temporary_place
from tanggap.cli.command import database, set_up

COUNT, WORKERS = 2_000, 2
BUDGET = "100,000 in ≤ 60 s (1,667/s), each once"
PROMISES_EACH = 2  # the first reply and the solution
LONGEST_SECONDS, LOOK_SECONDS = 1_800, 0.25
TICK = os.sysconf("SC_CLK_TCK")


def ringing_row(place: Place, size: int) -> Row:
    """So many promises of open complaints are overdue at once; two workers ring until none is left."""
    # The worker of the place would have rung them before they are counted.
    own = place.processes()["worker"]
    for pid in own:
        os.kill(pid, signal.SIGSTOP)
    try:
        return rung_row(place, COUNT, f"promises due in one minute, {WORKERS} workers, {size:,} on file")
    finally:
        for pid in own:
            os.kill(pid, signal.SIGCONT)


def rung_row(place: Place, count: int, what: str) -> Row:
    """The same for any number, with one of the workers killed when half of them have rung."""
    before = json.loads(place.run("-m", "bench.ringing", "--left"))
    due = json.loads(place.run("-m", "bench.ringing", "--due", str(count)))["due"]
    used = processor_seconds(place.processes()["database"])
    began = time.monotonic()
    working = [_worker(place) for _worker_number in range(WORKERS)]
    try:
        with place.database() as looking:
            _wait(looking, due // 2)
            os.kill(working[0].pid, signal.SIGKILL)
            working.append(_worker(place))
            _wait(looking, 0)
        seconds = time.monotonic() - began
        database_used = processor_seconds(place.processes()["database"]) - used
    finally:
        python = sum([_end(worker) for worker in working])
    after = json.loads(place.run("-m", "bench.ringing", "--left"))
    return _row(what, due, seconds, python, database_used, before, after)


def _row(
    what: str, due: int, seconds: float, python: float, database_used: float, before: dict[str, int],
    after: dict[str, int],
) -> Row:  # fmt: skip
    rung, twice = after["broken"] - before["broken"], after["twice"] - before["twice"]
    each = {"worker_ms": python * 1000 / due, "database_ms": database_used * 1000 / due} if due else {}
    told = {name: after[name] - before[name] for name in ("notices", "letters")}
    rate, missed = rung / seconds, due - rung + after["left"]
    said = (
        f"{rate:,.0f}/s ({rung:,} in {seconds:.1f} s, one worker killed half-way), {twice} twice, {missed} missed; "
        f"processor {each.get('worker_ms', 0):.2f} + {each.get('database_ms', 0):.2f} ms each, "
        f"{told['notices']:,} notices, {told['letters']:,} letters"
    )
    return Row(what, said, BUDGET, {"rate": rate, "due": due, **after, **each, "missed": missed}, {"rate": [rate]})


def _worker(place: Place) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*TANGGAP, "work"], env=place.environment(), cwd=ROOT, stdout=subprocess.DEVNULL)


def _end(worker: "subprocess.Popen[bytes]") -> float:
    """It stops after its sweep; how much of a processor it took in its life."""
    os.kill(worker.pid, signal.SIGTERM)  # not worker.terminate(), which would fetch the one that was killed
    _pid, _status, used = os.wait4(worker.pid, 0)
    worker.returncode = 0
    return used.ru_utime + used.ru_stime


def _wait(connection, most: int) -> None:
    """Until no more than so many still wait; looking takes the database a while, so not too often."""
    end = time.monotonic() + LONGEST_SECONDS
    while connection.execute(WAITING).fetchone()[0] > most and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)


WAITING = "SELECT count(*) FROM clocks_clock WHERE state = 'running' AND ring_at < now()"


def processor_seconds(pids: list[int]) -> float:
    """What these processes and their children that have ended took of a processor, so far."""
    return sum(map(_of_process, pids))


def _of_process(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / TICK


def file_open(count: int) -> int:
    """So many complaints that have just arrived, with their promises; nobody left an address, so no letter waits."""
    from bench.load import complaint
    from tanggap.casework.arrivals import Words
    from tanggap.casework.receive import receive_many
    from tanggap.core.face import using_face
    from tanggap.people import vault
    from tanggap.people.actors import VISITOR

    with using_face("api"):
        for start in range(0, count, 1000):
            receive_many(
                [
                    Words(body=said["body"], title=said["subject"], entered_by="api",
                          complainant=vault.contact(name=said["complainant"]["name"]))
                    for said in map(complaint, range(start, min(start + 1000, count)))
                ],
                by=VISITOR,
            )  # fmt: skip
    _hand_on()
    return count


def _hand_on() -> None:
    """As if they had been forwarded and taken on: three people are told when a promise is broken."""
    from bench.organisation import address
    from tanggap.cases.models import Case
    from tanggap.people.models import Staff, Unit

    people = {name: Staff.objects.get(email=address(name)) for name in ("fitri", "bob")}
    Case.objects.exclude(state="closed").update(
        owner=people["fitri"], handler=people["bob"], unit=Unit.objects.get(code="quality")
    )


def make_due(count: int) -> int:
    """Let running promises of open complaints be overdue by a second; nothing else of them changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clocks_clock SET started_at = started_at - interval '30 days', "
            "due_at = now() - interval '1 second', ring_at = now() - interval '1 second' "
            "WHERE id IN (SELECT id FROM clocks_clock WHERE state = 'running' AND case_id IS NOT NULL "
            "AND ring_at > now() AND broken_at IS NULL AND kind IN ('first_reply', 'resolution') ORDER BY id LIMIT %s)",
            [count],
        )
        due = cursor.rowcount
        cursor.execute("VACUUM ANALYZE clocks_clock, cases_case")
        return due


def left() -> dict[str, int]:
    """How many still wait, and what was written down of those that rang; `twice` is what stands there once too often.

    What a clock says at one ring is told to nobody twice: the same notice or letter for one person, case and promise.
    """
    from django.db import connection

    numbers = {}
    with connection.cursor() as cursor:
        for name, question in LEFT.items():
            cursor.execute(question)
            numbers[name] = cursor.fetchone()[0]
    return {**numbers, "twice": numbers["twice"] + numbers["notices_twice"] + numbers["letters_twice"]}


LEFT = {
    "left": WAITING,
    "broken": "SELECT count(*) FROM audit_entry WHERE verb = 'promise_broken'",
    "notices": "SELECT count(*) FROM cases_notice WHERE kind = 'broken'",
    "letters": "SELECT count(*) FROM channels_outbound",
    "twice": "SELECT count(*) FROM (SELECT 1 FROM audit_entry WHERE verb = 'promise_broken' "
    "GROUP BY subject, facts->>'promise', facts->>'due' HAVING count(*) > 1) AS twice",
    # The notices of one person about one case are as many as its broken promises, at most.
    "notices_twice": "WITH told AS (SELECT 'case:' || case_id AS subject, count(*) AS times FROM cases_notice "
    "WHERE kind = 'broken' GROUP BY case_id, staff_id), broke AS (SELECT subject, count(*) AS times FROM audit_entry "
    "WHERE verb = 'promise_broken' GROUP BY subject) "
    "SELECT count(*) FROM told LEFT JOIN broke USING (subject) WHERE told.times > coalesce(broke.times, 0)",
    "letters_twice": "SELECT count(*) FROM (SELECT 1 FROM channels_outbound WHERE case_key <> '' "
    "GROUP BY case_key, to_address, md5(body_text) HAVING count(*) > 1) AS twice",
}


def measure(clocks: int) -> Row:
    """In an installation of its own, in which nothing else goes on."""
    with temporary_place("--no-worker") as place:
        place.found()
        place.run("-m", "bench.ringing", "--open", str(-(-clocks // PROMISES_EACH)))
        return rung_row(place, clocks, f"{clocks:,} promises due in one minute, {WORKERS} workers")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clocks", type=int, default=0)
    parser.add_argument("--open", type=int, default=0)
    parser.add_argument("--due", type=int, default=0)
    parser.add_argument("--left", action="store_true")
    given = parser.parse_args()
    if given.clocks:
        row = measure(given.clocks)
        print(f"{row.what}: {row.found}\nbudget: {row.budget}")
        return
    set_up()
    with database():
        if given.left:
            print(json.dumps(left()))
        else:
            print(json.dumps({"open": file_open(given.open)} if given.open else {"due": make_due(given.due)}))


if __name__ == "__main__":
    main()
