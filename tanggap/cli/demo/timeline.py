"""One timeline for all lives of the demo: at each moment whoever is next acts, with the worker's sweeps in between."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

from tanggap.casework.sweep import ring_due
from tanggap.cli.demo.casting import Played
from tanggap.clocks.ringing import next_ring
from tanggap.core import time

log = logging.getLogger(__name__)
A_SECOND = timedelta(seconds=1)  # a clock rings after its moment, not at it


@dataclass(frozen=True, order=True)
class Act:
    """Which step of which life comes when."""

    at: datetime
    life: int
    step: int


class Timeline:
    """All acts in their order. The same lives give the same acts, so a number says how far one has come."""

    def __init__(self, lives: Iterable[Played], end: datetime) -> None:
        self.lives = {played.told.number: played for played in lives}
        self.end = end
        self.acts = sorted(
            Act(at, number, step)
            for number, played in self.lives.items()
            for step, at in enumerate(played.moments)
        )

    def perform(self, act: Act) -> bool:
        """Let that happen, and before it what was due by then; False when it could not be done.

        Somebody may have touched the complaint while the demo was still being filled: then it stays as they left it.
        Every story function is one transaction, so what was refused has left nothing behind.
        """
        self.sweep_until(act.at)
        played = self.lives[act.life]
        try:
            with time.travel(act.at):
                played.steps[act.step].act(played.told)
        except (OperationalError, InterfaceError):
            raise  # of the database, not of the story
        except Exception:
            log.exception("a story of the demo ends early: %s", played.told.story.title)
            return False
        return True

    def sweep_until(self, at: datetime) -> None:
        """Ring every clock that is due by then, each in its own minute."""
        moment = None
        while (due := next_ring()) is not None and due + A_SECOND <= at:
            moment = max(due + A_SECOND, moment or due)
            with time.travel(moment):
                if not ring_due():
                    break

