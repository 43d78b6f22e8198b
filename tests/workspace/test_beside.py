"""What stands beside a case: the same complainant's other complaints, and similar ones, of those that may be seen."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tanggap.cases.likeness import similar
from tanggap.people import vault
from tanggap.people.models import Staff
from tests.sagara import Sagara, alice_complains, investigate

pytestmark = pytest.mark.django_db
SEAL = "Segel galon sobek waktu diterima, airnya keruh dan berbau plastik menyengat."
LIKE = "Galonnya datang dengan segel sobek; airnya keruh sekali."
OTHER = "Kurir datang terlambat dan membentak ibu saya di depan pagar."


@pytest.fixture(autouse=True)
def _counted() -> None:
    cache.clear()


def beside(staff: Staff, case, **headers: str) -> str:
    client = Client()
    client.force_login(staff)
    answer = client.get(f"/desk/cases/{case.reference}/beside/", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def bea() -> vault.Contact:
    return vault.contact(name="Bea", email="bea@example.org")


def test_a_similar_complaint_is_found_by_its_rare_words_and_another_is_not(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(body=SEAL, title="Segel sobek")
    alike, _bea, _receipt = alice_complains(body=LIKE, title="Air keruh, segel sobek", complainant=bea())
    alice_complains(body=OTHER, title="Kurir kasar", complainant=bea())
    found = similar(case, by=sagara.fitri)
    assert [one.case.pk for one in found] == [alike.pk]
    assert 0.12 < found[0].share < 1
    assert {"segel", "sobek", "keruh"} & set(found[0].words)
    assert set(found[0].words) <= set(f"{SEAL} segel".lower().replace(",", " ").replace(".", " ").split())
    assert alike.title in beside(sagara.fitri, case) and "Kurir kasar" not in beside(sagara.fitri, case)


def test_what_may_not_be_seen_is_like_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(body=SEAL)
    investigate(sagara, case)
    other, _bea, _receipt = alice_complains(body=LIKE, complainant=bea())
    hidden, _alice, _receipt = alice_complains(body=SEAL, confidential=True)
    assert [one.case.pk for one in similar(case, by=sagara.fitri)] == [other.pk]
    assert similar(case, by=sagara.bob) == []  # the other one is still at the front desk
    assert similar(hidden, by=hidden.owner) == []
    assert "tidak dibandingkan" in beside(hidden.owner, hidden)


def test_frequent_words_are_not_looked_for(sagara: Sagara) -> None:
    for n in range(30):
        alice_complains(body=f"Galon air nomor {n} bocor.", complainant=bea())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_searchentry")
    case, _alice, _receipt = alice_complains(body="Galon bocor, dan dispenser korslet terbakar.")
    near, _alice, _receipt = alice_complains(body="Dispenser saya korslet.")
    assert [one.case.pk for one in similar(case, by=sagara.fitri)][0] == near.pk
    usual, _alice, _receipt = alice_complains(body="Galon bocor.")
    assert similar(usual, by=sagara.fitri) == []  # all of its words are everywhere, and tell nothing


def test_the_same_complainant_is_known_by_address_or_number_and_not_by_name(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    again, _alice, _receipt = alice_complains(
        title="Alice sekali lagi", complainant=vault.contact(name="A.", phone="+62 812-1111-2222")
    )
    namesake = vault.contact(name="Alice Rahmawati", email="x@example.org")
    alice_complains(title="Nama yang sama", body=OTHER, complainant=namesake)
    hidden, _alice, _receipt = alice_complains(title="Rahasia Alice", confidential=True)
    said = beside(sagara.fitri, case, **{"HX-Request": "true"})
    assert again.title in said and "1 keluhan lain dalam 12 bulan" in said
    assert "Nama yang sama" not in said and "Rahasia Alice" not in said
    assert "Alice sekali lagi" not in beside(hidden.owner, hidden)


def test_who_may_not_see_the_case_sees_nothing_beside_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    client = Client()
    client.force_login(sagara.mallory)
    assert client.get(f"/desk/cases/{case.reference}/beside/").status_code == 404
