"""Check, show and publish an SOP file: `tanggap sop check sops/company.toml`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tanggap.cli.command import Need, database

if TYPE_CHECKING:
    from tanggap.people.models import Staff

NEEDS = Need.SETTINGS  # checking a file needs no database


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="check|show|publish")
    check = acts.add_parser("check", help="say whether FILE can be published, and what to mend, line by line")
    check.add_argument("file", metavar="FILE", type=Path)
    show = acts.add_parser("show", help="print the edition in force as a document")
    show.add_argument("--edition", metavar="N", type=int, help="another edition of the same code")
    show.add_argument("--language", choices=("id", "en"), default="id")
    publish = acts.add_parser("publish", help="put FILE in force as the next edition")
    publish.add_argument("file", metavar="FILE", type=Path)
    publish.add_argument("--by", metavar="EMAIL", help="who publishes it (the administrator, when there is one only)")
    publish.add_argument("--second", metavar="EMAIL", help="the second person; needed for every edition but the first")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    # The administrator's tools speak English, whatever the first language of the installation is.
    with override("en"):
        if given.act == "check":
            return _check(given)
        with database():
            return _show(given) if given.act == "show" else _publish(given)


def _check(given: argparse.Namespace) -> int:
    from tanggap.sop.schema import read

    procedure = read(given.file)
    print(f"{given.file} can be published: {procedure.title.en}, {len(procedure.steps)} steps, "
          f"{len(procedure.categories)} categories, {len(procedure.letters)} letters.")  # fmt: skip
    return 0


def _show(given: argparse.Namespace) -> int:
    from tanggap.core.errors import NotFound
    from tanggap.sop.models import Edition, current_edition
    from tanggap.sop.render.plain import plain

    edition: Edition | None = current_edition()
    if edition and given.edition:
        edition = Edition.objects.filter(code=edition.code, number=given.edition).first()
    if edition is None:
        raise NotFound(f"There is no edition {given.edition}.")
    print(plain(edition, given.language))
    return 0


def _publish(given: argparse.Namespace) -> int:
    from django.db import transaction

    from tanggap.casework.found import plant_units
    from tanggap.sop.models import draft, publish
    from tanggap.sop.schema import text_of

    source = text_of(given.file)
    with transaction.atomic():
        plant_units(source)
        edition = publish(draft(source), _staff(given.by), _staff(given.second) if given.second else None)
    print(f"{edition.code} edition {edition.number} is in force.")
    return 0


def _staff(email: str | None) -> "Staff":
    from tanggap.core.errors import Invalid
    from tanggap.people.models import Staff

    active = Staff.objects.filter(is_active=True)
    if email is None:
        admins = active.filter(posts__role="admin").distinct()[:2]
        if len(admins) != 1:
            raise Invalid("Say who publishes it: add --by EMAIL.")
        return admins[0]
    found = active.filter(email__iexact=email).first()
    if found is None:
        raise Invalid(f"There is no member of staff with the address {email}.")
    return found
