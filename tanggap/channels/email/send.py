"""Sending what is due: claim, give to the server, mark; never inside a transaction."""

import threading
from datetime import datetime, timedelta

import structlog

from tanggap.channels import problems
from tanggap.channels.email import budgets
from tanggap.channels.email import letter as letters
from tanggap.channels.email.server import Address, Later, Never, Server, Unreachable, open_server
from tanggap.channels.mailboxes import configured
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import State, claim_due, mark, put_aside
from tanggap.core.text import mask
from tanggap.core.time import now

log = structlog.get_logger(__name__)

WAITS = [timedelta(minutes=m) for m in (1, 2, 5, 10, 30, 60, 120, 240, 480)]  # after the 1st, 2nd, … "later"
GIVE_UP = timedelta(days=3)
CROWDED_WAIT = timedelta(minutes=10)
SERVER_PAUSE = timedelta(minutes=1)
LEASE_RESERVE = timedelta(seconds=45)  # a letter is begun only while its lease lasts longer than one send can take

_server_down_until: dict[Address, datetime] = {}
_lock = threading.Lock()


def send_due(batch: int = 100, rounds: int = 20) -> int:
    """Send the letters that are due, at most `batch` × `rounds` of them; returns how many the server took.

    A server that cannot be reached costs one try a minute for all letters together, and no letter its turn: when it
    returns, everything goes at once. A letter the server puts off waits 1 minute, then longer, and fails after 3 days.
    """
    address = configured()
    if address.scheme == "none":
        return _put_aside(batch, rounds)
    if _server_down_until.get(address, now()) > now():
        return 0
    server, sent = open_server(address), 0
    try:
        for _round in range(rounds):
            claimed = claim_due(batch)
            if not claimed:
                break
            sent += _send_all(claimed, server, address)
    except Unreachable:
        with _lock:
            _server_down_until[address] = now() + SERVER_PAUSE
    finally:
        server.close()
    return sent


def _put_aside(batch: int, rounds: int) -> int:
    for _round in range(rounds):
        if put_aside(batch, problem=problems.NO_SERVER) < batch:
            break
    return 0


def _send_all(claimed: list[Outbound], server: Server, address: Address) -> int:
    sent = 0
    for number, letter in enumerate(claimed):
        if letter.lease_until is None or letter.lease_until - now() < LEASE_RESERVE:
            _put_back(claimed[number:], "")
            break
        try:
            sent += _send(letter, server, address)
        except Unreachable as problem:
            log.warning("mail server unreachable", problem=mask(str(problem)))
            _put_back(claimed[number:], mask(str(problem)))
            raise
    return sent


def _send(letter: Outbound, server: Server, address: Address) -> bool:
    try:
        if budgets.all_spent(letter):
            mark(letter, State.QUEUED, problem=problems.CROWDED, due_at=now() + CROWDED_WAIT)
            return False
        if not budgets.within(letter):
            mark(letter, State.CANCELLED, problem=problems.OVER_BUDGET)
            return False
        to, message = letters.build(letter, address.sender)
        # An automatic letter has no return path: a letter that cannot be delivered must not come back as a new one.
        server.deliver("" if letter.automatic else address.sender or letters.default_sender(), to, message)
    except Later as problem:
        _later(letter, mask(str(problem)))
    except Never as problem:
        mark(letter, State.FAILED, problem=mask(str(problem)))
    except letters.Erased:
        mark(letter, State.CANCELLED, problem=problems.ERASED)
    except Unreachable:
        raise
    except Exception:  # one bad letter never stops the next
        log.exception("letter cannot be sent", letter=str(letter.uid))
        mark(letter, State.FAILED, problem=problems.NOT_BUILT)
    else:
        return mark(letter, State.SENT, sent_at=now())
    return False


def _later(letter: Outbound, problem: str) -> None:
    if now() - letter.created_at >= GIVE_UP:
        mark(letter, State.FAILED, problem=problem)
        return
    wait = WAITS[min(letter.refusals, len(WAITS) - 1)]
    mark(letter, State.QUEUED, problem=problem, refusals=letter.refusals + 1, due_at=now() + wait)


def _put_back(rest: list[Outbound], problem: str) -> None:
    for letter in rest:
        too_old = problem and now() - letter.created_at >= GIVE_UP
        mark(letter, State.FAILED if too_old else State.QUEUED, problem=problem or letter.problem)


def forget_server_pause() -> None:
    """Try the server again at once (tests, and `tanggap doctor` after the settings were mended)."""
    with _lock:
        _server_down_until.clear()
