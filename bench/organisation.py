"""Founds the organisation that is measured: the shipped SOP, twelve staff, a token. Prints what opens it, as JSON.

Run inside an installation: `python -m bench.organisation`.
"""

import json
from pathlib import Path

from tanggap.cli.command import database, set_up

SOP = Path(__file__).resolve().parent.parent / "sops" / "company.toml"
PASSWORD = "sumber-air-jernih-7"
POSTS = [
    ("fitri", "frontdesk", "frontdesk"),
    ("farah", "frontdesk", "frontdesk"),
    ("fajar", "frontdesk", "frontdesk"),
    ("sandi", "officer", "service"),
    ("sinta", "officer", "service"),
    ("sari", "head", "service"),
    ("bob", "officer", "quality"),
    ("budi", "officer", "quality"),
    ("olga", "head", "quality"),
    ("maya", "manager", "organisation"),
    ("citra", "confidentiality", "organisation"),
    ("ade", "admin", "organisation"),
]


def address(name: str) -> str:
    """The address that this member of staff signs in with."""
    return f"{name}@bench.test"


def found_it() -> dict[str, str]:
    """Safe to repeat; answers with address, password and token."""
    from tanggap.casework.found import found
    from tanggap.cli.staff import add_token
    from tanggap.people.models import Post, Staff, Unit

    people = {}
    for name, _role, _unit in POSTS:
        people[name] = Staff.objects.filter(email=address(name)).first() or Staff.objects.create_user(
            address(name), PASSWORD, full_name=name.capitalize()
        )
    found(SOP.read_text(encoding="utf-8"), by=people["ade"])
    units = {unit.code: unit for unit in Unit.objects.all()}
    for name, role, unit in POSTS:
        Post.objects.get_or_create(staff=people[name], role=role, unit=units[unit])
    return {
        "email": address("fitri"),
        "manager": address("maya"),
        "password": PASSWORD,
        "token": add_token(address("fitri"), name="bench"),
    }


if __name__ == "__main__":
    set_up()
    with database():
        print(json.dumps(found_it()))
