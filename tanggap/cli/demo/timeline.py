"""One timeline for the lives of the demo: at each moment whoever is next acts, with the worker's sweeps in between.

Lives touch each other only in what adds up, such as a budget. So each half of them may have a timeline of its own.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from tanggap.casework.sweep import ring_due
from tanggap.cli.demo.casting import ARRIVING, Played
from tanggap.cli.demo.told import Told
from tanggap.clocks.ringing import next_ring
from tanggap.core import time
from tanggap.core.db.joining import without_savepoints

A_SECOND = timedelta(seconds=1)  # a clock rings after its moment, not at it


@dataclass(frozen=True, order=True)
class Act:
    """Which step of which life comes when."""

    at: datetime
    life: int
    step: int


class Timeline:
    """All acts in their order. The same lives give the same acts, so a number says how far one has come."""

    def __init__(self, lives: Iterable[Played]) -> None:
        self.lives = {played.told.number: played for played in lives}
        self.acts = sorted(
            Act(at, number, step)
            for number, played in self.lives.items()
            for step, at in enumerate(played.moments)
        )

    def told(self, act: Act) -> Told:
        """Whose act it is."""
        return self.lives[act.life].told

    def arrives(self, act: Act) -> bool:
        """Whether a complaint comes in by it."""
        return self.lives[act.life].steps[act.step].act in ARRIVING

    def perform(self, act: Act, *, savepoints: bool) -> None:
        """Let that happen, and before it what was due by then.

        Without savepoints it is quicker, and can only be taken back together with all that the transaction did before.
        """
        self.sweep_until(act.at)
        played = self.lives[act.life]
        with time.travel(act.at), nullcontext() if savepoints else without_savepoints():
            played.steps[act.step].act(played.told)

    def sweep_until(self, at: datetime) -> None:
        """Ring every clock of these lives that is due by then, each in its own minute."""
        cases = [number for played in self.lives.values() for number in played.told.numbers]
        moment = None
        while (due := next_ring(cases)) is not None and due + A_SECOND <= at:
            moment = max(due + A_SECOND, moment or due)
            with time.travel(moment):
                if not ring_due(cases):
                    break
