"""Every refusal is problem+json, in the reader's language, and says what to mend."""

import json
from typing import Any

import pytest

from tests.api.machines import Machine, complain
from tests.sagara import Sagara


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem that this answer is."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["code"]) == (status, code)
    assert said["type"].endswith(code) and said["title"] and said["detail"]
    return said


def test_a_field_that_does_not_exist_is_refused(sagara: Sagara) -> None:
    answer = Machine().post("/complaints", {"body": "x", "state": "closed", "complainant": {"digest": "x"}})
    assert problem(answer, 400, "invalid")["errors"] == {
        "complainant.digest": "This field does not exist here. Leave it out.",
        "state": "This field does not exist here. Leave it out.",
    }


def test_problems_speak_the_language_that_is_asked_for(sagara: Sagara) -> None:
    answer = Machine(language="id").post("/complaints", {"subject": 7})
    said = problem(answer, 400, "invalid")
    assert said["errors"] == {"body": "Bagian ini harus diisi.", "subject": "Tulis teks di sini."}
    assert said["title"] == "Ini belum dapat diterima"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"text"', b"null", b"NaN", b'{"body": NaN}', b'{"body": 1e309}', b'{"body": true}',
        b'{"body": ["x"]}', b'{"body": {}}', b'{"body": null}', b'{"body": "a", "body": "b"}', b'\xff\xfe',
        b'{"body": "\xff"}', b'\xef\xbb\xbf{"body": "x"}', b'{"body": "\\ud800"}', b'{"body": "x\\u0000y"}',
        b'{"body": ""}', b'{"body": "  "}', b"[" * 10_000, b'{"a":' * 10_000, b'{"body": "x", "anonymous": 1}',
        b'{"body": "x", "anonymous": "true"}', b'{"body": "x", "occurred_on": "2026-02-30"}',
        b'{"body": "x", "occurred_on": "0000-01-01"}', b'{"body": "x", "occurred_on": "9999-12-31"}',
        b'{"body": "x", "occurred_on": 20260305}', b'{"body": "x", "occurred_on": "2026-03-05T00:00:00Z"}',
        b'{"body": "x", "received_at": "2026-03-05T09:00:00"}',
        b'{"body": "x", "received_at": "0001-01-01T00:00+07:00"}',
        b'{"body": "x", "attachments": "x"}', b'{"body": "x", "attachments": [1]}', b'{"body": "x", "unit": "nowhere"}',
        b'{"body": "x", "attachments": ["\\u0000"]}', b'{"body": "x", "complainant": "Alice"}',
        b'{"body": "x", "complainant": {"email": "not an address"}}', b'{"body": "x", "x\\u0000": 1}',
        b'{"body": "' + b"x" * 50_001 + b'"}', b'{"body": "x", "subject": "' + b"y" * 201 + b'"}',
        b'{"body": "x", "category": "none"}', b'{"body": "x", "channel": "fax"}', b'{"body": "x", "language": "fr"}',
        b'{"body": "x", "external_id": "' + b"z" * 201 + b'"}', b'{"body": 1' + b"0" * 5_000 + b"}",
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_a_sentence(sagara: Sagara, body: bytes) -> None:
    answer = Machine(sagara.fitri).raw("/complaints", body)
    assert answer.status_code == 400, (body[:60], answer.content)
    assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]


def test_the_largest_that_fits_is_taken(sagara: Sagara) -> None:
    assert Machine().post("/complaints", {"body": "x" * 50_000, "subject": "y" * 200}).status_code == 201


def test_addresses_and_methods_that_do_not_exist(sagara: Sagara) -> None:
    fitri = Machine(sagara.fitri)
    problem(fitri.get("/nothing/here"), 404, "not_found")
    problem(fitri.get("/"), 404, "not_found")
    assert problem(fitri.get("/complaints"), 405, "method_not_allowed")["title"] == "This address does not do that"
    answer = fitri.client.delete("/api/v1/cases")
    problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_other_kinds_of_body_are_not_read(sagara: Sagara, kind: str) -> None:
    problem(Machine().raw("/complaints", b'{"body": "x"}', kind), 415, "media_type")


def test_too_large_is_said_before_it_is_read(sagara: Sagara) -> None:
    problem(Machine().raw("/complaints", json.dumps({"body": "x" * 3_000_000})), 413, "too_large")
    problem(Machine().raw("/attachments", b"x" * 11_000_000, "multipart/form-data; boundary=x"), 413, "too_large")


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Bearer tgp_unknown", "Basic YTpi", "Bearer tgp_\u00e9"])
def test_without_a_good_token_nothing_opens(sagara: Sagara, token: str) -> None:
    visitor = Machine()
    answer = visitor.get("/cases", headers={"authorization": token.encode("latin-1").decode("latin-1")})
    problem(answer, 401, "no_token")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    if token:
        problem(visitor.post("/complaints", {"body": "x"}, authorization=token), 401, "no_token")


def test_a_session_opens_nothing(sagara: Sagara) -> None:
    visitor = Machine()
    visitor.client.force_login(sagara.fitri)
    problem(visitor.get("/me"), 401, "no_token")


def test_a_stale_version_is_refused_with_the_one_that_stands(sagara: Sagara) -> None:
    number, fitri = complain()["reference"], Machine(sagara.fitri)
    fitri.act(number, "note", {"text": "Satu."})
    said = problem(fitri.post(f"/cases/{number}/note", {"text": "Dua."}, **{"If-Match": "1"}), 409, "stale")
    assert said["version"] == fitri.case(number)["version"] > 1
    problem(fitri.post(f"/cases/{number}/note", {"text": "Dua."}, **{"If-Match": "one"}), 400, "if_match")
    assert fitri.act(number, "note", {"text": "Dua."}, **{"If-Match": f'W/"{said["version"]}"'})


def test_what_the_sop_still_wants_is_listed(sagara: Sagara) -> None:
    number, fitri = complain()["reference"], Machine(sagara.fitri)
    fitri.act(number, "assess", {
        "type": "product", "category": "taste_or_smell", "severity": "low", "impact_satisfaction": "low",
        "temperature": "calm",
    })  # fmt: skip
    fitri.act(number, "forward")
    bob = Machine(sagara.bob)
    only = bob.act(number, "propose", {"title": "Ganti"})["solutions"][0]["id"]
    long_reason = "Karena cukup untuk keluhan yang sekecil ini."
    decide = {"options": [only], "recommended": only, "reason": long_reason}
    said = problem(bob.post(f"/cases/{number}/decide", decide), 409, "missing")
    assert said["missing"][0]["code"] == "alternatives" and said["missing"][0]["sentence"]
    assert problem(bob.post(f"/cases/{number}/approve"), 409, "not_now")
    assert problem(bob.post(f"/cases/{number}/decide", {**decide, "recommended": 10**15}), 400, "invalid")


@pytest.mark.parametrize(
    "query", ["state=none", "sort=unit_id", "colour=red", "cursor=x", "limit=0", "q=%00", "due_before=x"]
)
def test_filters_that_nobody_knows_are_refused(sagara: Sagara, query: str) -> None:
    said = Machine(sagara.fitri).get(f"/cases?{query}")
    assert (said.status_code, list(said.json()["errors"])) == (400, [query.split("=")[0]])


def test_a_cursor_goes_on_and_belongs_to_its_order(sagara: Sagara) -> None:
    numbers = [complain(f"Keluhan {place}.")["reference"] for place in range(5)]
    fitri, found, cursor = Machine(sagara.fitri), [], ""
    while True:
        page = fitri.get(f"/cases?limit=2&cursor={cursor}").json()
        found += [one["reference"] for one in page["items"]]
        if not (cursor := page["next"]):
            break
        assert fitri.get(f"/cases?sort=due_at&cursor={cursor}").json()["code"] == "bad_cursor"
    assert found == numbers[::-1]
    assert [one["reference"] for one in fitri.get("/cases?sort=due_at").json()["items"]] == numbers


def test_the_documentation_needs_no_script(sagara: Sagara) -> None:
    page = Machine().get("/docs")
    assert page.status_code == 200 and "POST /api/v1/complaints" in page.content.decode()
    schema = Machine().get("/openapi.json").json()
    assert schema["openapi"].startswith("3.1") and len(schema["paths"]) > 60
    ids = [one["operationId"] for path in schema["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))
