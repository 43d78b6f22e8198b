"""What the check of a file found is kept until the file is in: an import that was interrupted need not look again.

Kept as a small file in the data folder, under a name that follows from everything that the check looks at. It may be
removed at any time; then the rows are looked at once more.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from tanggap.cli.imports.carrying import Seen
from tanggap.cli.imports.rows import Reader

FOLDER = "imports"
COUNTS = ("states", "media", "categories", "unknown")


def looked_at_once(reader: Reader, look: Callable[[], Seen]) -> Seen:
    """What an earlier run saw in this very file through this very mapping, or else what `look` sees now.

    A file with bad rows is looked at each time, for they are reported each time.
    """
    path = _path(reader)
    if (known := _read(path)) is not None:
        return known
    seen = look()
    if not seen.bad:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(json.dumps({name: getattr(seen, name) for name in ("rows", *COUNTS)}), encoding="utf-8")
    return seen


def forget(reader: Reader) -> None:
    """The file is in."""
    _path(reader).unlink(missing_ok=True)


def _path(reader: Reader) -> Path:
    table = reader.table
    looked_at = (
        version("tanggap"), table.sha256, table.encoding, table.delimiter, table.sheet, reader.zone,
        reader.mapping.model_dump_json(), sorted(reader.units), sorted(reader.procedure.categories),
        sorted(reader.procedure.types),
    )  # fmt: skip
    return Path(settings.HOME) / FOLDER / f"{hashlib.sha256(repr(looked_at).encode()).hexdigest()[:32]}.json"


def _read(path: Path) -> Seen | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Seen(0, rows=int(kept["rows"]), **{name: Counter(kept[name]) for name in COUNTS})
    except (OSError, ValueError, KeyError, TypeError):
        return None
