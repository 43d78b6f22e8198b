"""SOP 1, 2 and 4: words come in; a file, a number, an acknowledgement.

One write path: a single complaint from the portal and a batch of a thousand from an import run the same code.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tanggap.audit import trail
from tanggap.cases.models import Evidence, Link
from tanggap.cases.search import search_entry
from tanggap.casework.acknowledge import acknowledge, promised_dates, tell_the_duty
from tanggap.casework.arrivals import Arrival, Receipt, Words
from tanggap.casework.past import past_events, write_past
from tanggap.casework.prepare import prepare
from tanggap.casework.promises import opening_promises, settle_many
from tanggap.channels import idempotency
from tanggap.clocks import clock
from tanggap.core.db.copying import write_many
from tanggap.core.keys import DataKey
from tanggap.core.subject import HasKey
from tanggap.people import vault
from tanggap.sop.models import Edition, current_edition

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
        return receive_many([words], by=by)[0]
    claim = idempotency.claim(once.channel, once.key, once.body)
    if claim.answer is not None:
        return Receipt.from_json(claim.answer)
    receipt = receive_many([words], by=by)[0]
    claim.store(receipt.as_json())
    return receipt


@transaction.atomic
def receive_many(words: Sequence[Words], *, by: HasKey, edition: Edition | None = None) -> list[Receipt]:
    """Take up to 1,000 complaints in, in one transaction: all or none. Answers in the order given."""
    arrivals = prepare(words, by=by, edition=edition or current_edition())
    _file(arrivals)
    _accompany(arrivals, by=by)
    started = clock.start_many([one for each in arrivals for one in opening_promises(each.case, each.procedure)])
    settle_many([each.case for each in arrivals], started)
    promised_dates(arrivals, started)
    _write_down(arrivals, by=by)
    write_past(arrivals, by=by)
    acknowledge(arrivals)
    tell_the_duty(arrivals, by=by)
    return [each.receipt() for each in arrivals]


def _file(arrivals: list[Arrival]) -> None:
    """Keys, raw words, persons and cases, each in one statement."""
    DataKey.objects.bulk_create([each.data_key for each in arrivals if each.data_key])
    write_many([each.raw() for each in arrivals])
    vault.keep_many([entry for each in arrivals for entry in each.people()])
    for each in arrivals:
        each.fill_case()
    write_many([each.case for each in arrivals])
    for each in arrivals:
        each.give_code()


def _accompany(arrivals: list[Arrival], *, by: HasKey) -> None:
    """Who it concerns, who receives it, what came with it, and the words by which it is found again."""
    write_many([party for each in arrivals for party in each.parties()])
    write_many([one for each in arrivals for one in each.participants()])
    evidence = [one for each in arrivals for one in each.evidence(by=by)]
    if evidence:
        Evidence.objects.bulk_create(evidence)
    links = [link for each in arrivals if (link := each.link())]
    if links:
        Link.objects.bulk_create(links)
    write_many([search_entry(each.case, each.words.complainant) for each in arrivals if not each.case.hidden])


def _write_down(arrivals: list[Arrival], *, by: HasKey) -> None:
    received = [
        trail.Event(
            verb="received", subject=each.case, by=each.actor(by), at=each.case.received_at, new=True,
            facts=each.facts(),
        )
        for each in arrivals
    ]  # fmt: skip
    trail.record_many([*received, *(event for each in arrivals for event in past_events(each, by=by))])
