"""Look among everybody on file for persons who seem to be there twice, and propose them; after an import."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(given: argparse.Namespace) -> int:
    from tanggap.casework.doubles import find_all_doubles

    print(f"{find_all_doubles()} new proposals; they stand at /desk/people/doubles/.")
    return 0
