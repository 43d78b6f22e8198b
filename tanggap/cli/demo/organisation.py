"""Whom the demo is about: PT Tirta Sagara, or Ikatan Arsitek Interior Nusantara; units, branches, staff and SOP."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from tanggap.casework import trainings
from tanggap.casework.found import found, plant_units
from tanggap.core import time
from tanggap.core.demo import DOMAIN, PASSWORD
from tanggap.core.errors import TanggapError
from tanggap.people import posts
from tanggap.people.actors import COMMAND
from tanggap.people.models import Staff, Unit
from tanggap.people.units import plant
from tanggap.sop.models import Edition, current_edition
from tanggap.sop.procedure import Procedure
from tanggap.sop.shipped import SOPS


@dataclass(frozen=True)
class Cast:
    """An organisation on paper. Staff: name before the @, full name, role, unit, what falls to him or her."""

    name: str
    sop: str
    person_kind: str
    branches: tuple[tuple[str, str], ...]
    staff: tuple[tuple[str, str, str, str], ...]
    # Themes that fall to one officer of a unit, by the name before the @; the others fall to the first of the unit.
    shares: dict[str, frozenset[str]]
    # Of whom a sealed complaint of that category speaks.
    accused: dict[str, tuple[str, ...]]


COMPANY = Cast(
    name="PT Tirta Sagara",
    sop="company.toml",
    person_kind="customer",
    branches=(
        ("bekasi", "Cabang Bekasi"), ("bandung", "Cabang Bandung"), ("surabaya", "Cabang Surabaya"),
        ("makassar", "Cabang Makassar"),
    ),
    staff=(
        ("frontdesk", "Dimas Prakoso", "frontdesk", "frontdesk"),
        ("officer.service", "Putri Maharani", "officer", "service"),
        ("officer.delivery", "Fajar Nugraha", "officer", "service"),
        ("officer.finance", "Sinta Lestari", "officer", "service"),
        ("officer.quality", "Yosef Tarigan", "officer", "quality"),
        ("officer.management", "Wahyu Kurniawan", "officer", "management"),
        ("head.service", "Bambang Setiawan", "head", "service"),
        ("head.quality", "Sri Hartati", "head", "quality"),
        ("head.management", "Indah Permatasari", "head", "management"),
        ("manager", "Ratih Kusumawardani", "manager", "organisation"),
        ("quality", "Made Suardana", "quality", "organisation"),
        ("auditor", "Lukman Hakim", "auditor", "organisation"),
        ("admin", "Nurul Aini", "admin", "organisation"),
        ("confidentiality", "Theresia Simbolon", "confidentiality", "organisation"),
    ),
    shares={
        "officer.delivery": frozenset(
            {"delivery", "late_delivery", "not_delivered", "damaged_in_delivery", "wrong_item"}
        ),
        "officer.finance": frozenset(
            {"billing", "refund_slow", "refund_exchange", "exchange_refused", "process_complicated", "deposit"}
        ),
    },
    accused={"staff_misconduct": ("officer.delivery", "officer.service", "head.service", "officer.finance")},
)  # fmt: skip

ASSOCIATION = Cast(
    name="Ikatan Arsitek Interior Nusantara",
    sop="association.toml",
    person_kind="member",
    branches=(
        ("jakarta", "Cabang Jakarta"), ("bandung", "Cabang Bandung"), ("yogyakarta", "Cabang Yogyakarta"),
        ("surabaya", "Cabang Surabaya"), ("denpasar", "Cabang Bali"), ("medan", "Cabang Medan"),
        ("makassar", "Cabang Makassar"),
    ),
    staff=(
        ("frontdesk", "Kartika Dewi", "frontdesk", "secretariat"),
        ("officer.membership", "Andika Saputra", "officer", "membership"),
        ("officer.program", "Laras Pramesti", "officer", "program"),
        ("officer.ethics", "Gede Wirawan", "officer", "ethics"),
        ("head.membership", "Yuliana Tampubolon", "head", "membership"),
        ("head.program", "Reza Firmansyah", "head", "program"),
        ("head.ethics", "Prof. Soemarno Hadikusumo", "head", "ethics"),
        ("manager", "Cut Nyak Meutia Hasan", "manager", "organisation"),
        ("quality", "Hanafi Lubis", "quality", "organisation"),
        ("auditor", "Maria Goretti Naibaho", "auditor", "organisation"),
        ("admin", "Rizky Ananda", "admin", "organisation"),
        ("confidentiality", "Siti Rahmah Daulay", "confidentiality", "organisation"),
    ),
    shares={},
    accused={
        "board_conduct": ("manager", "head.program", "head.membership"),
        "organiser_conduct": ("officer.program", "head.program"),
        "conflict_of_interest": ("head.program", "manager"),
    },
)  # fmt: skip

CASTS = {"company": COMPANY, "association": ASSOCIATION}


CALM_DOWN, LAW, PRESS = "Menghadapi pelanggan marah", "Hukum perlindungan konsumen", "Juru bicara dan media"
# By SOP: name before the @, kind, days until it runs out from the first day of the demo (0: never), course.
TRAININGS = {
    "company.toml": (
        ("head.service", "very_angry", 0, CALM_DOWN), ("head.quality", "very_angry", 445, CALM_DOWN),
        ("officer.delivery", "very_angry", 200, CALM_DOWN), ("frontdesk", "very_angry", 0, CALM_DOWN),
        ("head.management", "legal", 0, LAW), ("head.management", "conduct", 0, "Pemeriksaan perilaku"),
        ("manager", "media", 0, PRESS), ("officer.service", "vulnerable", 0, "Pelanggan berkebutuhan khusus"),
    ),
    "association.toml": (
        ("head.membership", "very_angry", 0, "Menghadapi anggota marah"),
        ("head.program", "very_angry", 445, "Menghadapi anggota marah"), ("head.ethics", "conduct", 0, "Sidang etik"),
        ("officer.ethics", "mediation", 0, "Mediator bersertifikat"), ("manager", "media", 0, PRESS),
    ),
}  # fmt: skip


class Organisation:
    """The staff by the name before the @: `organisation.staff["head.quality"]`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.staff = {
            staff.email.partition("@")[0]: staff for staff in Staff.objects.filter(email__endswith=f"@{DOMAIN}")
        }
        codes = [code for code, _name in cast.branches]
        self.branches = list(Unit.objects.filter(code__in=codes, kind=Unit.Kind.BRANCH).order_by("pk"))
        self.edition: Edition = current_edition()

    @property
    def procedure(self) -> Procedure:
        return self.edition.procedure

    def officer(self, unit: Unit, category: str) -> Staff:
        """Who handles that category in that unit."""
        for name, categories in self.cast.shares.items():
            if category in categories and self._post(name) == unit.code:
                return self.staff[name]
        return self.staff[f"officer.{unit.code}"]

    def head(self, unit: Unit) -> Staff:
        """Who approves in that unit."""
        return self.staff.get(f"head.{unit.code}", self.staff["manager"])

    def _post(self, name: str) -> str:
        return next(unit for own, _full, _role, unit in self.cast.staff if own == name)


def make_organisation(cast: Cast) -> Organisation:
    """Units, branches, staff and the first edition. Raises TanggapError when the SOP is not there."""
    sop = SOPS / cast.sop
    if not sop.exists():
        raise TanggapError(f"The demo needs {sop}; run it from the source folder.")
    source = sop.read_text(encoding="utf-8")
    root = plant_units(source)
    for code, name in cast.branches:
        plant(code, name_id=name, name_en=f"{name.removeprefix('Cabang ')} branch", parent=root, kind=Unit.Kind.BRANCH)
    units = {unit.code: unit for unit in Unit.objects.all()}
    # It is the same password for all, so it is made unreadable once: that is meant to be slow.
    password = make_password(PASSWORD)
    for name, full_name, role, unit in cast.staff:
        staff = Staff.objects.create(email=f"{name}@{DOMAIN}", full_name=full_name, password=password)
        posts.appoint(staff, unit=units[unit], role=role, by=COMMAND)
    found(source, by=Staff.objects.get(email=f"admin@{DOMAIN}"))
    made = Organisation(cast)
    train(made)
    return made


def train(organisation: Organisation) -> None:
    """Who is trained for what; of two trainings one runs out soon and one has run out."""
    today = time.today()
    for name, kind, days, course in TRAININGS[organisation.cast.sop]:
        until = today + timedelta(days=days) if days else None
        trainings.add(
            organisation.staff[name], kind=kind, since=today, until=until, proof=course, by=organisation.staff["admin"]
        )


def sign_in(cast: Cast) -> str:
    """What is printed at the end: who can sign in, and how."""
    lines = [f"  {name + '@' + DOMAIN:<40}{full_name} ({role})" for name, full_name, role, _unit in cast.staff]
    return "\n".join(["Sign in at /desk/ with one of these; the password of all is " + PASSWORD + ":", *lines])
