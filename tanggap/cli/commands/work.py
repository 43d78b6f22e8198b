"""Do what is due: read what came in, send what goes out, ring the promises."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when nothing is due any more")
    parser.add_argument("--demo", action="store_true", help="fill in first what of the demo is still missing")


def run(given: argparse.Namespace) -> None:
    from tanggap.cli.setting_up import refuse_unsafe
    from tanggap.cli.working import work

    refuse_unsafe()
    work(once=given.once, demo=given.demo)
