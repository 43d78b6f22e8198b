"""The same engine under an association's SOP: a member complains through a representative, without HTTP."""

from pathlib import Path

import pytest

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import decide, offer, put_right
from tanggap.casework.acting import Missing
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import Assessment, assess, forward
from tanggap.casework.close import close
from tanggap.casework.listen import feedback
from tanggap.casework.propose import Alternative, propose
from tanggap.casework.receive import receive
from tanggap.casework.register import Lesson
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tests import sagara as world
from tests.sagara import Sagara

POSTS = {
    "fitri": ("Fitri Handayani", "frontdesk", "secretariat"),
    "bob": ("Bob Siregar", "officer", "program"),
    "olga": ("Olga Tarigan", "head", "program"),
    "edo": ("Edo Prakoso", "head", "ethics"),
    "citra": ("Citra Ananda", "confidentiality", "ethics"),
    "maya": ("Maya Lestari", "manager", "organisation"),
    "mallory": ("Mallory Santoso", "officer", "membership"),
    "ade": ("Ade Nugroho", "admin", "organisation"),
}
MEMBER = vault.contact(name="Alice Rahmawati", email="alice@example.org", member_no="AIN-2041")
COMMITTEE = vault.contact(name="Carla Simatupang", email="carla@example.org", organization="Pengurus Cabang Bandung")
ACTIVITY = Assessment(
    type="activities", category="event_cancelled", severity="medium", impact_satisfaction="high", impact_money="low",
    impact_reputation="low", impact_law="none",
)  # fmt: skip


@pytest.fixture
def association(db: None) -> Sagara:
    return world.build("association.toml", POSTS)


def test_a_committee_brings_a_members_complaint_through_all_steps(association: Sagara) -> None:
    here = association
    receipt = receive(
        Words(
            body="Pelatihan kami dibatalkan sehari sebelumnya dan uang tidak kembali.", complainant=MEMBER,
            representative=COMMITTEE, on_behalf="committee", person_kind="member",
        ),
        by=VISITOR,
    )  # fmt: skip
    assert receipt.reference.startswith(world.this_prefix("association.toml"))
    case = Case.objects.get(pk=receipt.case_id)
    spokesman = access.by_code(receipt.reference, receipt.tracking_code)
    assert spokesman.role == "representative"

    assess(case, ACTIVITY, by=here.fitri)
    forward(case, by=here.fitri)
    assert case.unit.code == "program"
    first = propose(case, Alternative(title="Kembalikan biaya penuh", cost=1_500_000), by=here.bob)
    with pytest.raises(Missing):
        decide.decide(case, options=[first], recommended=first, reason="Satu saja belum cukup.", by=here.bob)
    second = propose(case, Alternative(title="Pindah ke pelatihan berikutnya"), by=here.bob)
    decide.decide(
        case, options=[first, second], recommended=first, reason="Anggota sudah terlanjur memesan kereta.", by=here.bob
    )
    decide.approve(case, by=here.olga)
    offer.offer(case, by=here.fitri)
    offer.accept(case, solution=first, by=spokesman)
    for task in case.tasks.all():
        put_right.finish_task(task, by=here.bob)
    put_right.complete(case, by=here.bob)
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        put_right.record_feeling(case, kind=kind, by=here.fitri)
    feedback(case, solved="yes", by=spokesman)
    close(case, outcome="upheld", lesson=Lesson(lesson="Batalkan paling lambat tujuh hari sebelumnya."), by=here.fitri)

    assert (case.state, case.register.get().outcome) == (State.CLOSED, "upheld")
    assert not list(trail.verify([case]))
    assert not access.visible_to(here.mallory).exists()


def test_a_matter_of_conduct_is_sealed_and_goes_to_the_ethics_board(association: Sagara) -> None:
    here = association
    receipt = receive(
        Words(body="Seorang anggota menjiplak karya saya.", complainant=MEMBER, category="member_conduct"), by=VISITOR
    )
    case = Case.objects.get(pk=receipt.case_id)
    assert (case.visibility, case.unit.code, case.owner) == ("sealed", "ethics", here.citra)
    assert {name for name, staff in here.staff.items() if access.visible_to(staff).exists()} == {"citra"}
    conduct = Assessment(
        type="conduct", category="member_conduct", severity="high", impact_satisfaction="high",
        impact_reputation="high", impact_law="low", impact_money="low",
    )  # fmt: skip
    with pytest.raises(Missing) as told:
        assess(case, conduct, by=here.citra)
    assert [one.code for one in told.value.missing] == ["values"]
    touched = Assessment(**{**{name: getattr(conduct, name) for name in conduct.__dataclass_fields__},
                            "tags": ("integrity", "respect")})  # fmt: skip
    assess(case, touched, by=here.citra)
    forward(case, by=here.citra)
    assert access.visible_to(here.edo).get() == case


def test_the_sop_files_that_are_shipped_are_the_ones_that_are_tested() -> None:
    assert {path.name for path in Path(world.SOPS).glob("*.toml")} >= {"company.toml", "association.toml"}
