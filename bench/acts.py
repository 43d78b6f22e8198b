"""What each act of the story costs: `python -m bench.acts --cases 48` in an installation that has been initialised.

Lets the demo's lives run and takes everything back. For each act: how often, queries, processor time of Python and the
time it waited for the database. Acts within acts count to the outermost; the clocks that ring are acts too.
"""

import argparse
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pkgutil import iter_modules
from typing import Any

from tanggap.cli.command import database, set_up


@dataclass
class Cost:
    """Of all times that one act was done."""

    times: int = 0
    queries: int = 0
    processor: float = 0.0
    waited: float = 0.0


@dataclass
class Counted:
    """Everything that was done, by act; `here` is the act that is going on."""

    costs: dict[str, Cost] = field(default_factory=dict)
    here: Cost | None = None

    def query(self, execute: Callable[..., Any], *what: Any) -> Any:
        """Wrapped around every query of Django."""
        began = time.perf_counter()
        try:
            return execute(*what)
        finally:
            if self.here is not None:
                self.here.queries += 1
                self.here.waited += time.perf_counter() - began

    def wrap(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, counted."""

        @wraps(act)
        def counted(*given: Any, **facts: Any) -> Any:
            if self.here is not None:
                return act(*given, **facts)
            self.here = self.costs.setdefault(name, Cost())
            began = time.process_time()
            try:
                return act(*given, **facts)
            finally:
                self.here.times += 1
                self.here.processor += time.process_time() - began
                self.here = None

        return counted


def acts() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The story functions: those of casework that say who does it, and the ringing of a clock."""
    import tanggap.casework

    for found in iter_modules(tanggap.casework.__path__, "tanggap.casework."):
        for name, one in vars(sys.modules.get(found.name, object)).items() if found.name in sys.modules else ():
            ours = inspect.isfunction(one) and one.__module__ == found.name and not name.startswith("_")
            if ours and hasattr(one, "__wrapped__") and (name == "ring" or "by" in inspect.signature(one).parameters):
                yield name, one


@contextmanager
def counting() -> Iterator[Counted]:
    """From here on every act is counted, wherever it is called from."""
    from django.db import connection

    found = Counted()
    instead = {act: found.wrap(name, act) for name, act in acts()}
    for module in [one for name, one in sys.modules.items() if name.startswith("tanggap.")]:
        for name, one in list(vars(module).items()):
            if inspect.isfunction(one) and one in instead:
                setattr(module, name, instead[one])
    with connection.execute_wrapper(found.query):
        yield found


def main(cases: int) -> None:
    """Live, print, take back."""
    from django.db import connection, transaction

    from tanggap.cli.demo.loading import load

    with transaction.atomic(), counting() as counted:
        load(wanted=cases)
        transaction.set_rollback(True)
    print(f"{'act':16}{'times':>7}{'queries':>9}{'python ms':>11}{'waited ms':>11}")
    total = Cost()
    for name, one in sorted(counted.costs.items(), key=lambda each: -each[1].processor):
        show(name, one)
        for what in ("times", "queries", "processor", "waited"):
            setattr(total, what, getattr(total, what) + getattr(one, what))
    show("all", total)
    connection.close()


def show(name: str, cost: Cost) -> None:
    """One line, figures per act."""
    per = 1 / cost.times
    print(f"{name:16}{cost.times:7}{cost.queries * per:9.1f}{cost.processor * per * 1e3:11.1f}"
          f"{cost.waited * per * 1e3:11.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=48)
    set_up()
    with database():
        main(parser.parse_args().cases)
