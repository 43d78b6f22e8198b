"""Many at the same instant, each with its own database connection."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def all_at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act(0)` … `act(number - 1)` in threads that start together; answers, or the exceptions raised, in order."""
    barrier, answers = threading.Barrier(number), [None] * number

    def run(index: int) -> None:
        try:
            barrier.wait()
            answers[index] = act(index)
        except Exception as problem:
            answers[index] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return answers
