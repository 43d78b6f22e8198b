"""Search finds words, names, numbers and references; never what the reader may not see."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk, rows


def found(client: Client, typed: str) -> list[str]:
    answer = client.get("/desk/search/", {"q": typed})
    assert answer.status_code == 200
    return rows(answer.content.decode())


@pytest.mark.parametrize(
    "typed", ["galon", "berbau", "GALON plastik", "kiriman", "Rahmawati", "0812-1111-2222", "+62 812 1111 2222"]
)
def test_words_in_any_form_names_and_numbers_find_the_case(sagara: Sagara, typed: str) -> None:
    case, _alice, _receipt = alice_complains()
    assert found(desk(sagara.fitri), typed) == [case.reference]


def test_an_exact_reference_opens_the_case_with_or_without_its_dash(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    for typed in (case.reference, case.reference.replace("-", ""), case.reference.lower(), f" {case.reference} "):
        answer = desk(sagara.fitri).get("/desk/search/", {"q": typed})
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.reference}/")


def test_a_hidden_case_is_found_by_its_number_and_by_no_word(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    client = desk(sagara.fitri)
    assert found(client, "galon") == []
    assert found(client, "Rahmawati") == []
    assert client.get("/desk/search/", {"q": case.reference}).status_code == 302


def test_mallory_finds_nothing_by_words_by_name_and_by_number(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    for typed in ("galon", "Rahmawati", "081211112222", case.reference):
        assert found(desk(sagara.mallory), typed) == []


def test_the_accused_and_their_line_search_in_vain(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.bob, body="Bob meminta uang.")
    for excluded in (sagara.bob, sagara.olga, sagara.maya):
        html = desk(excluded).get("/desk/search/", {"q": case.reference}).content.decode()
        assert rows(html) == []
        assert not re.search(r"Bob meminta", html)


def test_what_nobody_ever_wrote_is_told_kindly_and_shown_without_harm(sagara: Sagara) -> None:
    answer = desk(sagara.fitri).get("/desk/search/", {"q": "<b>zzz</b>'"})
    assert "&lt;b&gt;zzz" in answer.content.decode()


def test_a_rare_word_is_found_behind_any_number_of_newer_cases(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tanggap.cases.search.CLOSE", 2)
    monkeypatch.setattr("tanggap.cases.search.FAR", 3)
    rare, _alice, _receipt = alice_complains(body="Ada kerikil di dalam galon.")
    others = [alice_complains()[0].reference for _n in range(4)]
    client = desk(sagara.fitri)
    assert found(client, "kerikil") == [rare.reference]
    assert found(client, "galon") == [*reversed(others), rare.reference]
    assert found(desk(sagara.mallory), "kerikil") == []


def test_three_results_cost_as_many_queries_as_one(sagara: Sagara) -> None:
    alice_complains()
    client = desk(sagara.fitri)
    found(client, "galon")
    with CaptureQueriesContext(connection) as one:
        found(client, "galon")
    alice_complains()
    alice_complains()
    with CaptureQueriesContext(connection) as three:
        assert len(found(client, "galon")) == 3
    assert len(one) == len(three) <= 12
