"""Whose turn it is: by arrival; priority first, but never so that the others wait for ever. Pure."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

# After so many visitors with priority one after the other somebody without is called, if anybody waits.
MOST_IN_A_ROW = 2


class Waits(Protocol):
    """What is asked of a ticket."""

    priority: str


W = TypeVar("W", bound=Waits)


def in_turn(waiting: Sequence[W], latest: Iterable[str] = ()) -> list[W]:
    """Those who wait, given by arrival, in the order in which they will be called.

    `latest` are the priorities of those who were called last, the newest first: they count for the row.
    """
    first, others = [one for one in waiting if one.priority], [one for one in waiting if not one.priority]
    in_a_row, turns = _row(latest), []
    while first and others:
        if in_a_row < MOST_IN_A_ROW:
            turns.append(first.pop(0))
            in_a_row += 1
        else:
            turns.append(others.pop(0))
            in_a_row = 0
    return [*turns, *first, *others]


def _row(latest: Iterable[str]) -> int:
    count = 0
    for priority in latest:
        if not priority:
            break
        count += 1
    return count
