"""A shipped SOP file fitted to an organisation: its name, its kind, how people reach it. All else stays as it is.

The text is changed and not the data read from it, so that comments and order survive: it stays the document that people
read and edit.
"""

import json
import re

from tanggap.sop.parts import Reach
from tanggap.sop.schema import read
from tanggap.sop.text import Text

_TABLE = re.compile(r"^\[+[^\]\n]+\]+[ \t]*(?:#[^\n]*)?\n", re.MULTILINE)


def adapted(source: str, *, name: Text, reach: Reach, kind: str) -> str:
    """The same SOP (TOML text) for this organisation; raises SopProblems when the text is not valid."""
    read(source)
    found = _with(source, "organisation", {"kind": _quoted(kind), "name": _both(name)})
    told = {
        "phone": reach.phone and _quoted(reach.phone),
        "whatsapp": reach.whatsapp and _quoted(reach.whatsapp),
        "email": reach.email and _quoted(reach.email),
        "address": reach.address and _both(reach.address),
        "hours": reach.hours and _both(reach.hours),
    }
    return _with(found, "organisation.contact", told)


def _with(source: str, table: str, values: "dict[str, str | None]") -> str:
    """The table with these one-line values: set where they stand, added where they do not, taken out where None."""
    if (place := _table(source, table)) is None:
        source = f"{source.rstrip()}\n\n[{table}]\n"
        place = (len(source), len(source))
    start, end = place
    body = source[start:end]
    for name, value in values.items():
        line = re.compile(rf"^{name}[ \t]*=[^\n]*\n", re.MULTILINE)
        if value is None:
            body = line.sub("", body)
        elif line.search(body):
            body = line.sub(lambda _old, new=f"{name} = {value}\n": new, body, count=1)
        else:
            body = f"{name} = {value}\n{body}"
    return source[:start] + body + source[end:]


def _table(source: str, table: str) -> tuple[int, int] | None:
    """Where the lines of that table begin and end; None when it is not there."""
    heads = list(_TABLE.finditer(source))
    for place, head in enumerate(heads):
        if head[0].split("#")[0].strip() == f"[{table}]":
            return head.end(), heads[place + 1].start() if place + 1 < len(heads) else len(source)
    return None


def _quoted(text: str) -> str:
    # Every JSON string is a TOML string too.
    return json.dumps(text, ensure_ascii=False)


def _both(text: Text) -> str:
    return f"{{ id = {_quoted(text.id)}, en = {_quoted(text.en)} }}"
