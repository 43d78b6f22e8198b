"""Load the demo, once: PT Tirta Sagara, its staff, and complaints in every state. Needs TANGGAP_DEMO=1."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE
CASES, MOST = 40, 5_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help="how many complaints (%(default)s)")


def run(given: argparse.Namespace) -> int:
    from tanggap.cli.demo.loading import is_loaded, load
    from tanggap.cli.demo.organisation import sign_in
    from tanggap.cli.progress import progress
    from tanggap.core.errors import Invalid

    if not 1 <= given.cases <= MOST:
        raise Invalid(f"--cases must be from 1 to {MOST:,}.")
    if is_loaded():
        print("The demo is loaded already.")
    else:
        with progress("Loading the demo") as bar:
            loaded = load(given.cases, bar)
        states = ", ".join(f"{state} {count}" for state, count in sorted(loaded.states.items()))
        print(f"PT Tirta Sagara has {loaded.cases} complaints: {states}.")
    print(sign_in())
    return 0
