"""The command palette: commands, filters, pages, people in both languages, complaints by their words, and no more."""

import pytest
from django.test import Client

from tanggap.people.models import Staff
from tests.sagara import Sagara, alice_complains, investigate

pytestmark = pytest.mark.django_db


def found(staff: Staff, q: str = "", **more: str) -> str:
    client = Client()
    client.force_login(staff)
    answer = client.get("/desk/palette/", {"q": q, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_on_a_case_its_acts_come_first_and_only_those_that_are_allowed(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert f'href="/desk/cases/{case.reference}/assess/"' in found(sagara.fitri, case=case.reference)
    assert "/assess/" not in found(sagara.audy, case=case.reference)
    assert case.reference not in found(sagara.mallory, case=case.reference)


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("klasifikasi", "/assess/"), ("classify", "/assess/"), ("klasifikisi", "/assess/"), ("assess", "/assess/"),
        ("kritis", "severity=critical"), ("critical", "severity=critical"), ("lewat tenggat", "due=overdue"),
        ("siregar", "/desk/staff/"), ("mutu", "/desk/units/quality/"), ("persetujuan", "/desk/approvals/"),
        ("panduan kotak masuk", "/desk/guide/inbox/"), ("help inbox", "/desk/guide/inbox/"),
    ],
)  # fmt: skip
def test_words_of_both_languages_find_even_misspelt_a_little(typed: str, href: str, sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert href in found(sagara.fitri, typed, case=case.reference)


def test_what_is_found_by_the_other_language_is_said_in_that_of_the_page(sagara: Sagara) -> None:
    assert "Keparahan: Kritis" in found(sagara.fitri, "critical") and "Persetujuan" in found(sagara.fitri, "approvals")


def test_complaints_are_found_by_words_and_by_number_and_only_those_that_may_be_seen(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    hidden, _alice, _receipt = alice_complains(confidential=True, title="Air galon berbau plastik rahasia")
    for typed in ("berbau plastik", case.reference, "Rahmawati"):
        assert f"/desk/cases/{case.reference}/" in found(sagara.fitri, typed)
        assert f"/desk/cases/{case.reference}/" not in found(sagara.mallory, typed)
    for typed in ("plastik rahasia", hidden.reference):
        assert "/desk/cases/" not in found(sagara.sandi, typed)
    assert f"/desk/cases/{hidden.reference}/" in found(hidden.owner, hidden.reference)


def test_what_was_open_last_is_named_again_from_its_number(sagara: Sagara) -> None:
    first, _alice, _receipt = alice_complains(title="Yang pertama")
    second, _alice, _receipt = alice_complains(title="Yang kedua")
    said = found(sagara.fitri, recent=f"{second.reference},{first.reference},K26-99999,<b>")
    assert said.index("Yang kedua") < said.index("Yang pertama")
    assert "Yang" not in found(sagara.mallory, recent=f"{second.reference},{first.reference}")


def test_odd_questions_find_nothing_and_break_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    client = Client()
    client.force_login(sagara.fitri)
    assert client.get("/desk/cases/%00/").status_code == 404
    for typed in ("\x00", "%", "'; --", "x" * 5000, "（", "😀 😀", ":::"):
        found(sagara.fitri, typed, case="\x00" + "y" * 50)
    assert "Tidak ada yang cocok" in found(sagara.fitri, "zzzqqq")


def test_single_letters_can_be_switched_off(sagara: Sagara) -> None:
    client = Client()
    client.force_login(sagara.fitri)
    assert 'data-keys="on"' in client.get("/desk/").content.decode()
    client.post("/desk/settings/keys/", {"off": "1"})
    assert 'data-keys="off"' in client.get("/desk/").content.decode()


def test_the_name_of_a_page_goes_before_complaints_with_that_word_and_verbs_say_where_they_are(sagara: Sagara) -> None:
    alice_complains(title="Persetujuan saya tidak diminta")
    said = found(sagara.fitri, "persetujuan")
    assert said.index("/desk/approvals/") < said.index("/desk/cases/")
    for typed in ("putuskan", "decide"):
        said = found(sagara.fitri, typed)
        assert "Buka keluhannya dulu" in said and "state=deciding" in said or "state=investigating" in said
