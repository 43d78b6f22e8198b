"""Which face of the house a request came through; the audit trail writes it down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_face: ContextVar[str] = ContextVar("face", default="cli")


def current_face() -> str:
    """portal, desk, api, cli, worker, import, demo or admin."""
    return _face.get()


@contextmanager
def using_face(name: str) -> Iterator[None]:
    """Inside the block, what is done is recorded as done through that face."""
    before = _face.set(name)
    try:
        yield
    finally:
        _face.reset(before)
