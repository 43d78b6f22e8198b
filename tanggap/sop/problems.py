"""Sentences for what is wrong in an SOP file: TOML that cannot be read, and values that do not fit the schema."""

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel

from tanggap.sop.lines import Path
from tanggap.sop.procedure import Procedure
from tanggap.sop.text import Text


class Where(NamedTuple):
    """A key path and the sentence about it."""

    path: Path
    sentence: str


# ---- TOML that cannot be read

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def syntax_problem(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """The line and a sentence for text that is not TOML."""
    said = str(error)
    place = _PLACE.search(said)
    line = int(place[1]) if place else _open_quotes(text)
    for start, sentence in _syntax_sentences().items():
        if said.startswith(start):
            return line, sentence
    return line, _(
        "This line cannot be read. Every line is a [table], or a name = value with texts in quotation marks."
    )


def _syntax_sentences() -> dict[str, str]:
    quotes = _("A text has no end. Close it with the same quotation marks that opened it.")
    twice = _("The same name stands twice in one table. Keep one of them.")
    brackets = _("A list or table has no end. Close it with ] or }, and put commas between its parts.")
    value = _("After = comes a value: a text in quotation marks, a number without dots, true, false, or a list.")
    return {
        "Expected '=' after a key": _("Here a name = value is expected. Put “=” between the name and its value."),
        "Unterminated string": quotes,
        'Expected \'"""\'': quotes,
        "Expected \"'''\"": quotes,
        "Illegal character": quotes,
        "Cannot overwrite a value": twice,
        "Duplicate inline table key": twice,
        "Cannot declare": _("The same table is opened twice. Put both parts under one heading."),
        "Unclosed array": brackets,
        "Unclosed inline table": brackets,
        "Expected ']": _("The heading of a table has no end. Close it with ]."),
        "Invalid value": value,
        "Expected newline or end of document": _("Something follows the value. One name = value per line."),
        "Invalid initial character for a key part": _("A name is missing here, or a comma stands where none belongs."),
        "Unescaped '\\' in a string": _("A backslash in a text is written twice: \\\\."),
    }


def _open_quotes(text: str) -> int:
    """For “end of document”: the last line that opens a long text."""
    opened = [number for number, line in enumerate(text.splitlines(), 1) if line.count('"""') % 2]
    return opened[-1] if opened else max(1, len(text.splitlines()))


# ---- values that do not fit


def sentence_for(error: Mapping[str, Any]) -> Where:
    """What is wrong at which key, from one error of pydantic."""
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "value_error":
        return Where(path, str(error["ctx"]["error"]))
    is_key = error["loc"][-1:] == ("[key]",)
    say = _SAY_KEY.get(error["type"]) if is_key else _SAY.get(error["type"])
    return Where(path, say(path, error) if say else _("“%(name)s” cannot be used as it is.") % {"name": _name(path)})


def _name(path: Path) -> str:
    return str(path[-1]) if path else ""


def _missing(path: Path, error: Mapping[str, Any]) -> str:
    name, inside = _name(path), ".".join(str(part) for part in path[:-1])
    if name in ("id", "en") and _model_at(path[:-1]) is Text:
        language = _("Indonesian") if name == "id" else _("English")
        return _("“%(inside)s” lacks its %(language)s text. Add %(name)s = \"…\".") % {
            "inside": inside, "language": language, "name": name}  # fmt: skip
    if not inside:
        return _("“%(name)s” is missing. Add it.") % {"name": name}
    return _("“%(name)s” is missing in “%(inside)s”. Add it.") % {"name": name, "inside": inside}


def _unknown(path: Path, error: Mapping[str, Any]) -> str:
    model = _model_at(path[:-1])
    known = [field.alias or name for name, field in model.model_fields.items()] if model else []
    return _not_known(_name(path), known)


def _not_known(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return _("“%(name)s” is not known here. Did you mean “%(close)s”?") % {"name": name, "close": close[0]}
    return _("“%(name)s” is not known here. Remove it, or use one of: %(known)s.") % {
        "name": name, "known": ", ".join(known)}  # fmt: skip


def _choice(path: Path, error: Mapping[str, Any]) -> str:
    options = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    value = error["input"]
    close = get_close_matches(str(value), options, n=1)
    if close:
        return _("“%(value)s” is not possible here. Did you mean “%(close)s”?") % {"value": value, "close": close[0]}
    return _("“%(value)s” is not possible here; use one of: %(options)s.") % {
        "value": value, "options": ", ".join(options)}  # fmt: skip


def _key_choice(path: Path, error: Mapping[str, Any]) -> str:
    return _not_known(_name(path), re.findall(r"'([^']*)'", error["ctx"]["expected"]))


def _table(path: Path, error: Mapping[str, Any]) -> str:
    if _model_at(path) is Text:
        return _('“%(name)s” is written in both languages: { id = "…", en = "…" }.') % {"name": _name(path)}
    return _("“%(name)s” is a table: write [%(path)s] and its values below.") % {
        "name": _name(path), "path": ".".join(str(part) for part in path)}  # fmt: skip


def _pattern(path: Path, error: Mapping[str, Any]) -> str:
    if _name(path) == "prefix":
        return _('The prefix is one to three capital letters, such as "K".')
    return _code(path, error)


def _code(path: Path, error: Mapping[str, Any]) -> str:
    return _("“%(value)s” cannot be a code. Use small letters, digits, - and _, and begin with a letter.") % {
        "value": error.get("input", _name(path))}  # fmt: skip


def _fixed(make: Callable[[str, Mapping[str, Any]], str]) -> Callable[[Path, Mapping[str, Any]], str]:
    return lambda path, error: make(_name(path), error.get("ctx", {}))


_SAY: dict[str, Callable[[Path, Mapping[str, Any]], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _choice,
    "model_type": _table,
    "dict_type": _table,
    "string_pattern_mismatch": _pattern,
    "string_type": _fixed(lambda name, ctx: _("“%(name)s” is a text. Put it in quotation marks.") % {"name": name}),
    "string_too_short": _fixed(lambda name, ctx: _("“%(name)s” is empty. Write something there.") % {"name": name}),
    "int_type": _fixed(
        lambda name, ctx: (
            _("“%(name)s” is a whole number. Write it without quotation marks, Rp, dots or commas.") % {"name": name}
        )
    ),
    "bool_type": _fixed(lambda name, ctx: _("“%(name)s” is true or false, without quotation marks.") % {"name": name}),
    "list_type": _fixed(lambda name, ctx: _("“%(name)s” is a list. Put it in square brackets.") % {"name": name}),
    "too_short": _fixed(lambda name, ctx: _("“%(name)s” needs at least one entry.") % {"name": name}),
    "greater_than_equal": _fixed(
        lambda name, ctx: _("“%(name)s” must be at least %(limit)s.") % {"name": name, "limit": ctx["ge"]}
    ),
    "less_than_equal": _fixed(
        lambda name, ctx: _("“%(name)s” must be at most %(limit)s.") % {"name": name, "limit": ctx["le"]}
    ),
}
_SAY_KEY: dict[str, Callable[[Path, Mapping[str, Any]], str]] = {
    "literal_error": _key_choice,
    "string_pattern_mismatch": _code,
    "string_too_long": _code,
}


def _model_at(path: Path) -> type[BaseModel] | None:
    """The model that stands at that path of the schema; None when there is none."""
    kind: Any = Procedure
    for part in path:
        model = _model_in(kind)
        if model is not None:
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            if part not in fields:
                return None
            kind = fields[part].annotation
        else:
            kind = _inside(kind)
    return _model_in(kind)


def _model_in(kind: Any) -> type[BaseModel] | None:
    if isinstance(kind, type) and not get_origin(kind):
        return kind if issubclass(kind, BaseModel) else None
    if get_origin(kind) in (dict, list):
        return None
    return next((model for each in get_args(kind) if (model := _model_in(each)) is not None), None)


def _inside(kind: Any) -> Any:
    """What a list or a table holds, seen through “or nothing”."""
    if get_origin(kind) in (dict, list):
        return get_args(kind)[-1]
    return next((_inside(each) for each in get_args(kind) if get_origin(each) in (dict, list)), None)
