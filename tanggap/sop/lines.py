"""On which line of a TOML text each key stands. tomllib forgets that, and a message without a line helps nobody.

The text is known to be valid TOML (tomllib has read it), so this walk may be simple: it follows table headers,
dotted keys, inline tables, arrays and strings, and checks nothing.
"""

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]

_KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*(\.?)""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\s,\]}#]+(?: [0-9:.+Z-]+)?")
_SPACE = re.compile(r"(?:\s|#[^\n]*)*")


class Lines:
    """The lines of the keys of one TOML text; lines are counted from 1.

    `heads` are the headings (path, start, end) and `pairs` the names with their values outside of inline tables, both
    as places in the text without carriage returns.
    """

    def __init__(self, text: str) -> None:
        self._text, self._at = text.replace("\r\n", "\n"), 0
        self._found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self.heads: list[tuple[Path, int, int]] = []
        self.pairs: list[tuple[Path, int, int]] = []
        self._walk()

    def of(self, path: Sequence[str | int]) -> int:
        """The line of that key, or of the nearest table around it that is in the text; 1 when there is none."""
        wanted = tuple(path)
        while wanted and wanted not in self._found:
            wanted = wanted[:-1]
        return self._found.get(wanted, 1)

    def has(self, path: Sequence[str | int]) -> bool:
        """Whether that very key is in the text."""
        return tuple(path) in self._found

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _note(self, path: Path) -> None:
        line = self._line()
        for length in range(1, len(path) + 1):
            self._found.setdefault(path[:length], line)

    def _skip(self) -> None:
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]

    def _walk(self) -> None:
        table: Path = ()
        while True:
            self._skip()
            if self._at >= len(self._text):
                return
            start = self._at
            if self._text[start] == "[":
                table = self._header()
                self.heads.append((table, start, self._at))
            else:
                self.pairs.append((self._pair(table), start, self._at))

    def _header(self) -> Path:
        many = self._text.startswith("[[", self._at)
        line_start = self._at
        self._at += 2 if many else 1
        path = self._resolve(self._key(), last_too=not many)
        if many:
            count = self._counts.get(path, 0)
            self._counts[path] = count + 1
            path = (*path, count)
        end, self._at = self._at, line_start
        # A header names its table better than an earlier header of a table inside it.
        self._found[path] = self._line()
        self._note(path)
        self._at = end
        while self._text[self._at] in " \t]":
            self._at += 1
            if self._at >= len(self._text):
                break
        return path

    def _resolve(self, keys: Path, *, last_too: bool) -> Path:
        """Inside an array of tables a header means its latest entry."""
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            if path in self._counts and (last_too or place < len(keys) - 1):
                path = (*path, self._counts[path] - 1)
        return path

    def _key(self) -> Path:
        keys: list[str] = []
        while True:
            found = _KEY.match(self._text, self._at)
            if found is None:  # cannot be in valid TOML; step on rather than stand still
                self._at += 1
                return tuple(keys)
            self._at = found.end()
            keys.append(found[1][1:-1] if found[1][0] in "\"'" else found[1])
            if not found[2]:
                return tuple(keys)

    def _pair(self, table: Path) -> Path:
        start = self._at
        path = (*table, *self._key())
        end, self._at = self._at, start
        self._note(path)
        self._at = self._text.find("=", end) + 1 or len(self._text)
        self._skip()
        self._value(path)
        return path

    def _value(self, path: Path) -> None:
        sign = self._text[self._at : self._at + 1]
        if sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline(path)
        else:
            found = _STRING.match(self._text, self._at) or _PLAIN.match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _array(self, path: Path) -> None:
        self._at += 1
        place = 0
        while True:
            self._skip()
            sign = self._text[self._at : self._at + 1]
            if sign in ("]", ""):
                self._at += 1
                return
            if sign == ",":
                self._at += 1
                continue
            self._note((*path, place))
            self._value((*path, place))
            place += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip()
            sign = self._text[self._at : self._at + 1]
            if sign in ("}", ""):
                self._at += 1
                return
            if sign == ",":
                self._at += 1
                continue
            self._pair(path)
