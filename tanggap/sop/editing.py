"""An SOP file changed piece by piece: one value, one table, the order of two. All the rest, remarks too, stays.

The text is changed and not the data read from it, so that it stays the document that people read and edit. What is
lost is a remark inside a value that is replaced. A file whose pieces are not tables of their own is written anew
first (`in_place`), and then loses its remarks.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tanggap.sop.lines import Lines, Path

# Of these every entry is a table of its own: [categories.late], [letters.offer].
PIECES = ("categories", "letters", "questions", "units")


@dataclass(frozen=True)
class Table:
    """Where a table stands in the text: its heading, its pairs (name, start, end), the end of its last line."""

    path: Path
    start: int
    body: int
    end: int
    pairs: tuple[tuple[str, int, int], ...]


def put(text: str, table: Sequence[str], values: Mapping[str, Any]) -> str:
    """The text with these values in that table: set where they stand, added at its end, taken out where None.

    Raises KeyError when there is no such table.
    """
    for name, value in values.items():
        found = _table(text, tuple(table))
        said = "" if value is None else _pair(name, value)
        own = [(start, end) for key, start, end in found.pairs if key == name]
        for start, end in reversed(own[1:]):
            text = text[:start] + text[_line_end(text, end):]
        if own:
            start, end = own[0]
            rest = _line_end(text, end)
            text = text[:start] + said + (text[end:] if said else text[rest:])
        elif said:
            text = text[: found.end] + said + "\n" + text[found.end :]
    return text


def add(text: str, table: Sequence[str], values: Mapping[str, Any], *, after: Sequence[str] | None = None) -> str:
    """The text with a new table, behind that other one or at the end."""
    pairs = [_pair(name, value) for name, value in values.items() if value is not None]
    said = "\n".join([f"[{'.'.join(table)}]", *pairs])
    if after is None:
        return f"{text.rstrip()}\n\n{said}\n"
    place = _table(text, tuple(after)).end
    return f"{text[:place]}\n{said}\n{text[place:]}"


def remove(text: str, table: Sequence[str]) -> str:
    """The text without that table, and without the empty line behind it."""
    found = _table(text, tuple(table))
    rest = text[found.end :]
    return text[: found.start] + (rest[1:] if rest.startswith("\n") else rest)


def exchange(text: str, one: Sequence[str], other: Sequence[str]) -> str:
    """The text with two tables in each other's place; what stands between them stays between them."""
    first, second = sorted((_table(text, tuple(one)), _table(text, tuple(other))), key=lambda found: found.start)
    between = text[first.end : second.start]
    return (
        text[: first.start] + text[second.start : second.end] + between + text[first.start : first.end]
        + text[second.end :]
    )  # fmt: skip


def in_place(text: str) -> str:
    """The text as it is when its pieces are tables of their own; otherwise the same content written anew."""
    text = text.replace("\r\n", "\n")
    text = text if text.endswith("\n") else f"{text}\n"
    content = tomllib.loads(text)
    heads = [table.path for table in _tables(text)]
    wanted = [(piece, code) for piece in PIECES for code in content.get(piece, {})]
    deeper = [path for path in heads if len(path) > 2 and path[0] in ("categories", "letters", "units")]
    if not deeper and all(heads.count(path) == 1 for path in wanted):
        return text
    return written(content)


def written(content: Mapping[str, Any]) -> str:
    """Content as TOML: first what is a plain value, then table after table."""
    plain = [_pair(name, value) for name, value in content.items() if not _is_table(value)]
    parts = ["\n".join(plain)] if plain else []
    for name, value in content.items():
        if _is_table(value):
            parts += _written_table((name,), value)
    return "\n\n".join(parts) + "\n"


def _written_table(path: Path, value: Any) -> Iterator[str]:
    heading = ".".join(str(part) for part in path)
    if isinstance(value, list):
        for each in value:
            yield "\n".join([f"[[{heading}]]", *(_pair(name, inner) for name, inner in each.items())])
        return
    # A table of tables of its own, such as the categories, has a heading for each of them.
    inner = {name: each for name, each in value.items() if isinstance(each, dict) and not _is_text(each)}
    plain = [_pair(name, each) for name, each in value.items() if name not in inner]
    if plain or not inner:
        yield "\n".join([f"[{heading}]", *plain])
    for name, each in inner.items():
        yield from _written_table((*path, name), each)


def _is_table(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, dict) for each in value)
    return isinstance(value, dict) and not _is_text(value)


def _is_text(value: Mapping[str, Any]) -> bool:
    """The same words in both languages stand on one line."""
    return bool(value) and set(value) <= {"id", "en"} and all(isinstance(each, str) for each in value.values())


def _pair(name: str, value: Any) -> str:
    if isinstance(value, dict) and any(isinstance(each, str) and "\n" in each for each in value.values()):
        return "\n".join(f"{name}.{language} = {_value(each)}" for language, each in value.items())
    return f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _long(value) if "\n" in value else _quoted(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "[\n" + "".join(f"  {_value(each)},\n" for each in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)


def _quoted(text: str) -> str:
    # Every JSON string is a TOML string too, but for the one sign that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _long(text: str) -> str:
    # Quotation marks stay as they are, but for those that would end the text; NUL, which no text holds, marks them.
    marked = re.sub(r'"{3,}|"+\Z', lambda found: "\0" * len(found[0]), text)
    lines = [_quoted(line)[1:-1].replace('\\"', '"').replace("\\u0000", '\\"') for line in marked.split("\n")]
    return '"""\n' + "\n".join(lines) + '"""'


def _tables(text: str) -> list[Table]:
    lines = Lines(text)
    found = []
    for place, (path, start, body) in enumerate(lines.heads):
        until = lines.heads[place + 1][1] if place + 1 < len(lines.heads) else len(text)
        pairs = tuple(
            (str(pair[len(path)]), begin, end) for pair, begin, end in lines.pairs if body <= begin < until
        )
        last = max((end for _name, _begin, end in pairs), default=body)
        found.append(Table(path, start, body, _line_end(text, last), pairs))
    return found


def _table(text: str, path: Path) -> Table:
    found = next((table for table in _tables(text) if table.path == path), None)
    if found is None:
        raise KeyError(".".join(str(part) for part in path))
    return found


def _line_end(text: str, place: int) -> int:
    """Behind the end of the line on which that place is."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1
