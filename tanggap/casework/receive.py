"""SOP 1, 2 and 4: words come in; a file, a number, an acknowledgement.

One write path: a single complaint from the portal and a batch of a thousand from an import run the same code.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tanggap.audit import trail
from tanggap.cases.search import search_entry
from tanggap.casework.acknowledge import acknowledgements, notices_of_arrival, promised_dates
from tanggap.casework.arrivals import Arrival, Receipt, Words
from tanggap.casework.past import past_events, past_rows
from tanggap.casework.prepare import prepare
from tanggap.casework.promises import note_nearest, opening_promises
from tanggap.channels import idempotency
from tanggap.clocks import clock
from tanggap.core.db.copying import Rows, number, write_together
from tanggap.core.subject import HasKey
from tanggap.people import vault
from tanggap.sop.models import Edition

BATCH = 1000


@dataclass(frozen=True)
class Once:
    """A key under which a request counts once: `channel` names its scope too (`api:12`), `body` is its SHA-256."""

    channel: str
    key: str
    body: bytes


@transaction.atomic
def receive(words: Words, *, by: HasKey, once: Once | None = None) -> Receipt:
    """Take one complaint in and answer with its receipt: number, tracking code, promised dates.

    With `once` the same request again gets the same answer, and another body under the same key is refused (422).
    Writes raw words, person, case, party, participants, evidence, promises, trail, letter and notices.
    Raises Invalid for words that cannot be taken.
    """
    if once is None:
        return _take_in([words], by=by)[0]
    claim = idempotency.claim(once.channel, once.key, once.body)
    if claim.answer is not None:
        return Receipt.from_json(claim.answer)
    receipt = _take_in([words], by=by)[0]
    claim.store(receipt.as_json())
    return receipt


@transaction.atomic
def receive_many(words: Sequence[Words], *, by: HasKey, edition: Edition | None = None) -> list[Receipt]:
    """Take up to 1,000 complaints in, in one transaction: all or none. Answers in the order given."""
    return _take_in(words, by=by, edition=edition)


def _take_in(words: Sequence[Words], *, by: HasKey, edition: Edition | None = None) -> list[Receipt]:
    """Everything is made in hand, under numbers drawn before; then all of it is written together."""
    arrivals = prepare(words, by=by, edition=edition)
    filed = _file(arrivals)
    clocks = clock.forge_many(
        one for each in arrivals for one in opening_promises(each.case, each.procedure, each.calendar)
    )
    note_nearest([each.case for each in arrivals], clocks)
    promised_dates(arrivals, clocks)
    write_together(
        *filed, *_accompany(arrivals, by=by), clocks, *_trail(arrivals, by=by),
        acknowledgements(arrivals), notices_of_arrival(arrivals, by=by), *past_rows(arrivals, by=by),
    )  # fmt: skip
    return [each.receipt() for each in arrivals]


def _file(arrivals: list[Arrival]) -> list[Rows]:
    """Keys, raw words, persons, cases and parties; they are numbered here, for everything else points at them."""
    keys = [each.data_key for each in arrivals if each.data_key]
    raw = [row for each in arrivals if (row := each.raw()) is not each.words.kept]
    people = [entry for each in arrivals for entry in each.people()]
    persons = [person for person, _contact, _key in people]
    cases = [each.case for each in arrivals]
    parties = [party for each in arrivals for party in each.parties()]
    number(keys, raw, persons, cases, parties)
    for each in arrivals:
        each.fill_case()
    return [keys, raw, persons, *vault.forge_many(people), cases, parties]


def _accompany(arrivals: list[Arrival], *, by: HasKey) -> list[Rows]:
    """Who receives it and may see it, what came with it, and the words by which it is found again."""
    return [
        [one for each in arrivals for one in each.participants()],
        [one for each in arrivals for one in each.evidence(by=by)],
        [link for each in arrivals if (link := each.link())],
        [search_entry(each.case, each.words.complainant) for each in arrivals if not each.case.hidden],
    ]


def _trail(arrivals: list[Arrival], *, by: HasKey) -> tuple[Rows, Rows]:
    received = [
        trail.Event(
            verb="received", subject=each.case, by=each.actor(by), at=each.case.received_at, new=True,
            facts=each.facts(), coarse=each.case.anonymous,
        )
        for each in arrivals
    ]  # fmt: skip
    return trail.forge_many([*received, *(event for each in arrivals for event in past_events(each, by=by))])
