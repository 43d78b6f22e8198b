"""Mallory tries her luck over the API: what is not hers does not exist, and what is refused is written down."""

import time as stopwatch
from collections.abc import Iterator
from typing import Any

import pytest

from tanggap.audit import trail
from tanggap.cases.access import get_case
from tanggap.cases.models import Case
from tests.api.machines import Machine, complain
from tests.sagara import Sagara

ASSESSED = {
    "type": "product", "category": "taste_or_smell", "severity": "low", "impact_satisfaction": "low",
    "temperature": "calm",
}  # fmt: skip
ABSENT = "K26-99999"


def act_bodies() -> Iterator[tuple[str, Any]]:
    """Every act of a case with a body that fits its shape, from the OpenAPI document."""
    schema = Machine().get("/openapi.json").json()
    for path, operations in schema["paths"].items():
        if path.startswith("/api/v1/cases/{reference}/") and "post" in operations:
            content = operations["post"].get("requestBody", {}).get("content", {}).get("application/json")
            body = example(schema, content["schema"]) if content else None
            yield path.removeprefix("/api/v1/cases/{reference}/"), body


def example(schema: dict[str, Any], part: dict[str, Any]) -> Any:
    """Something of that shape: only what is needed."""
    if "$ref" in part:
        part = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    if "enum" in part:
        return part["enum"][0]
    if part.get("type") == "object":
        return {name: example(schema, part["properties"][name]) for name in part.get("required", [])}
    if part.get("type") == "array":
        return [example(schema, part["items"])]
    if part.get("format") == "date-time":
        return "2026-12-01T10:00:00+07:00"
    return {"integer": 1, "boolean": True, "string": "sebuah alasan yang cukup panjang"}.get(part.get("type", ""), None)


def snapshot(case: Case) -> tuple[Any, ...]:
    case.refresh_from_db()
    return (case.state, case.version, case.round, case.unit_id, [one.verb for one in trail.entries(case)])


def test_there_are_as_many_acts_as_the_table_of_moves_has(sagara: Sagara) -> None:
    from tanggap.cases.states import MOVES

    names = {name for name, _body in act_bodies()}
    assert set(MOVES) <= names
    assert names - set(MOVES) == {
        "revise", "drop", "remark_on_task", "take_back", "ask_to_unmask", "renew_code", "check_task", "task_evidence",
        "lend_task", "renew_errand", "revoke_errand", "send_errand_back", "hand_over_redress", "restore",
        "coach", "step_aside",
        *(f"mandate/{one}" for one in ("show", "check", "grant", "end", "uphold")),
    }


def test_a_case_of_another_department_answers_like_one_that_is_absent(sagara: Sagara) -> None:
    number, fitri = complain()["reference"], Machine(sagara.fitri)
    fitri.act(number, "assess", ASSESSED)
    fitri.act(number, "forward")
    case, mallory = get_case(sagara.bob, number), Machine(sagara.mallory)
    before, tried = snapshot(case), 0

    for path in ("", "/timeline", "/receipt.pdf", "/files/AAAAAAAAAAAAAAAAAAAAAA"):
        other, absent = (mallory.get(f"/cases/{which}{path}") for which in (number, ABSENT))
        assert (other.status_code, other.content) == (404, absent.content)
    for name, body in act_bodies():
        other, absent = (mallory.post(f"/cases/{which}/{name}", body) for which in (number, ABSENT))
        assert (other.status_code, other.content) == (404, absent.content), (name, other.content)
        tried += 2

    assert snapshot(case) == before
    refusals = [entry for entry in trail.entries(sagara.mallory) if entry.verb == "refused"]
    assert len(refusals) == tried and {entry.facts["code"] for entry in refusals} == {"not_found"}
    assert number not in mallory.get("/cases?q=galon").content.decode()
    person = case.parties.get().person_id or 1
    assert mallory.get(f"/people/{person}").content == mallory.get("/people/987654").content
    assert mallory.get("/register").json() == {"items": [], "next": None}


def test_an_officer_who_proposed_does_not_approve_and_it_is_written_down(sagara: Sagara) -> None:
    number, fitri, bob = complain()["reference"], Machine(sagara.fitri), Machine(sagara.bob)
    fitri.act(number, "assess", ASSESSED)
    fitri.act(number, "forward")
    options = [bob.act(number, "propose", {"title": f"Cara {n}"})["solutions"][-1]["id"] for n in range(3)]
    reason = "Cukup untuk keluhan yang sekecil ini."
    bob.act(number, "decide", {"options": options, "recommended": options[0], "reason": reason})
    case = get_case(sagara.bob, number)
    before = snapshot(case)

    refused = bob.post(f"/cases/{number}/approve")

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert snapshot(case) == before
    last = trail.entries(sagara.bob)[-1]
    assert (last.verb, last.facts["act"], last.facts["case"], last.face) == ("refused", "approve", case.key, "api")


def test_people_are_found_only_by_those_who_may_know_them(sagara: Sagara) -> None:
    open_one = complain(complainant={"name": "Alice", "email": "alice@example.org"})["reference"]
    hidden = complain(complainant={"name": "Alice Rahasia"}, confidential=True)["reference"]
    known = get_case(sagara.fitri, open_one).parties.get().person_id
    secret = get_case(sagara.citra, hidden).parties.get().person_id
    shown = Machine(sagara.fitri).get(f"/people/{known}").json()
    assert (shown["contact"]["name"], [one["reference"] for one in shown["cases"]]) == ("Alice", [open_one])
    assert Machine(sagara.citra).get(f"/people/{secret}").json()["contact"]["name"] == "Alice Rahasia"
    for name in ("maya", "bob", "mallory", "ade"):
        assert Machine(getattr(sagara, name)).get(f"/people/{secret}").status_code == 404


def test_seeing_a_hidden_name_takes_two_people(sagara: Sagara) -> None:
    number = complain(complainant={"name": "Alice"}, confidential=True)["reference"]
    citra, fitri, bob = Machine(sagara.citra), Machine(sagara.fitri), Machine(sagara.bob)
    fitri.act(number, "assess", ASSESSED)
    fitri.act(number, "forward", {"handler": sagara.bob.email})
    assert (bob.case(number)["identity_visible"], bob.case(number)["contact"]) == (False, None)
    assert bob.post(f"/cases/{number}/split", {"body": "Hal kedua."}).status_code == 403
    request = bob.act(number, "ask_to_unmask", {"reason": "Harus menelepon."})["unmask_requests"][0]["id"]
    assert bob.post(f"/cases/{number}/unmask", {"request": request, "agree": True}).status_code == 403
    citra.act(number, "unmask", {"request": request, "agree": True})
    assert bob.case(number)["contact"]["name"] == "Alice"
    verbs = [entry.verb for entry in trail.entries(get_case(sagara.citra, number))]
    assert "unmasked" in verbs and verbs.count("read") >= 3


def test_a_voucher_of_another_case_is_not_redeemed_here(sagara: Sagara) -> None:
    mine, other = complain()["reference"], complain()["reference"]
    fitri = Machine(sagara.fitri)
    code = fitri.act(mine, "grant", {"kind": "voucher", "amount": 10_000})["redress"][0]["voucher_code"]
    refused = fitri.post(f"/cases/{other}/redeem", {"code": code})
    assert (refused.status_code, refused.json()["code"]) == (409, "unknown_voucher")
    assert fitri.case(mine)["redress"][0]["redeemed_at"] is None
    assert fitri.act(mine, "redeem", {"code": code})["redress"][0]["redeemed_at"]


def test_guesses_are_slowed_and_wrong_is_like_absent(sagara: Sagara) -> None:
    receipt, visitor = complain(), Machine()
    right = {"reference": receipt["reference"], "tracking_code": receipt["tracking_code"]}
    wrong = {**right, "tracking_code": "0000-0000"}
    answers = {
        visitor.post("/track", wrong).content, visitor.post("/track", {**wrong, "reference": ABSENT}).content,
        visitor.post("/track/withdraw", wrong).content,
    }  # fmt: skip
    assert len(answers) == 1 and b"wrong_code" in answers.pop()
    codes = [visitor.post("/track", wrong).status_code for _ in range(10)]
    assert codes == [404] * 8 + [429] * 2
    slowed = visitor.post("/track", right)
    assert slowed.status_code == 429 and int(slowed["Retry-After"]) > 0
    others = [visitor.post("/track", {**wrong, "reference": f"K26-{n}"}) for n in range(60_000, 60_020)]
    assert (others[0].status_code, others[-1].status_code) == (404, 429)
    assert [entry.facts["act"] for entry in trail.entries("visitor")][:3] == ["track", "track", "withdraw"]


def test_whoever_has_the_code_may_look_as_often_as_they_like(sagara: Sagara) -> None:
    receipt, visitor = complain(), Machine()
    right = {"reference": receipt["reference"], "tracking_code": receipt["tracking_code"]}
    assert {visitor.post("/track", right).status_code for _ in range(15)} == {200}


@pytest.mark.slow
def test_the_time_of_an_answer_tells_nothing(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    from tanggap.cases import knocking

    monkeypatch.setattr(knocking, "PER_REFERENCE", 10_000)
    monkeypatch.setattr(knocking, "PER_ADDRESS", 10_000)
    receipt, visitor = complain(), Machine()

    def taken(reference: str) -> float:
        begun = stopwatch.process_time()
        visitor.post("/track", {"reference": reference, "tracking_code": "0000-0000"})
        return stopwatch.process_time() - begun

    pairs = [(taken(receipt["reference"]), taken(ABSENT)) for _ in range(40)]
    wrong, absent = (min(times) for times in zip(*pairs, strict=True))
    assert abs(wrong - absent) < 0.2 * max(wrong, absent)


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", " =", "\u00a0="])
def test_no_cell_of_the_register_is_a_formula(lead: str) -> None:
    from tanggap.core.cells import plain_cell

    assert plain_cell(f"{lead}cmd|' /C calc'!A0") == f"'{lead}cmd|' /C calc'!A0"
    assert [plain_cell(value) for value in ("Ganti = baik", -5, None, "")] == ["Ganti = baik", -5, "", ""]
