"""Take in mails that lie in files: each becomes a complaint, an answer, or a recorded reason why not."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    what = "mails as they arrived (.eml); - reads one from the pipe"
    parser.add_argument("files", nargs="+", metavar="FILE", help=what)
    parser.add_argument(
        "--mailbox", default="files", metavar="NAME", help="the same mail counts once per mailbox (%(default)s)"
    )


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    with override("en"):
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    from tanggap.casework.directory import directory
    from tanggap.casework.read_mail import take_mail
    from tanggap.channels.problems import explain
    from tanggap.core.errors import TanggapError
    from tanggap.core.face import using_face

    directory()  # nothing can be taken before an SOP is in force: say so before anything is kept
    counts: Counter[str] = Counter()
    with using_face("mail"):
        for name, raw in _opened(given.files, counts):
            try:
                reading = take_mail(raw, mailbox=given.mailbox)
            except TanggapError as problem:
                counts["not taken"] += 1
                print(f"{name}: {problem}", file=sys.stderr)
                continue
            counts[reading.state] += 1
            told = reading.reference or f"{reading.state}: {explain(reading.problem)}"
            print(f"{name}: {told}{' (it had arrived before)' if reading.known else ''}")
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())) + ".")
    return 1 if counts["not taken"] else 0


def _opened(names: list[str], counts: Counter[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        try:
            yield name, sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as problem:
            counts["not taken"] += 1
            print(f"{name}: {problem.strerror}", file=sys.stderr)
