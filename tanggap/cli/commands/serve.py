"""Run everything: database, web, worker. Ctrl-C ends all of it."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.NOTHING  # this process only watches the others and stays small


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen (%(default)s)")
    parser.add_argument("--workers", type=int, metavar="N", help="web processes (one for two processors)")
    parser.add_argument("--no-worker", action="store_true", help="leave the work that is due to another `tanggap work`")
    parser.add_argument("--demo", action="store_true", help="fill an empty installation with the demo while it serves")


def run(given: argparse.Namespace) -> int:
    from tanggap.cli.serving import serve

    return serve(given.bind, workers=given.workers, with_worker=not given.no_worker, demo=given.demo)
