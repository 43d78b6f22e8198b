"""A process that has everything loaded, and forks: whoever is to be killed is there within milliseconds, as often as
one likes. `python -m tests.chaos.nursery tests.chaos.fetching` runs `main()` of that module in each fork.
"""

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from bench.place import wait_until
from tanggap.core.processes import die_with_parent

PATIENCE_SECONDS = 30


class Nursery:
    """The process, seen from the test."""

    def __init__(self, module: str, **settings: str) -> None:
        command = [sys.executable, "-m", "tests.chaos.nursery", module]
        environment = {**os.environ, **settings}
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def fork(self, *words: str) -> int:
        """One more, whose `main` is given these words; its process number."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(" ".join(words).encode() + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def lives(pid: int) -> bool:
    """Whether it does; a dead one is gone at once, for nobody asks how it ended."""
    return Path(f"/proc/{pid}/stat").exists()


def kill(pid: int) -> bool:
    """`kill -9`; whether a living process got it. It is dead afterwards."""
    if not lives(pid):
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not lives(pid), PATIENCE_SECONDS), "it survived"
    return True


@contextmanager
def nursery(module: str, **settings: str) -> Iterator[Nursery]:
    """Ends with everything that came out of it."""
    one = Nursery(module, **settings)
    try:
        assert one.process.stdout is not None
        one.process.stdout.readline()  # it has loaded everything
        yield one
    finally:
        one.process.kill()
        one.process.communicate()


def main() -> None:
    from tanggap.cli.command import set_up

    set_up()
    module = import_module(sys.argv[1])
    if hasattr(module, "warm_up"):
        module.warm_up()
    print("ready", flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    while line := sys.stdin.buffer.readline():
        if pid := os.fork():
            print(pid, flush=True)
            continue
        die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdout.fileno())
        try:
            module.main(*line.decode().split())
        except BaseException:
            traceback.print_exc()
        os._exit(1)  # never back into the loop above


if __name__ == "__main__":
    main()
