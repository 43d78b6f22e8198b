"""Service recovery: what the front line solves at once, how often a complaint moves on, two tracks, and the call."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice
from tanggap.cases.states import State
from tanggap.casework import close, courtesy, dossier, figures, hand_over, undo
from tanggap.casework.acting import Missing
from tanggap.casework.assess import Assessment, assess, forward
from tanggap.casework.at_once import Remedy, resolve_at_once
from tanggap.casework.converse import reply
from tanggap.casework.listen import feedback
from tanggap.casework.put_right import record_feeling
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen
from tanggap.casework.sweep import sweep
from tanggap.casework.two_tracks import feelings_track, solution_track
from tanggap.casework.undo import Made
from tanggap.clocks.models import Clock, ClockState
from tanggap.core import time
from tanggap.core.errors import Invalid, Refused
from tanggap.remedy.models import Decision, Redress
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate

FEELINGS = ("courtesy", "apology", "explanation", "immediacy")


def closed_case(sagara: Sagara, outcome: str = "upheld", **words: object) -> Case:
    """Solved at once by Fitri, answered by Alice, closed; nothing is missing."""
    case, alice, _receipt = alice_complains(**words)
    resolve_at_once(case, Remedy(solution="Galon diganti.", feelings=FEELINGS), seen=PRODUCT, by=sagara.fitri)
    feedback(case, solved="yes", by=alice)
    close.close(case, outcome=outcome, lesson=Lesson(lesson="Periksa segelnya."), by=sagara.fitri)
    return case




def test_what_is_solved_at_once_leaves_the_record_of_a_long_case(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    remedy = Remedy(
        solution="Galon diganti di tempat oleh kurir.\nBotol lama diambil.", cost=30_000, redress_kind="voucher",
        redress_amount=50_000, feelings=("apology", "courtesy", "apology"),
    )  # fmt: skip
    resolve_at_once(case, remedy, seen=PRODUCT, message="Maaf, galon sudah kami ganti.", by=sagara.fitri)
    [solution] = case.solutions.all()
    assert (solution.title, solution.amount, solution.proposed_by) == (
        "Galon diganti di tempat oleh kurir.", 80_000, sagara.fitri)  # fmt: skip
    decision = case.decisions.get()
    assert (decision.state, decision.chosen_by, decision.approvals.count()) == (
        Decision.State.APPROVED, sagara.fitri, 0)  # fmt: skip
    redress = case.redress.get()
    assert (redress.state, redress.amount, redress.budget.spent) == (Redress.State.GRANTED, 50_000, 50_000)
    assert set(case.feelings.values_list("kind", flat=True)) == {"apology", "courtesy"}
    feedback(case, solved="yes", by=alice)
    close.close(case, outcome="resolved_at_once", lesson=Lesson(lesson="Periksa segel sebelum berangkat."),
                feelings_skipped="Sebabnya belum diketahui.", by=sagara.fitri)  # fmt: skip
    entry = case.register.get()
    assert (entry.solution, entry.redress_total) == ("Galon diganti di tempat oleh kurir.", 50_000)
    assert not list(trail.verify([case]))


def test_beyond_the_limit_it_is_said_who_may_and_nothing_has_happened(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    for remedy, seen, code in (
        (Remedy(solution="Uang dikembalikan semua.", cost=100_001), PRODUCT, "beyond_authority"),
        (Remedy(solution="Uang kembali.", cost=60_000, redress_kind="refund", redress_amount=60_000), PRODUCT,
         "beyond_authority"),
        (Remedy(solution="Air keruh, kami ganti."), Assessment(
            type="product", category="foreign_object", severity="high", impact_satisfaction="high"), "not_at_once"),
        (Remedy(solution="Genting, kami ganti."), Assessment(
            type="product", category="taste_or_smell", severity="critical", impact_satisfaction="high"), "not_at_once"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            resolve_at_once(case, remedy, seen=seen, by=sagara.fitri)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        resolve_at_once(case, Remedy(solution="Uang dikembalikan.", cost=900_000), seen=PRODUCT, by=sagara.fitri)
    assert "Rp900.000" in refused.value.sentence.replace("\u00a0", "")
    assert (Case.objects.get(pk=case.pk).state, case.solutions.count(), case.redress.count()) == (State.RECEIVED, 0, 0)


def test_it_is_passed_on_as_often_as_the_sop_says_then_only_by_a_manager_with_a_reason(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert case.transfers == 0, "to the party that the SOP names is the procedure itself"
    undo.undo_forward(Made(case.pk, case.version), by=sagara.fitri)
    case.refresh_from_db()
    forward(case, unit=sagara.unit["service"], by=sagara.fitri)
    assert case.transfers == 1
    undo.undo_forward(Made(case.pk, case.version), by=sagara.fitri)
    case.refresh_from_db()
    assert case.transfers == 0
    forward(case, unit=sagara.unit["service"], by=sagara.fitri)
    hand_over.hand_over(case, unit=sagara.unit["quality"], reason="Ternyata memang airnya.", by=sagara.sari)
    with pytest.raises(Missing) as told:
        hand_over.hand_over(case, unit=sagara.unit["service"], reason="Bukan urusan kami juga.", by=sagara.olga)
    assert [one.code for one in told.value.missing] == ["hand_overs"]
    with pytest.raises((Missing, Invalid)):
        hand_over.hand_over(case, unit=sagara.unit["service"], reason=" ", by=sagara.maya)
    hand_over.hand_over(case, unit=sagara.unit["service"], reason="Saya putuskan: pengiriman.", by=sagara.maya)
    assert (case.transfers, case.unit) == (3, sagara.unit["service"])


def test_the_two_tracks_suggest_what_the_file_shows_and_assume_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    reply(case, text="Kami mohon maaf atas bau plastik itu. Segelnya rusak karena panas.", by=sagara.fitri)
    feelings = {one.kind: one for one in feelings_track(dossier.read(case), "id")}
    assert set(feelings) == set(FEELINGS) and not any(one.done for one in feelings.values())
    assert all(feelings[kind].hint for kind in ("apology", "explanation", "immediacy"))
    assert not feelings["courtesy"].hint and feelings["apology"].by_when is not None
    record_feeling(case, kind="apology", remark="Lewat balasan.", by=sagara.fitri)
    felt = {one.kind: one for one in feelings_track(dossier.read(case), "id")}["apology"]
    assert (felt.done, felt.who, felt.remark, felt.hint) == (True, "Fitri Handayani", "Lewat balasan.", "")
    investigate(sagara, case)
    assert [(one.kind, one.done) for one in solution_track(dossier.read(case))] == [
        ("decided", False), ("agreed", False), ("asked", False)]  # fmt: skip


def test_after_closing_somebody_calls_and_who_is_not_content_may_be_opened_again(sagara: Sagara) -> None:
    case = closed_case(sagara)
    call = Clock.objects.get(case_id=case.pk, kind="courtesy_call")
    assert (call.state, case.next_due_at) == (ClockState.RUNNING, None), "no list says that a closed case is due"
    for wrong in ({"result": "angry", "medium": "phone"}, {"result": "content", "medium": ""}):
        with pytest.raises(Invalid):
            courtesy.courtesy_call(case, summary="Ditelepon.", by=sagara.fitri, **wrong)
    made = courtesy.courtesy_call(case, result="not_content", medium="phone", summary="Masih bau.", by=sagara.fitri)
    assert (made.purpose, made.result, made.reached, made.summary) == (
        "courtesy_call", "not_content", True, "Masih bau.")  # fmt: skip
    call.refresh_from_db()
    assert call.state == ClockState.KEPT and case.promises["courtesy_call"] == [1, 0]
    with pytest.raises(Missing):
        courtesy.courtesy_call(case, result="content", medium="phone", summary="Dua kali.", by=sagara.fitri)
    reopen(case, reason="Masih bau.", by=sagara.fitri)
    assert case.state == State.INVESTIGATING
    assert not list(figures.astray()) and not list(trail.verify([case]))


def test_a_call_is_skipped_with_a_reason_rings_when_it_is_late_and_ends_with_the_reopening(sagara: Sagara) -> None:
    skipped, late, opened = (closed_case(sagara, title=title) for title in ("Satu", "Dua", "Tiga"))
    courtesy.courtesy_call(skipped, result="skipped", summary="Minta tidak ditelepon lagi.", by=sagara.fitri)
    reopen(opened, reason="Masih bau.", by=sagara.fitri)
    states = {one.case_id: one.state for one in Clock.objects.filter(kind="courtesy_call")}
    assert states == {skipped.pk: "cancelled", late.pk: "running", opened.pk: "cancelled"}
    with time.travel(time.now() + timedelta(days=12)):
        sweep()
        told = Notice.objects.filter(case=late, kind=Notice.Kind.BROKEN, about=late.key)
        assert sagara.fitri.email in told.values_list("staff__email", flat=True)
    late.refresh_from_db()
    assert late.breached and late.state == State.CLOSED
    assert not list(figures.astray())


def test_who_ended_without_a_solution_or_cannot_be_known_is_not_called(sagara: Sagara) -> None:
    closed_case(sagara, outcome="answered")
    closed_case(sagara, anonymous=True)
    assert not Clock.objects.filter(kind="courtesy_call").exists()
