"""SOP 1, 2 and 4: words come in; a file, a number, an acknowledgement.

One write path: a single complaint from the portal and a batch of a thousand from an import run the same code.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.cases.search import search_entry
from tanggap.casework.acknowledge import acknowledgements, notices_of_arrival, promised_dates
from tanggap.casework.arrivals import Arrival, Receipt, Words
from tanggap.casework.called_at_arrival import Call, calls
from tanggap.casework.directory import TABLES, Directory, directory, last_directory
from tanggap.casework.past import past_events, past_rows
from tanggap.casework.prepare import name_people, prepare
from tanggap.casework.promises import note_nearest, opening_promises
from tanggap.channels.idempotency import Claim, Key
from tanggap.clocks import clock
from tanggap.core import references, time
from tanggap.core.db.copying import Rows, write_together
from tanggap.core.db.drawing import Drawn, number
from tanggap.core.errors import TanggapError
from tanggap.core.subject import HasKey
from tanggap.people import vault
from tanggap.people.actors import WORKER
from tanggap.sop.models import Edition

BATCH = 1000
ANY_TIME: AbstractContextManager[None] = nullcontext()


@dataclass(frozen=True)
class Once:
    """A key under which a request counts once: `channel` names its scope too (`api:12`), `body` is its SHA-256."""

    channel: str
    key: str
    body: bytes


@transaction.atomic
def receive(words: Words, *, by: HasKey, once: Once | None = None, reference: str = "") -> Receipt:
    """Take one complaint in and answer with its receipt: number, tracking code, promised dates.

    With `once` the same request again gets the same answer, and another body under the same key is refused (422).
    `reference` is the number that it is to have, where that was drawn before.
    Writes raw words, person, case, party, participants, evidence, promises, trail, letter and notices.
    Raises Invalid for words that cannot be taken.
    """
    filed, claim = _at_once(words, Key.of(once.channel, once.key, once.body) if once else None, reference)
    if claim is not None and claim.answer is not None:
        return Receipt.from_json(claim.answer)
    return _write(filed or _file([words], directory(), reference=reference), by=by, claim=claim)[0]


@transaction.atomic
def receive_many(
    words: Sequence[Words], *, by: HasKey, edition: Edition | None = None, turn: AbstractContextManager[None] = ANY_TIME
) -> list[Receipt]:
    """Take up to 1,000 complaints in, in one transaction: all or none. Answers in the order given.

    `edition` is the one they are pinned to, when it is not the one in force. Their numbers are drawn inside `turn`, so
    that several who carry one file in can keep its order.
    """
    known = directory() if edition is None else replace(directory(), edition=edition)
    return _write(_file(words, known, turn=turn), by=by)


@dataclass(frozen=True)
class Filed:
    """Arrivals that have their numbers; `rows` hold what was numbered."""

    arrivals: list[Arrival]
    directory: Directory
    rows: list[Rows]
    drawn: Drawn


def _at_once(words: Words, key: Key | None, reference: str) -> tuple[Filed | None, Claim | None]:
    """Filed by the directory that we remember, and the key claimed, both with one question, which also tells whether
    the directory still holds. None when it does not, or refuses these words: then it must be asked for first."""
    known, holds = last_directory()
    try:
        first = key.claiming() if key else None
        filed = _file([words], known, reference=reference, tables=TABLES, first=first)
    except (TanggapError, Edition.DoesNotExist):  # what was remembered may be an edition that was never committed
        return None, key.claim() if key else None
    claim = key.claimed(filed.drawn.first) if key else None
    return (filed if holds(filed.drawn.marks) else None), claim


def _file(
    words: Sequence[Words], known: Directory, *, turn: AbstractContextManager[None] = ANY_TIME, reference: str = "",
    **asked: Any,
) -> Filed:  # fmt: skip
    """Keys, raw words, persons, cases and parties; they are numbered here, for everything else points at them.

    The references are drawn in the same query, except that of one who has its own; `asked` is what is to be asked
    along with it.
    """
    arrivals = prepare(words, directory=known)
    keys = [each.data_key for each in arrivals if each.data_key]
    raw = [row for each in arrivals if (row := each.raw()) is not each.words.kept]
    persons = [person for each in arrivals for person, _contact, _key in each.people()]
    cases = [each.case for each in arrivals]
    rows: list[Rows] = [keys, raw, persons, cases, [party for each in arrivals for party in each.parties()]]
    years: dict[int, list[Case]] = {}
    for case in cases:
        if reference:
            case.reference = reference
        else:
            years.setdefault(time.local(case.received_at).year, []).append(case)
    prefix = known.edition.procedure.prefix if arrivals else ""
    sequences = {references.sequence_of(year, prefix): len(group) for year, group in years.items()}
    with turn:
        drawn = number(*rows, sequences=sequences, **asked)
        # Nothing is drawn for a request that was answered before.
        for (year, group), numbers in zip(years.items(), drawn.sequences.values(), strict=False):
            _refer(group, year, numbers, prefix)
    return Filed(arrivals, known, rows, drawn)


def _refer(cases: list[Case], year: int, numbers: list[int | None], prefix: str) -> None:
    """The numbers that are said aloud."""
    if numbers[0] is None:
        named = references.next_references(len(cases), year, prefix)  # the first of that year
    else:
        named = [references.written(year, one, prefix) for one in numbers]
    for case, reference in zip(cases, named, strict=True):
        case.reference = reference


def _write(filed: Filed, *, by: HasKey, claim: Claim | None = None) -> list[Receipt]:
    """Everything is made in hand, under numbers drawn before; then all of it is written together."""
    arrivals = filed.arrivals
    for each in arrivals:
        name_people(each, by=by, directory=filed.directory)
        each.fill_case()
    called = calls(arrivals)
    clocks = clock.forge_many(
        one for each in arrivals for one in opening_promises(each.case, each.procedure, each.calendar)
    )
    note_nearest([each.case for each in arrivals], clocks)
    promised_dates(arrivals, clocks)
    letters = acknowledgements(arrivals)
    receipts = [each.receipt() for each in arrivals]
    known_people = vault.forge_many(entry for each in arrivals for entry in each.people())
    write_together(
        *filed.rows, *known_people, *_accompany(arrivals, by=by, called=called), clocks,
        *_trail(arrivals, by=by, called=called),
        [*letters, *(letter for call in called for letter in call.letters())],
        [*notices_of_arrival(arrivals, by=by), *(one for call in called for one in call.notices())],
        *past_rows(arrivals, by=by),
        also=claim.storing(receipts[0].as_json()) if claim else None,
    )  # fmt: skip
    return receipts


def _accompany(arrivals: list[Arrival], *, by: HasKey, called: list[Call]) -> list[Rows]:
    """Who receives it and may see it, what came with it, and the words by which it is found again."""
    return [
        [*(one for each in arrivals for one in each.participants()),
         *(handler for call in called if (handler := call.participant()))],
        [one for each in arrivals for one in each.evidence(by=by)],
        [link for each in arrivals if (link := each.link())],
        [search_entry(each.case, each.words.complainant) for each in arrivals if not each.case.hidden],
    ]


def _trail(arrivals: list[Arrival], *, by: HasKey, called: list[Call]) -> tuple[Rows, Rows]:
    received = [
        trail.Event(
            verb="received", subject=each.case, by=each.actor(by), at=each.case.received_at, new=True,
            facts=each.facts(), coarse=each.case.anonymous,
        )
        for each in arrivals
    ]  # fmt: skip
    past = (event for each in arrivals for event in past_events(each, by=by))
    aside = (
        trail.Event(
            verb="recused", subject=each.case, by=WORKER, at=each.case.received_at, new=True,
            coarse=each.case.anonymous, facts={"person": staff.key, "why": "party", "own": False},
        )
        for each in arrivals
        for staff in each.aside
    )
    return trail.forge_many([*received, *aside, *(call.event() for call in called), *past])
