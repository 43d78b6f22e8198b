"""Say whether this installation is safe and healthy; exit code 1 when it is not."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where it listens (%(default)s)")


def run(given: argparse.Namespace) -> int:
    from tanggap.cli.examination import examine

    findings = examine(given.bind.rpartition(":")[0])
    for finding in findings:
        print(f"{finding.mark}  {finding.sentence}")
    return 0 if all(finding.well or finding.can_wait for finding in findings) else 1
