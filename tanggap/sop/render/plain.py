"""An edition as plain text, for a terminal."""

import textwrap

from tanggap.core.time import local
from tanggap.sop.models import Edition
from tanggap.sop.render.document import Section, Table, document

WIDTH = 100


def plain(edition: Edition, language: str) -> str:
    """The whole document, lines no longer than WIDTH except in tables."""
    procedure = edition.procedure
    title = f"{procedure.organisation.name.say(language)} · {procedure.title.say(language)}"
    since = f" · {local(edition.published_at):%Y-%m-%d}" if edition.published_at else ""
    parts = [f"{title}\n{edition.code} {edition.number} · {edition.state}{since}"]
    parts += [_section(section) for section in document(procedure, language)]
    return "\n\n".join(parts)


def _section(section: Section) -> str:
    lines = [f"{section.number}. {section.title}"]
    lines += [textwrap.fill(each, WIDTH, initial_indent="   ", subsequent_indent="   ") for each in section.paragraphs]
    for clause in section.clauses:
        lines.append(textwrap.fill(f"{clause.number} {clause.title}. {clause.text}", WIDTH,
                                   initial_indent="   ", subsequent_indent="       "))  # fmt: skip
        lines += [textwrap.fill(point, WIDTH, initial_indent="       • ", subsequent_indent="         ")
                  for point in clause.points]  # fmt: skip
    return "\n".join(lines + [_table(table) for table in section.tables])


def _table(table: Table) -> str:
    rows = [table.head, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.head))]
    lines = [
        "   " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([f"\n   {table.caption}", *lines])
