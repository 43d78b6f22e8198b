"""What was typed is put back into a page: into the fields of its <form id="typed">, whatever language they speak."""

from collections.abc import Callable
from html.parser import HTMLParser

from django.http import QueryDict
from django.utils.html import escape

FORM = "typed"
# What a page says by itself, or what is never shown again.
OWN = {"hidden", "password", "file", "submit", "button", "image", "reset"}
Attributes = list[tuple[str, str | None]]


def refill(page: str, typed: QueryDict) -> str:
    """The same page, each field of that form holding what was typed; a field that was not sent holds what it held."""
    reader = _Fields(page, typed)
    reader.feed(page)
    reader.close()
    parts, at = [], 0
    for begin, end, text in reader.changes:
        parts += [page[at:begin], text]
        at = end
    return "".join([*parts, page[at:]])


class _Fields(HTMLParser):
    """Collects what has to change, as (begin, end, text)."""

    def __init__(self, page: str, typed: QueryDict) -> None:
        super().__init__(convert_charrefs=False)
        self.typed, self.changes = typed, []  # type: ignore[var-annotated]
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._inside = False
        self._select = ""
        self._text: tuple[int, str] | None = None

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        given = dict(attributes)
        if tag == "form":
            self._inside = given.get("id") == FORM
        name = given.get("name") or ""
        ours = (given.get("form") or FORM) == FORM and (self._inside or "form" in given)
        fill: dict[str, Callable[[str, Attributes], None]] = {
            "input": self._input, "select": self._choose, "textarea": self._write,
        }  # fmt: skip
        if tag == "option" and self._select:
            self._option(self._select, attributes)
        elif tag in fill and ours and name:
            fill[tag](name, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text:
            begin, text = self._text
            self.changes.append((begin, self._here(), f"\n{escape(text)}"))
            self._text = None
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def _input(self, name: str, attributes: Attributes) -> None:
        given = dict(attributes)
        kind = given.get("type") or "text"
        if kind in ("checkbox", "radio"):
            # A box that is not ticked is not sent at all, so its silence is an answer.
            self._mark("input", attributes, "checked", (given.get("value") or "on") in self.typed.getlist(name))
        elif kind not in OWN and name in self.typed:
            self._change("input", [*_without(attributes, "value"), ("value", self.typed[name])])

    def _choose(self, name: str, _attributes: Attributes) -> None:
        self._select = name if name in self.typed else ""

    def _option(self, name: str, attributes: Attributes) -> None:
        self._mark("option", attributes, "selected", (dict(attributes).get("value") or "") in self.typed.getlist(name))

    def _write(self, name: str, _attributes: Attributes) -> None:
        if name in self.typed:
            self._text = self._here() + len(self.get_starttag_text() or ""), self.typed[name]

    def _mark(self, tag: str, attributes: Attributes, mark: str, marked: bool) -> None:
        self._change(tag, [*_without(attributes, mark), *([(mark, None)] if marked else [])])

    def _change(self, tag: str, attributes: Attributes) -> None:
        begin = self._here()
        said = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes)
        self.changes.append((begin, begin + len(self.get_starttag_text() or ""), f"<{tag}{said}>"))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _without(attributes: Attributes, name: str) -> Attributes:
    return [one for one in attributes if one[0] != name]
