"""Confidential, anonymous and sealed complaints: who knows, who does not, and what lies in the database."""

import pytest
from django.db import connection

from tanggap.audit import trail
from tanggap.cases import access, search
from tanggap.cases.models import Case, SearchEntry
from tanggap.casework import record, unmask
from tanggap.casework.acting import look_at
from tanggap.casework.assess import assess, forward
from tanggap.casework.converse import hear, note, reply
from tanggap.channels.models import Inbound, Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, NotFound, Refused
from tanggap.people import vault
from tanggap.people.models import Deputy, Post, Staff
from tests.sagara import ALICE, PRODUCT, Sagara, alice_complains

CANARY = "kenari-rahasia"


def everything_in_the_database() -> str:
    """Every row of every table as text, the way a thief of the database would read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_a_confidential_complaint_is_seen_by_named_people_only(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    assert case.owner == sagara.fitri
    seen_by = {name for name, staff in sagara.staff.items() if access.visible_to(staff).exists()}
    assert seen_by == {"fitri", "citra"}
    assert access.sees_identity(sagara.fitri, case)

    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    seen_by = {name for name, staff in sagara.staff.items() if access.visible_to(staff).exists()}
    assert seen_by == {"fitri", "citra", "olga"}
    assert not access.sees_identity(sagara.olga, case)


def test_nothing_of_a_hidden_complaint_can_be_read_from_the_database(sagara: Sagara) -> None:
    who = vault.contact(name=f"Nama {CANARY}", email=f"{CANARY}@example.org")
    case, alice, _receipt = alice_complains(
        body=f"Isi {CANARY}", title=f"Judul {CANARY}", wish=f"Harapan {CANARY}", product=f"Produk {CANARY}",
        answers={"when": f"Jawab {CANARY}"}, complainant=who, confidential=True,
    )  # fmt: skip
    reply(case, text=f"Balasan {CANARY}", by=sagara.fitri)
    hear(case, text=f"Kabar {CANARY}", by=alice)
    note(case, text=f"Catatan {CANARY}", by=sagara.fitri)
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, note=f"Titipan {CANARY}", by=sagara.fitri)

    assert CANARY not in everything_in_the_database()
    case = Case.objects.get(pk=case.pk)
    assert (case.title, case.body) == (f"Judul {CANARY}", f"Isi {CANARY}")
    assert alice.person is not None and vault.read(alice.person).name == f"Nama {CANARY}"
    assert not SearchEntry.objects.filter(case=case).exists()


def test_an_ordinary_complaint_can_be_read_there_so_the_test_before_looks_in_the_right_place(sagara: Sagara) -> None:
    alice_complains(body=f"Isi {CANARY}")
    assert CANARY in everything_in_the_database()


def test_an_anonymous_complaint_keeps_no_name_and_only_the_hour(sagara: Sagara) -> None:
    case, party, receipt = alice_complains(anonymous=True, complainant=ALICE)
    assert party.person is None
    assert (case.received_at.minute, case.received_at.second) == (0, 0)
    assert ALICE.email not in everything_in_the_database()
    assert len(receipt.tracking_code.replace("-", "")) == 16
    inbound = Inbound.objects.get()
    assert (inbound.received_at.minute, inbound.received_at.second) == (0, 0)
    assert not Outbound.objects.exists()


def test_what_an_anonymous_complainant_does_later_keeps_only_the_hour_too(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains(anonymous=True, complainant=None)
    first = reply(case, text="Nomor segelnya berapa?", by=sagara.fitri)
    said = hear(case, text="B-1609.", by=party)
    assert said.at in {first.at, time.hour_of(time.now())}
    written = [entry for entry in trail.entries(case) if entry.actor == party.key]
    assert [entry.verb for entry in written] == ["received", "heard"]
    times = [moment for entry in written for moment in (entry.at, entry.recorded_at)]
    assert {(moment.minute, moment.second, moment.microsecond) for moment in times} == {(0, 0, 0)}
    assert case.active_at.minute == 0 and not list(trail.verify([case]))


def test_the_code_of_a_hidden_complaint_opens_it_and_is_mailed_to_nobody(sagara: Sagara) -> None:
    case, party, receipt = alice_complains(confidential=True)
    assert access.by_code(receipt.reference, receipt.tracking_code) == party
    assert access.by_code(receipt.reference.lower(), receipt.tracking_code.lower().replace("-", " ")) == party
    with pytest.raises(NotFound):
        access.by_code(receipt.reference, "0000-0000-0000-0000")
    letter = Outbound.objects.get(case_key=case.key)
    assert receipt.tracking_code not in str(vars(letter))


def test_only_those_who_may_know_the_name_renew_the_code_of_a_hidden_complaint(sagara: Sagara) -> None:
    case, party, receipt = alice_complains(anonymous=True, complainant=None)
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    with pytest.raises(Forbidden):
        record.renew_code(case, by=sagara.olga)
    assert access.by_code(receipt.reference, receipt.tracking_code) == party
    assert access.by_code(receipt.reference, record.renew_code(case, by=sagara.fitri)) == party


def test_a_sealed_complaint_does_not_exist_for_the_accused_their_line_and_their_deputies(sagara: Sagara) -> None:
    deputy = Staff.objects.create_user("dita@sagara.test", None, full_name="Dita Deputy")
    Deputy.objects.create(of=sagara.sari, by=deputy)
    Post.objects.create(staff=sagara.sandi, unit=sagara.unit["organisation"], role="confidentiality")
    case, _alice, _receipt = alice_complains(accused=sagara.sandi, category="staff_misconduct")
    assert case.visibility == "sealed"
    for staff in (sagara.sandi, sagara.sari, deputy, sagara.maya, sagara.mallory, sagara.audy, sagara.ade):
        assert access.visible_to(staff).count() == 0
        assert not search.find(access.visible_to(staff), case.reference).exists()
        with pytest.raises(NotFound) as absent:
            access.get_case(staff, case.reference)
        with pytest.raises(NotFound) as never:
            access.get_case(staff, "K26-99999")
        assert str(absent.value) == str(never.value)
    assert access.get_case(sagara.citra, case.reference) == case


def test_the_excluded_cannot_be_put_to_work_on_the_case(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.sandi, category="staff_misconduct")
    with pytest.raises(Refused) as told:
        note(case, text=f"Tolong lihat @{sagara.sandi.email}", by=sagara.citra)
    assert told.value.code == "excluded"


def test_the_identity_is_shown_only_after_a_second_person_agrees(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    request = unmask.ask_to_unmask(case, reason="Saya perlu menelepon pelapor.", by=sagara.olga)
    with pytest.raises(Forbidden):
        unmask.unmask(request, agree=True, by=sagara.olga)
    assert not access.sees_identity(sagara.olga, case)
    unmask.unmask(request, agree=True, by=sagara.citra)
    assert access.sees_identity(sagara.olga, case)
    assert "unmasked" in [entry.verb for entry in trail.entries(case)]


def test_opening_a_confidential_file_is_written_down(sagara: Sagara) -> None:
    hidden, _alice, _receipt = alice_complains(confidential=True)
    ordinary, _alice, _receipt = alice_complains()
    look_at(hidden, by=sagara.citra)
    look_at(ordinary, by=sagara.citra)
    assert [entry.actor for entry in trail.entries(hidden) if entry.verb == "read"] == [sagara.citra.key]
    assert not [entry for entry in trail.entries(ordinary) if entry.verb == "read"]
