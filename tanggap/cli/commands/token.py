"""Make a bearer token for a machine, or end it: `tanggap token add EMAIL --name N`."""

import argparse

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|revoke")
    add = acts.add_parser("add", help="make a token with the rights of EMAIL; prints it, once")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", required=True, metavar="N", help="what it is for, to know it again")
    narrow = add.add_mutually_exclusive_group()
    narrow.add_argument("--till", action="store_true", help="good only for checking and redeeming vouchers")
    narrow.add_argument("--kiosk", action="store_true", help="good only for numbers and screens of a waiting room")
    listing = acts.add_parser("list", help="the tokens of EMAIL that work now")
    listing.add_argument("email", metavar="EMAIL")
    revoke = acts.add_parser("revoke", help="end a token, at once")
    revoke.add_argument("email", metavar="EMAIL")
    revoke.add_argument("--name", required=True, metavar="N")


def run(given: argparse.Namespace) -> None:
    from tanggap.cli import staff

    if given.act == "add":
        scope = "till" if given.till else "kiosk" if given.kiosk else ""
        print(staff.add_token(given.email, name=given.name, scope=scope))
    elif given.act == "revoke":
        staff.revoke_tokens(given.email, name=given.name)
    else:
        for token in staff.tokens_of(given.email):
            used = f"{token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never used"
            only = {"till": "\tonly vouchers", "kiosk": "\tonly numbers"}.get(token.scope, "")
            print(f"{token.name}\tmade {token.created_at:%Y-%m-%d}\t{used}{only}")
