"""What differs between two editions: place by place, and word by word. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from tanggap.sop.lines import Path

ORDER = "#order"
SAME, GONE, NEW = "same", "del", "ins"
# Beyond that a comparison word by word takes too long, and says nothing.
MOST_WORDS = 4_000
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Difference:
    """One value that was added (`before` is None), taken out (`after` is None) or changed, and where it stands."""

    path: Path
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every value that differs, in the order of the second; what only the first has comes last. Orders too."""
    old, new = dict(_flat(before)), dict(_flat(after))
    for path in [path for path in new if path[-1] == ORDER and path in old]:
        # What came or went is told by itself; an order differs when those that stay stand in another.
        both = set(old[path].split(", ")) & set(new[path].split(", "))
        for each in (old, new):
            each[path] = ", ".join(code for code in each[path].split(", ") if code in both)
    found = [Difference(path, old.get(path), value) for path, value in new.items() if old.get(path) != value]
    found += [Difference(path, value, None) for path, value in old.items() if path not in new]
    return found


def words(before: str, after: str) -> list[tuple[str, str]]:
    """The second text with what was taken out of the first: pieces of (same | del | ins, words)."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [(GONE, before), (NEW, after)]
    pieces: list[tuple[str, str]] = []
    gone = new_words = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(new[c:d]) if kind == "equal" else ""
        if same.strip() or (same and not (gone or new_words)):
            pieces += _changed(gone, new_words)
            pieces.append((SAME, same))
            gone = new_words = ""
        else:
            # A space between two words that changed is read with them: one change, not three.
            gone, new_words = gone + "".join(old[a:b]), new_words + "".join(new[c:d])
    return pieces + _changed(gone, new_words)


def _changed(gone: str, new: str) -> list[tuple[str, str]]:
    """What went and what came, without the spaces that both end with."""
    tail = new[len(new.rstrip()):] if gone.endswith(new[len(new.rstrip()):]) else ""
    cut = len(tail) or None
    pieces = [(GONE, gone[: -cut] if cut else gone), (NEW, new[: -cut] if cut else new), (SAME, tail)]
    return [piece for piece in pieces if piece[1]]


def _flat(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        if len(path) == 1:
            yield (*path, ORDER), ", ".join(map(str, value))
        for name, each in value.items():
            # The code is the name of the table, told already.
            if name != "code" or len(path) < 2:
                yield from _flat(each, (*path, name))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for place, each in enumerate(value):
            yield from _flat(each, (*path, place))
    elif isinstance(value, list):
        yield path, ", ".join(map(str, value))
    else:
        yield path, "" if value is None else str(value)
