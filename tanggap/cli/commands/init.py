"""Set up the installation: keys, database, tables, static files. Safe to repeat."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.SETTINGS


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", help=argparse.SUPPRESS)
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")
    parser.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)


def run(given: argparse.Namespace) -> None:
    from django.conf import settings

    from tanggap.cli import setting_up
    from tanggap.cli.command import database

    # The keys come first: migrations and everything after them may need one.
    setting_up.make_keys()
    with database():
        setting_up.refuse_unsafe(given.bind.rpartition(":")[0])
        setting_up.migrate()
        setting_up.collect_static()
        if given.demo:
            setting_up.begin_demo()
        setting_up.remember_set_up()
        nobody = setting_up.lacks_staff()
    if not given.quiet:
        print(f"Tanggap is set up in {settings.HOME}.")
        if nobody:
            print("Go on with: tanggap serve")
            print(setting_up.first_words(settings.BASE_URL or f"http://{given.bind}"))
        print(f"Back up {settings.HOME / 'keys'} apart from the data: without it, sealed complaints cannot be read.")
