"""PT Tirta Sagara: its units, its staff, its SOP."""

from pathlib import Path

from tanggap.casework.found import found, plant_units
from tanggap.core.errors import TanggapError
from tanggap.people import posts
from tanggap.people.actors import COMMAND
from tanggap.people.models import Staff, Unit

SOP = Path(__file__).resolve().parents[3] / "sops" / "company.toml"
DOMAIN = "demo.tanggap.test"
PASSWORD = "tanggap-demo"

# name before the @, full name, role, unit
STAFF = (
    ("frontdesk", "Dimas Prakoso", "frontdesk", "frontdesk"),
    ("officer.service", "Putri Maharani", "officer", "service"),
    ("officer.quality", "Yosef Tarigan", "officer", "quality"),
    ("head.service", "Bambang Setiawan", "head", "service"),
    ("head.quality", "Sri Hartati", "head", "quality"),
    ("manager", "Ratih Kusumawardani", "manager", "organisation"),
    ("quality", "Made Suardana", "quality", "organisation"),
    ("auditor", "Lukman Hakim", "auditor", "organisation"),
    ("admin", "Nurul Aini", "admin", "organisation"),
    ("confidentiality", "Theresia Simbolon", "confidentiality", "organisation"),
)


class Organisation:
    """The staff by the name before the @: `organisation.staff["head.quality"]`."""

    def __init__(self, staff: dict[str, Staff]) -> None:
        self.staff = staff

    def officer(self, unit: Unit) -> Staff:
        """Who handles in that unit."""
        return self.staff.get(f"officer.{unit.code}", self.staff["officer.service"])

    def head(self, unit: Unit) -> Staff:
        """Who approves in that unit."""
        return self.staff.get(f"head.{unit.code}", self.staff["manager"])


def make_organisation() -> Organisation:
    """Units, staff and the first edition. Raises TanggapError when the SOP is not there."""
    if not SOP.exists():
        raise TanggapError(f"The demo needs {SOP}; run it from the source folder.")
    source = SOP.read_text(encoding="utf-8")
    plant_units(source)
    units = {unit.code: unit for unit in Unit.objects.all()}
    staff = {}
    for name, full_name, role, unit in STAFF:
        staff[name] = Staff.objects.create_user(f"{name}@{DOMAIN}", PASSWORD, full_name=full_name)
        posts.appoint(staff[name], unit=units[unit], role=role, by=COMMAND)
        staff[name].refresh_from_db()
    found(source, by=staff["admin"])
    return Organisation(staff)


def sign_in() -> str:
    """What is printed at the end: who can sign in, and how."""
    lines = [f"  {name + '@' + DOMAIN:<36}{full_name} ({role})" for name, full_name, role, _unit in STAFF]
    return "\n".join(["Sign in at /desk/ with one of these; the password of all is " + PASSWORD + ":", *lines])
