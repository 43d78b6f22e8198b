"""Several processes share one long work: while one waits for the database, the other prepares.

Processes and not threads, for nearly all of an import, or of the demo, is Python. They die with the one that started
them.
"""

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from django.db import connections

from tanggap.core.errors import TanggapError
from tanggap.core.processes import die_with_parent

# A copy of this process as it stands: nothing is loaded again, and what was read once is shared.
_processes = multiprocessing.get_context("fork")


class Order:
    """Whose turn it is: what must happen in the order of the places 0, 1, 2 …, whichever hand does it."""

    def __init__(self) -> None:
        self._next = _processes.Value("q", 0, lock=False)
        self._changed = _processes.Condition()

    @contextmanager
    def turn(self, place: int) -> Iterator[None]:
        """Wait until every earlier place has had its turn. Each place must be taken exactly once."""
        with self._changed:
            self._changed.wait_for(lambda: self._next.value == place)
        try:
            yield
        finally:
            with self._changed:
                self._next.value = place + 1
                self._changed.notify_all()

    def pass_by(self, place: int) -> None:
        """That place has nothing to do."""
        with self.turn(place):
            return


def share(work: Callable[[int], Iterator[Any]], hands: int) -> Iterator[Any]:
    """What `work(0)`, `work(1)` … give, each in a process of its own, as it comes; results are pickled.

    Raises TanggapError when one of them fails or is killed; the others are ended then.
    """
    connections.close_all()  # a connection cannot be shared, and each opens its own
    pipes: dict[Connection, BaseProcess] = {}
    for hand in range(hands):
        ours, theirs = _processes.Pipe(duplex=False)
        process: BaseProcess = _processes.Process(target=_run, args=(work, hand, theirs), daemon=True)
        process.start()
        theirs.close()
        pipes[ours] = process
    try:
        yield from _gathered(dict(pipes))
    finally:
        for pipe, process in pipes.items():
            process.terminate()
            process.join()
            pipe.close()


def _gathered(pipes: dict[Connection, BaseProcess]) -> Iterator[Any]:
    while pipes:
        ready = wait(list(pipes))
        for pipe in [one for one in pipes if one in ready]:
            try:
                done, result = pipe.recv()
            except EOFError:
                pipes[pipe].join()
                raise TanggapError(
                    f"One of its processes ended ({pipes[pipe].exitcode}). Run the same command again: "
                    "it goes on where it stopped."
                ) from None
            if isinstance(result, TanggapError):
                raise result
            if done:
                del pipes[pipe]
            else:
                yield result


def _run(work: Callable[[int], Iterator[Any]], hand: int, pipe: Connection) -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us, which ends us
    gc.freeze()  # what was there before us stays shared: the collector would touch, and so copy, all of it
    # A batch makes ten thousands of objects that all live until its end, so looking for garbage in the middle of it
    # finds none: 8 % of an import's time in Python.
    gc.disable()
    try:
        for result in work(hand):
            pipe.send((False, result))
            gc.collect()
        pipe.send((True, None))
    except TanggapError as problem:
        pipe.send((True, TanggapError(str(problem))))
    finally:
        connections.close_all()
