"""Who speaks for whom (R7): a member complains through somebody with a power of attorney, which is shown, checked,
expires, and is withdrawn; and what staff notice themselves (R14)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework import decide, mandates, offer
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import assess, forward
from tanggap.casework.propose import Alternative, propose
from tanggap.casework.receive import receive
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, NotFound
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.models import Mandate
from tests import sagara as world
from tests.sagara import Sagara
from tests.stories.test_association import ACTIVITY, COMMITTEE, MEMBER, POSTS
from tests.workspace.browsing import words
from tests.workspace.test_inbox import desk

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def association(db: None) -> Sagara:
    cache.clear()
    return world.build("association.toml", POSTS)


def brought(on_behalf: str = "representative", **more: object) -> tuple[Case, object]:
    given = {"complainant": MEMBER, "representative": COMMITTEE, "person_kind": "member", **more}
    receipt = receive(
        Words(body="Pelatihan kami dibatalkan sehari sebelumnya.", on_behalf=on_behalf, **given), by=VISITOR
    )
    return Case.objects.get(pk=receipt.case_id), receipt


def offered(case: Case, here: Sagara) -> None:
    assess(case, ACTIVITY, by=here.fitri)
    forward(case, by=here.fitri)
    options = [propose(case, Alternative(title=title), by=here.bob) for title in ("Kembalikan biaya", "Pindah jadwal")]
    decide.decide(case, options=options, recommended=options[0], reason="Anggota sudah memesan kereta.", by=here.bob)
    decide.approve(case, by=here.olga)
    offer.offer(case, by=here.fitri)


def carla(receipt: object) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert client.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code}).status_code == 303
    return client


def test_a_power_of_attorney_is_shown_checked_expires_and_is_withdrawn(association: Sagara) -> None:
    here = association
    case, receipt = brought()
    offered(case, here)
    spokesman, speaker = access.by_code(receipt.reference, receipt.tracking_code), carla(receipt)
    solution = case.solutions.order_by("pk").first()
    page = words(speaker.get("/track/case/"))
    assert "You speak for somebody else." in page
    with pytest.raises(Forbidden):
        offer.accept(case, solution=solution, by=spokesman)
    assert speaker.post("/track/case/reply/", {"body": "Kami menunggu."}).status_code == 303, "told: may answer"
    # Shown on the track page: refused without a file, kept with one; agreeing still waits for staff.
    assert speaker.post("/track/case/mandate/", {"until": "besok"}).status_code == 400
    assert speaker.post("/track/case/mandate/", {}).status_code == 400
    until = time.today() + timedelta(days=20)
    upload = SimpleUploadedFile("kuasa.pdf", PDF, "application/pdf")
    assert speaker.post("/track/case/mandate/", {"files": upload, "until": until.isoformat()}).status_code == 303
    row = Mandate.objects.get()
    assert (row.state_at(time.now()), mandates.last_day(row.until)) == ("shown", until)
    assert case.evidence.filter(file=row.document).exists()
    with pytest.raises(Forbidden):
        offer.accept(case, solution=solution, by=access.by_code(receipt.reference, receipt.tracking_code))
    # Staff: the page, who may not, a wrong date, and the check.
    where = f"/desk/cases/{case.reference}/mandate/"
    fitri = desk(here.fitri)
    assert "Carla Simatupang" in words(fitri.get(where)) and where in fitri.get(
        f"/desk/cases/{case.reference}/").content.decode()  # fmt: skip
    assert desk(here.mallory).get(where).status_code == 404
    assert fitri.post(where, {"what": "check", "until": "2020-01-01"}).status_code == 400
    assert fitri.post(where, {"what": "nonsense"}).status_code == 400
    assert fitri.post(where, {"what": "check", "until": until.isoformat(), "scope": "Perkara ini"}).status_code == 303
    assert Mandate.objects.get().state_at(time.now()) == "checked"
    with time.travel(time.now() + timedelta(days=8)):
        assert (mandates.remind_due(), mandates.remind_due()) == (1, 0)
    with time.travel(time.now() + timedelta(days=22)):
        party = access.by_code(receipt.reference, receipt.tracking_code)
        assert party.mandate.state_at(time.now()) == "expired" and mandates.remind_due() == 0
        with pytest.raises(Forbidden):
            offer.accept(case, solution=solution, by=party)
    offer.accept(case, solution=solution, by=access.by_code(receipt.reference, receipt.tracking_code))
    # The member objects: the code of whoever spoke opens nothing, and the member speaks.
    assert fitri.post(where, {"what": "end", "reason": ""}).status_code == 400
    assert fitri.post(where, {"what": "end", "reason": "Anggota tidak menghendakinya."}).status_code == 303
    assert fitri.post(where, {"what": "end", "reason": "Sekali lagi."}).status_code == 409
    with pytest.raises(NotFound):
        access.by_code(receipt.reference, receipt.tracking_code)
    assert speaker.get("/track/case/").status_code != 200
    case.refresh_from_db()
    last = Outbound.objects.filter(case_key=case.key).latest("pk")
    assert last.to_address == MEMBER.email and case.parties.get(role="complainant").may_agree
    assert not list(trail.verify([case]))


def test_a_committee_speaks_by_its_office_and_nobody_checks_an_own_mandate(association: Sagara) -> None:
    here = association
    case, receipt = brought("committee")
    offered(case, here)
    vault.keep(case.parties.get(role="representative").person, email=here.fitri.email)
    with pytest.raises(Forbidden, match="berkepentingan"):
        mandates.check_mandate(case, until=None, by=here.fitri)
    offer.accept(case, solution=case.solutions.order_by("pk").first(),
                 by=access.by_code(receipt.reference, receipt.tracking_code))  # fmt: skip
    alone, _receipt = brought("nobody", representative=None)
    assert desk(here.fitri).get(f"/desk/cases/{alone.reference}/mandate/").status_code == 404


def test_whoever_is_spoken_for_is_told_without_a_way_in_and_who_noticed_is_on_the_trail(association: Sagara) -> None:
    case, receipt = brought()
    letters = {one.to_address: one for one in Outbound.objects.filter(case_key=case.key)}
    assert set(letters) == {MEMBER.email, COMMITTEE.email}
    for_member = letters[MEMBER.email]
    assert case.reference in for_member.subject and receipt.tracking_code not in for_member.body_text
    assert "/t/" not in for_member.body_text and "Carla" not in for_member.body_text
    noticed = receive(Words(body="Tagihan iurannya dua kali.", on_behalf="staff_noticed", entered_by="desk",
                            medium="walk_in", complainant=MEMBER), by=association.fitri)  # fmt: skip
    letter = Outbound.objects.get(case_key=f"case:{noticed.case_id}")
    assert "menemukan" in letter.subject and "Terima kasih sudah menyampaikan" not in letter.body_text
    entry = trail.entries(Case.objects.get(pk=noticed.case_id))[0]
    assert entry.actor == association.fitri.key
