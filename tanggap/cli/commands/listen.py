"""Take mail over SMTP or LMTP, where TANGGAP_SMTP_LISTEN says; `serve` does it by itself."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(given: argparse.Namespace) -> None:
    from tanggap.cli.listening import listen
    from tanggap.cli.setting_up import refuse_unsafe

    refuse_unsafe()
    listen()
