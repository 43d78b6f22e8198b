"""Check the audit trail and every stored file; names the first broken entry of each subject."""

import argparse
import sys

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", nargs="*", help="only these subjects, as in case:7 (everything, files too)")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    from tanggap.audit import trail
    from tanggap.core import files

    broken = 0
    with override("en"):
        for one in trail.verify(given.subject or None):
            broken += 1
            row = f", entry {one.entry}" if one.entry else ""
            print(f"{one.subject}, number {one.seq}{row}: {one.sentence}")
        for sentence in [] if given.subject else files.verify():
            broken += 1
            print(sentence)
    print(
        "Everything is as it was written." if not broken else f"{broken} broken.",
        file=sys.stderr if broken else sys.stdout,
    )
    return 1 if broken else 0
