"""Check the trail, every stored file, what arrived, and what cases say of their promises; names each broken entry."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tanggap.cli.command import Need

if TYPE_CHECKING:
    from tanggap.audit.verification import Break

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", nargs="*", help="only these subjects, as in case:7 (everything, files too)")
    parser.add_argument(
        "--write-heads", metavar="FILE", help="also write the end of every chain to FILE, to be kept on another machine"
    )
    parser.add_argument("--heads", metavar="FILE", help="also compare with the ends that FILE has kept")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    from tanggap.casework import figures, raw_kept
    from tanggap.core import files

    broken = 0
    with override("en"):
        for one in _breaks(given):
            broken += 1
            row = f", entry {one.entry}" if one.entry else ""
            print(f"{one.subject}, number {one.seq}{row}: {one.sentence}")
        for sentence in [] if given.subject else (*files.verify(), *raw_kept.astray(), *figures.astray()):
            broken += 1
            print(sentence)
    print(
        "Everything is as it was written." if not broken else f"{broken} broken.",
        file=sys.stderr if broken else sys.stdout,
    )
    return 1 if broken else 0


def _breaks(given: argparse.Namespace) -> "Iterator[Break]":
    from tanggap.audit import heads, trail
    from tanggap.core.errors import Invalid

    yield from trail.verify(given.subject or None)
    try:
        if given.heads:
            with Path(given.heads).open(encoding="ascii") as kept:
                yield from heads.compare(kept)
        if given.write_heads:
            Path(given.write_heads).write_text("".join(f"{line}\n" for line in heads.lines()), encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise Invalid(f"The file of chain ends cannot be used: {problem}") from problem
