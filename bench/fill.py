"""Fills an installation through the one write path, and says how fast that went.

Run inside it: `python -m bench.fill TOTAL` (until so many cases are on file), `python -m bench.fill --talk N` (a case
with N replies on its timeline; prints its reference).
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta

from bench.load import complaint
from tanggap.cli.command import database, set_up

BATCH = 1000
HANDS = 2
OPEN_OF_A_HUNDRED = 5  # of an installation's complaints so many are still being worked on
DAYS = 400
FRESH_MINUTES = 10  # no promise of theirs is due while we measure: a worker that is behind would be measured too


def fill(total: int) -> dict[str, float]:
    """Complaints of thirteen months, most of them closed; the open ones have arrived within the last day."""
    from tanggap.cases.models import Case
    from tanggap.cli.hands import share

    there, began = Case.objects.count(), time.monotonic()
    hands = min(HANDS, os.cpu_count() or 1)
    written = sum(share(lambda hand: _filled(range(there, total), hand, hands), hands))
    return {"written": written, "seconds": time.monotonic() - began, "on_file": there + written}


def _filled(numbers: range, hand: int, hands: int) -> Iterator[int]:
    """Every so-many-th batch; how many each held."""
    from tanggap.casework.receive import receive_many
    from tanggap.core.face import using_face
    from tanggap.people.actors import COMMAND
    from tanggap.sop.models import imported_edition

    imported, chance = imported_edition(), random.Random(f"{len(numbers)} {hand}")
    for start in range(hand * BATCH, len(numbers), hands * BATCH):
        batch = numbers[start : start + BATCH]
        fresh = len(batch) * OPEN_OF_A_HUNDRED // 100
        with using_face("import"):
            receive_many([_open(n, chance) for n in batch[:fresh]], by=COMMAND)
            receive_many([_closed(n, chance) for n in batch[fresh:]], by=COMMAND, edition=imported)
        yield len(batch)


def _words(number: int, **more):
    from tanggap.casework.arrivals import Words
    from tanggap.people import vault

    said = complaint(number)
    return Words(
        body=said["body"], title=said["subject"], wish=said["desired_outcome"], entered_by="import",
        complainant=vault.contact(**said["complainant"]), channel="bench", external_id=f"fill-{number}", **more,
    )  # fmt: skip


def _open(number: int, chance: random.Random):
    from tanggap.core.time import now

    category = chance.choice(["taste_or_smell", ""])
    return _words(number, received_at=now() - timedelta(minutes=chance.randrange(FRESH_MINUTES)), category=category)


def _closed(number: int, chance: random.Random):
    from tanggap.casework.arrivals import Past
    from tanggap.core.time import now

    received = now() - timedelta(minutes=chance.randrange(3 * 24 * 60, DAYS * 24 * 60))
    replied, closed = received + timedelta(hours=5), received + timedelta(hours=60)
    past = Past(
        state="closed", outcome="upheld", replied_at=replied, closed_at=closed, solution="Galon diganti.",
        answer="Galon Ibu sudah kami ganti; kemasan yang rusak kami tarik.",
    )  # fmt: skip
    return _words(number, received_at=received, category="taste_or_smell", type="product", past=past)


def talk(replies: int) -> str:
    """One open case that has so many replies, and what comes with them in the trail."""
    from bench.organisation import address
    from tanggap.cases.models import Case
    from tanggap.casework.converse import reply
    from tanggap.casework.receive import receive
    from tanggap.people.actors import VISITOR
    from tanggap.people.models import Staff

    by = Staff.objects.get(email=address("fitri"))
    case_id = receive(_talkative(), by=VISITOR).case_id
    for number in range(replies):
        reply(Case.objects.get(pk=case_id), text=f"Kabar ke-{number}: kami sedang memeriksa kemasannya.", by=by)
    return Case.objects.get(pk=case_id).reference


def _talkative():
    from dataclasses import replace

    return replace(_words(0), entered_by="api", external_id="", channel="")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int, nargs="?", default=0)
    parser.add_argument("--talk", type=int, default=0)
    given = parser.parse_args()
    set_up()
    with database():
        print(json.dumps(fill(given.total) if not given.talk else {"reference": talk(given.talk)}))


if __name__ == "__main__":
    main()
