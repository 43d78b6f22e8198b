"""What `tanggap export` writes: heads and rows of the register or of the cases."""

from collections.abc import Iterator

from tanggap.cases import access
from tanggap.cli.staff import find_staff
from tanggap.insight import caselist, register


def sheet_of(what: str, email: str | None) -> tuple[list[str], Iterator[list[str]]]:
    """Heads and rows of "register" or "cases", as that member of staff sees them. Raises TanggapError."""
    seen = access.visible_to(find_staff(email)) if email else access.ordinary()
    if what == "cases":
        return register.heads(caselist.COLUMNS), register.lines(caselist.rows(seen), caselist.COLUMNS)
    rows = register.entries(seen).order_by(*register.NEWEST.by())
    return register.heads(register.COLUMNS), register.lines(rows, register.COLUMNS)
