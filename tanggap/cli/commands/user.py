"""Add a member of staff with a role: `tanggap user add EMAIL --role admin`."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|password")
    add = acts.add_parser("add", help="add somebody; prints a first password, once")
    add.add_argument("email", metavar="EMAIL")
    roles = "frontdesk, officer, head, manager, quality, auditor, admin, confidentiality"
    add.add_argument("--role", required=True, metavar="R", help=roles)
    add.add_argument("--unit", metavar="U", help="the code of the unit (the root of the organisation)")
    add.add_argument("--name", metavar="NAME", help="full name (the part of EMAIL before the @)")
    password = acts.add_parser("password", help="a new password for somebody who has forgotten theirs; prints it, once")
    password.add_argument("email", metavar="EMAIL")


def run(given: argparse.Namespace) -> None:
    from tanggap.cli.staff import add_staff, new_password

    if given.act == "password":
        password = new_password(given.email)
    else:
        password = add_staff(given.email, role=given.role, unit_code=given.unit, name=given.name)
    print(f"{given.email} can sign in with this password, which is shown only now: {password}")
