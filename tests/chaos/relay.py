"""A link that can be cut: it carries bytes to a server of the test, until it is told to drop everything."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 4096


class Relay:
    """Listens on a port of its own; `cut()` resets every conversation that is under way, in the middle of a word."""

    def __init__(self, to: int) -> None:
        self.to, self.links, self.lock = to, [], threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.over = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while not self.over:
            with suppress(OSError):
                here, _from = self.listening.accept()
                there = socket.create_connection(("127.0.0.1", self.to))
                with self.lock:
                    self.links.append((here, there))
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                other.sendall(piece)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def cut(self) -> int:
        """How many conversations were under way and are no more."""
        with self.lock:
            links, self.links = self.links, []
        living = [link for link in links if link[0].fileno() >= 0 and _is_open(link[0])]
        for link in links:
            for each in link:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        return len(living)


def _is_open(one: socket.socket) -> bool:
    with suppress(OSError):
        one.getpeername()
        return True
    return False


@contextmanager
def relay(to: int) -> Iterator[Relay]:
    """A relay to that port of this machine."""
    one = Relay(to)
    try:
        yield one
    finally:
        one.over = True
        one.listening.close()
        one.cut()
