"""Load the demo: an organisation, its staff, and a year of complaints in every state. Needs TANGGAP_DEMO=1."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=0, metavar="N", help="how many complaints (all there are)")
    parser.add_argument("--association", action="store_true", help="an association of members instead of a company")


def run(given: argparse.Namespace) -> int:
    from tanggap.cli.demo import loading
    from tanggap.cli.demo.organisation import CASTS, sign_in
    from tanggap.cli.progress import progress
    from tanggap.core.errors import Invalid, TanggapError

    kind = "association" if given.association else "company"
    if given.cases < 0:
        raise Invalid("--cases must be 1 or more.")
    shares = loading.present() or loading.begin(kind, given.cases)
    cast = CASTS[shares[0].kind]
    if given.association and shares[0].kind != kind:
        raise TanggapError(f"Here is {cast.name} already. Give the association a TANGGAP_HOME of its own.")
    if shares[0].finished_at is not None:
        print(f"The demo is loaded already: {cast.name}.")
    else:
        with progress("Loading the demo", sum(one.wanted for one in shares)) as bar:
            bar.done = sum(one.there for one in shares)
            loaded = loading.load(told=lambda there: bar.advance(there - bar.done))
        states = ", ".join(f"{state} {count}" for state, count in sorted(loaded.states.items()))
        print(f"{cast.name} has {loaded.cases} complaints: {states}.")
    print(sign_in(cast))
    return 0
