"""One complaint lives through all twelve steps of the SOP over the API alone."""

import csv
import io
from typing import Any

from tanggap.audit import trail
from tanggap.cases.access import get_case
from tests.api.machines import Machine, complain
from tests.sagara import STORY, Sagara

ALICE = {"name": "Alice Rahmawati", "email": "alice@example.org", "phone": "0812-1111-2222"}
SEEN = {
    "type": "product", "category": "taste_or_smell", "severity": "high", "impact_satisfaction": "high",
    "impact_reputation": "medium", "impact_money": "medium", "impact_law": "low", "temperature": "angry",
}  # fmt: skip
REASON = "Menjawab sebab baunya dan mengganti kerugiannya."


class Track:
    """Alice, with the number and the code from her receipt."""

    def __init__(self, receipt: dict[str, Any]) -> None:
        self.secret = {"reference": receipt["reference"], "tracking_code": receipt["tracking_code"]}
        self.machine = Machine()

    def __call__(self, act: str = "", **body: Any) -> dict[str, Any]:
        answer = self.machine.post(f"/track/{act}" if act else "/track", {**self.secret, **body})
        assert answer.status_code == 200, (act, answer.content.decode())
        return answer.json()


def test_a_complaint_lives_from_arrival_to_the_register_over_the_api(sagara: Sagara) -> None:
    receipt = complain(STORY, subject="Air galon berbau plastik", complainant=ALICE, product="Galon 19 l")
    number, alice = receipt["reference"], Track(receipt)
    fitri, bob, olga = (Machine(getattr(sagara, name)) for name in ("fitri", "bob", "olga"))
    assert [one["kind"] for one in receipt["promises"]] == ["first_reply", "resolution"]

    _classify(fitri, number)
    first, voucher, second = _decide_twice(bob, olga, number)
    fitri.act(number, "offer", {"message": "Mohon dipilih."})
    _alice_declines(alice, [voucher, second])

    case = bob.act(number, "decide", {"options": [voucher], "recommended": voucher, "reason": REASON})
    assert (case["state"], case["round"], case["decision"]["attempt"]) == ("deciding", 2, 1)
    assert first not in case["decision"]["options"]
    olga.act(number, "approve", {"remark": "Baik."})
    fitri.act(number, "offer")
    assert alice("accept", solution=voucher)["state"] == "putting_right"

    _put_right(bob, fitri, olga, alice, number)
    assert alice("feedback", solved="yes", outcome_score=5, process_score=4, comment="Terima kasih.")["state"] == (
        "following_up"
    )
    closed = fitri.act(number, "close", {"outcome": "upheld", "cause": "Pemasok baru", "lesson": "=Uji cium"})
    assert (closed["state"], closed["outcome"], closed["acts"][0]["act"]) == ("closed", "upheld", "feedback")

    _register_says_so(fitri, number)
    assert not list(trail.verify([get_case(sagara.olga, number)]))
    words = [one["words"] for one in alice()["timeline"]]
    assert "We offered you solutions." in words or len(words) > 8


def _classify(fitri: Machine, number: str) -> None:
    case = fitri.case(number)
    assert (case["state"], case["next_act"], case["contact"]["name"]) == ("received", "assess", "Alice Rahmawati")
    case = fitri.act(number, "assess", SEEN, **{"If-Match": str(case["version"])})
    assert (case["state"], case["severity"]) == ("assessed", "high")
    assert fitri.act(number, "forward")["unit"]["code"] == "quality"


def _decide_twice(bob: Machine, olga: Machine, number: str) -> tuple[int, int, int]:
    """Three alternatives, a choice that is sent back, and a better one that is approved."""
    titles = ["Ganti galon", "Uji laboratorium", "Kembalikan uang"]
    for place, title in enumerate(titles, 1):
        case = bob.act(number, "propose", {"title": title, "cost": 100_000 * place, "working_days": place})
    one, two, three = (solution["id"] for solution in case["solutions"])
    bob.act(number, "drop", {"solution": three})
    assert not bob.act(number, "restore", {"solution": three})["solutions"][2]["dropped"]
    bob.act(number, "drop", {"solution": three})
    helps = bob.get(f"/cases/{number}/alternatives").json()
    assert {one["code"] for one in helps["kinds"]} > {"replacement", "replacement_test"}
    assert [rung["people"][0]["name"] for rung in helps["ladder"]] == ["Olga Tarigan"] and helps["approve_by"]
    wrong = bob.post(f"/cases/{number}/propose", {"title": "Bina petugas", "kind": "staff_measure"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["kind"]), wrong.content
    bob.act(number, "revise", {"solution": one, "version": 1, "title": "Ganti dua galon", "cost": 90_000})
    bob.act(number, "propose", {"title": "Kembalikan separuh"})
    bob.act(number, "decide", {"options": [one, two], "recommended": two, "reason": REASON})
    case = olga.act(number, "send_back", {"remark": "Tambahkan kompensasi untuk pesanan yang batal."})
    assert case["decision"]["approvals"][0]["verdict"] == "returned"
    gift = {"title": "Ganti galon dan voucher", "kind": "replacement", "redress_kind": "voucher"}
    gift["redress_amount"] = 250_000
    voucher = bob.act(number, "propose", gift)["solutions"][-1]["id"]
    bob.act(number, "decide", {"options": [voucher, two], "recommended": voucher, "reason": REASON})
    olga.act(number, "approve")
    olga.act(number, "undo_approve")
    case = olga.act(number, "approve")
    assert (case["state"], case["redress"][-1]["state"]) == ("approved", "reserved")
    return one, voucher, two


def _alice_declines(alice: Track, offered: list[int]) -> None:
    view = alice()
    assert [one["id"] for one in view["offers"][-1]["solutions"]] == offered
    assert view["waiting_for_you"] and {"accept", "decline", "propose", "reply", "withdraw"} <= set(view["acts"])
    view = alice("decline", expectation="Saya ingin kepastian tertulis.", own_proposal="Surat hasil uji")
    assert (view["state"], view["offers"][-1]["state"]) == ("investigating", "declined")


def _put_right(bob: Machine, fitri: Machine, olga: Machine, alice: Track, number: str) -> None:
    reserved = next(one for one in olga.case(number)["redress"] if one["state"] == "reserved")
    case = olga.act(number, "grant", {"redress": reserved["id"]})
    code = case["redress"][-1]["voucher_code"]
    assert code and alice()["redress"][0]["voucher_code"] == code
    assert fitri.case(number)["redress"][-1]["voucher_code"] == ""
    redeemed = fitri.post("/vouchers/redeem", {"code": code.lower().replace("-", " ")})
    assert (redeemed.status_code, redeemed.json()["amount"]) == (200, 250_000)
    assert fitri.post("/vouchers/redeem", {"code": code}).json()["code"] == "already_redeemed"
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        fitri.act(number, "record_feeling", {"kind": kind, "remark": "lewat telepon"})
    case = bob.act(number, "hand_over_redress", {"redress": reserved["id"], "received_by": "Alice"})
    assert case["redress"][-1]["received_by"] == "Alice"
    for task in (one for one in case["tasks"] if one["state"] == "open"):
        lent = bob.act(number, "lend_task", {"task": task["id"], "name": "Joko"})["tasks"]
        [one] = [one for one in lent if one["id"] == task["id"]]
        assert "/errand/" in one["outside"]["link"] and one["checklist"] == []
        bob.act(number, "renew_errand", {"task": task["id"]})
        bob.act(number, "revoke_errand", {"task": task["id"]})
        bob.act(number, "remark_on_task", {"task": task["id"], "text": "Sedang jalan."})
        bob.act(number, "finish_task", {"task": task["id"], "result": "Sudah.", "version": task["version"]})
    assert bob.act(number, "complete")["state"] == "following_up"


def _register_says_so(fitri: Machine, number: str) -> None:
    entry = fitri.get("/register").json()["items"][0]
    assert (entry["reference"], entry["outcome"]) == (number, "upheld")
    assert (entry["rounds"], entry["redress_total"]) == (2, 250_000)
    assert entry["solution_kind"] == "replacement" and not fitri.get("/register?solution_kind=refund").json()["items"]
    assert len(fitri.get("/register?solution_kind=replacement&category=taste_or_smell").json()["items"]) == 1
    table = fitri.get("/register", headers={"accept": "text/csv"})
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.getvalue().decode())))
    assert [(row["reference"], row["solution"], row["lesson"]) for row in rows] == [
        (number, "Ganti galon dan voucher", "'=Uji cium")
    ]


def test_alice_takes_the_other_turnings_too(sagara: Sagara) -> None:
    receipt = complain(complainant=ALICE)
    number, alice, fitri = receipt["reference"], Track(receipt), Machine(sagara.fitri)
    fitri.act(number, "ask", {"text": "Kode produksinya apa?"})
    view = alice("reply", text="B-1207.")
    assert (view["waiting_for_you"], view["replies"][-1]["text"]) == (False, "B-1207.")
    assert alice("review", reason="Saya kenal kepala bidangnya.")["state"] == "received"
    _classify(fitri, number)
    assert "propose" in alice()["acts"]
    alice("propose", text="Ganti saja galonnya.\nDua buah.")
    proposed = Machine(sagara.bob).case(number)["solutions"]
    assert [(one["title"], one["proposed_by"]) for one in proposed] == [("Ganti saja galonnya.", None)]
    assert alice("withdraw", reason="Sudah beres sendiri.")["state"] == "closed"
    assert alice("reopen", reason="Ternyata masih bau.")["state"] == "investigating"


def test_promises_wait_and_take_longer_over_the_api(sagara: Sagara) -> None:
    receipt = complain(STORY, complainant=ALICE)
    number, alice = receipt["reference"], Track(receipt)
    fitri, olga = Machine(sagara.fitri), Machine(sagara.olga)
    _classify(fitri, number)
    assert olga.post(f"/cases/{number}/pause", {"reason": "Uji"}).status_code == 400
    paused = olga.post(f"/cases/{number}/pause", {"why": "laboratory"}).json()
    assert [(one["why"], one["promises"]) for one in paused["waits"]] == [
        ("laboratory", ["alternatives", "decision", "resolution"])
    ]
    assert [one["words"] for one in alice()["waits"]] == ["Waiting for the results of the laboratory"]
    assert olga.post(f"/cases/{number}/resume", {}).json()["waits"] == alice()["waits"] == []
    wanted = {"kind": "resolution", "hours": 8, "reason": "Laboratorium penuh sampai Kamis."}
    [asked] = fitri.post(f"/cases/{number}/extend", wanted).json()["extensions"]
    assert (asked["state"], asked["kind"], asked["asked_by"]["name"]) == ("open", "resolution", "Fitri Handayani")
    answer = {"extension": asked["id"]}
    assert fitri.post(f"/cases/{number}/approve_extension", answer).status_code == 403
    assert olga.post(f"/cases/{number}/approve_extension", {"extension": 999_999}).status_code == 400
    assert olga.post(f"/cases/{number}/refuse_extension", {**answer, "remark": "Tidak."}).status_code == 409
    shown = olga.post(f"/cases/{number}/approve_extension", answer).json()
    assert [one["state"] for one in shown["extensions"]] == ["granted"]
    [running] = [one for one in shown["promises"] if one["kind"] == "resolution" and one["state"] == "running"]
    assert (running["minutes"], running["extended_minutes"]) == (3 * 480, 480)
    assert shown["promise_record"]["acknowledge"] == [1, 0]
