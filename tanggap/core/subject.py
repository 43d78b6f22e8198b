"""Text keys for what an entry, a clock or a letter is about: `case:7`, `staff:12`, `worker`.

A text key and no foreign key, so that the lower folders know nothing of the higher ones, big tables can be
partitioned, and erasure breaks nothing.
"""

from typing import Protocol, runtime_checkable


@runtime_checkable
class HasKey(Protocol):
    """Anything that can be pointed at by a text key."""

    @property
    def key(self) -> str: ...


def key_of(thing: "HasKey | str") -> str:
    """The text key of an object that carries one, or of a key that is already a text."""
    return thing if isinstance(thing, str) else thing.key


def split(key: str) -> tuple[str, int | None]:
    """`case:7` → ("case", 7); `worker` → ("worker", None)."""
    kind, _, number = key.partition(":")
    return kind, int(number) if number else None
