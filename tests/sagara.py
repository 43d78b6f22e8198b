"""The people and places that the tests live in: PT Tirta Sagara and its staff.

Alice complains. Fitri sits at the front desk, Bob handles at Quality and Olga heads it, Sari heads Service, Maya
manages, Quentin looks after quality, Audy audits, Citra keeps what is confidential, Mallory tries her luck.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.hashers import make_password

from tanggap.cases.models import Case, Party
from tanggap.casework import decide as deciding
from tanggap.casework import offer as offering
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.assess import Assessment, assess, forward
from tanggap.casework.found import plant_units
from tanggap.casework.propose import Alternative, propose
from tanggap.casework.receive import receive
from tanggap.core import time
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.models import Post, Staff, Unit
from tanggap.remedy.models import Solution
from tanggap.sop import models as sop
from tanggap.sop.schema import read

SOPS = Path(__file__).parents[1] / "sops"
PASSWORD = "air-jernih-sekali-9"

POSTS = {
    "fitri": ("Fitri Handayani", "frontdesk", "frontdesk"),
    "sandi": ("Sandi Wijaya", "officer", "service"),
    "sari": ("Sari Dewi", "head", "service"),
    "bob": ("Bob Siregar", "officer", "quality"),
    "olga": ("Olga Tarigan", "head", "quality"),
    "maya": ("Maya Lestari", "manager", "organisation"),
    "quentin": ("Quentin Halim", "quality", "organisation"),
    "audy": ("Audy Pratama", "auditor", "organisation"),
    "citra": ("Citra Ananda", "confidentiality", "organisation"),
    "ade": ("Ade Nugroho", "admin", "organisation"),
    "mallory": ("Mallory Santoso", "officer", "service"),
}


@dataclass
class Sagara:
    """The organisation, as a test sees it: `sagara.bob`, `sagara.unit["quality"]`."""

    staff: dict[str, Staff] = field(default_factory=dict)
    unit: dict[str, Unit] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.__dict__["staff"][name]
        except KeyError:
            raise AttributeError(name) from None


def build(sop_file: str = "company.toml", posts: dict[str, tuple[str, str, str]] = POSTS) -> Sagara:
    """Units, staff and the first edition."""
    source = (SOPS / sop_file).read_text(encoding="utf-8")
    plant_units(source)
    sagara = Sagara(unit={unit.code: unit for unit in Unit.objects.all()})
    secret = make_password(PASSWORD)
    people = [Staff(email=f"{name}@sagara.test", password=secret, full_name=posts[name][0]) for name in posts]
    sagara.staff = dict(zip(posts, Staff.objects.bulk_create(people), strict=True))
    Post.objects.bulk_create(
        Post(staff=sagara.staff[name], unit=sagara.unit[unit], role=role) for name, (_full, role, unit) in posts.items()
    )
    sop.publish(sop.draft(source), by=sagara.staff["ade"])
    return sagara


ALICE = vault.contact(name="Alice Rahmawati", email="alice@example.org", phone="0812-1111-2222")
STORY = "Dua kiriman berturut-turut air galonnya berbau plastik. Saya pakai untuk memasak, pesanan hari Selasa batal."


def alice_complains(**words: object) -> tuple[Case, Party, Receipt]:
    """Alice fills in the form of the portal; her case, her party and her receipt."""
    given = {"body": STORY, "title": "Air galon berbau plastik", "complainant": ALICE, **words}
    receipt = receive(Words(**given), by=VISITOR)  # type: ignore[arg-type]
    case = Case.objects.get(pk=receipt.case_id)
    return case, case.parties.get(role="complainant"), receipt


PRODUCT = Assessment(
    type="product", category="taste_or_smell", severity="high", impact_satisfaction="high", impact_reputation="medium",
    impact_money="medium", impact_law="low", temperature="angry",
)  # fmt: skip
REASON = "Menjawab sebab baunya dan mengganti kerugiannya."


def investigate(sagara: Sagara, case: Case) -> None:
    """Fitri classifies the case as a matter of the product and forwards it to Quality."""
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)


def bob_proposes(sagara: Sagara, case: Case, **last: object) -> list[Solution]:
    """Three alternatives; the last is as the test wants it."""
    alternatives = [
        Alternative(title="Ganti galon", cost=60_000, steps=("Antar galon baru", "Ambil galon lama")),
        Alternative(title="Uji laboratorium", cost=400_000, working_days=3),
        Alternative(title="Kembalikan uang", **last),  # type: ignore[arg-type]
    ]
    return [propose(case, alternative, by=sagara.bob) for alternative in alternatives]


def bob_decides(sagara: Sagara, case: Case, options: list[Solution]) -> None:
    """Two are offerable, the first is recommended; Olga has them now."""
    deciding.decide(case, options=options, recommended=options[0], reason=REASON, by=sagara.bob)


def until_offered(sagara: Sagara, case: Case, **last: object) -> list[Solution]:
    """From arrival to an open offer; answers the options on offer, the last alternative first."""
    investigate(sagara, case)
    options = bob_proposes(sagara, case, **last)
    on_offer = [options[2], options[0]]
    bob_decides(sagara, case, on_offer)
    deciding.approve(case, by=sagara.olga)
    offering.offer(case, by=sagara.fitri)
    return on_offer


def this_year() -> int:
    """The local year, by which budgets count."""
    return time.today().year


def this_prefix(sop_file: str) -> str:
    """The letter before the references of that SOP."""
    return read((SOPS / sop_file).read_text(encoding="utf-8")).prefix
