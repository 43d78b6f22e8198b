"""The side roads: asking, pausing, handing over, merging, leaving, reopening, and what the worker does by itself."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice
from tanggap.cases.states import State
from tanggap.casework import (
    close,
    converse,
    deadlock,
    decide,
    escalate,
    extend,
    give,
    hand_over,
    merge,
    offer,
    put_right,
    record,
)
from tanggap.casework.acting import Missing
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import assess, assign, forward, reclassify
from tanggap.casework.at_once import Remedy, resolve_at_once
from tanggap.casework.listen import dissatisfied, feedback
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen
from tanggap.casework.sweep import sweep
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, Refused, Stale
from tanggap.people.actors import WORKER
from tests.sagara import (
    ALICE,
    PRODUCT,
    REASON,
    Sagara,
    alice_complains,
    bob_decides,
    bob_proposes,
    investigate,
    until_offered,
)

LATER = timedelta(days=40)


def settled(sagara: Sagara) -> Case:
    """A case that was put right and waits for feedback."""
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case)
    offer.accept(case, solution=options[0], by=alice)
    for task in case.tasks.filter(state="open"):
        put_right.finish_task(task, by=sagara.bob)
    put_right.complete(case, by=sagara.bob)
    return case


def test_a_question_pauses_the_promises_and_the_answer_lets_them_run_on(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    investigate(sagara, case)
    before = {clock.kind: clock.due_at for clock in Clock.objects.filter(case_id=case.pk, state="running")}
    converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    assert set(Clock.objects.filter(case_id=case.pk, state="paused").values_list("kind", flat=True)) == {
        "progress", "alternatives", "decision", "resolution",
    }  # fmt: skip
    with time.travel(time.now() + timedelta(days=7)):
        converse.hear(case, text="B-1609", by=alice)
    after = {clock.kind: clock.due_at for clock in Clock.objects.filter(case_id=case.pk, state="running")}
    assert after["resolution"] > before["resolution"] and after["decision"] > before["decision"]
    assert case.waiting_since is None


def test_a_promise_is_extended_before_it_is_due_and_never_after(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    extend.extend(case, kind="resolution", hours=8, reason="Menunggu hasil laboratorium luar.", by=sagara.olga)
    with time.travel(time.now() + LATER), pytest.raises(Refused):
        extend.extend(case, kind="resolution", hours=8, reason="Menunggu hasil laboratorium luar.", by=sagara.olga)


def test_a_case_is_handed_over_at_most_as_often_as_the_sop_allows(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    hand_over.hand_over(case, unit=sagara.unit["service"], reason="Soal pengiriman, bukan mutu.", by=sagara.olga)
    hand_over.hand_over(case, unit=sagara.unit["quality"], reason="Ternyata memang airnya.", by=sagara.sari)
    with pytest.raises(Missing):
        hand_over.hand_over(case, unit=sagara.unit["service"], reason="Bukan urusan kami juga.", by=sagara.olga)
    assert case.transfers == 2


def test_whoever_proposed_or_chose_does_not_approve(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    options = bob_proposes(sagara, case)
    decide.decide(case, options=options[:1], recommended=options[0], reason=REASON, by=sagara.olga)
    with pytest.raises(Forbidden) as told:
        decide.approve(case, by=sagara.olga)
    assert told.value.code == "own_work"
    with pytest.raises(Forbidden):
        decide.approve(case, by=sagara.bob)


def test_a_large_amount_climbs_the_ladder_to_the_manager(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    options = bob_proposes(sagara, case, cost=9_000_000)
    bob_decides(sagara, case, [options[2]])
    decide.approve(case, by=sagara.olga)
    assert case.state == State.DECIDING
    with pytest.raises(Forbidden):
        decide.approve(case, by=sagara.olga)
    decide.approve(case, by=sagara.maya)
    assert case.state == State.APPROVED


def test_an_approval_is_taken_back_within_ten_minutes_and_not_after(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    options = bob_proposes(sagara, case, redress_kind="refund", redress_amount=100_000)
    bob_decides(sagara, case, [options[2]])
    decide.approve(case, by=sagara.olga)
    decide.undo_approve(case, by=sagara.olga)
    assert case.state == State.DECIDING and case.redress.get().state == "released"
    decide.approve(case, by=sagara.olga)
    with time.travel(time.now() + timedelta(minutes=11)), pytest.raises(Refused):
        decide.undo_approve(case, by=sagara.olga)


def test_redress_beyond_the_authority_of_who_gives_it_is_refused(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    with pytest.raises(Refused) as told:
        give.grant(case, kind="gift", amount=100_001, by=sagara.fitri)
    assert told.value.code == "beyond_authority"
    assert give.grant(case, kind="gift", amount=100_000, by=sagara.fitri).state == "granted"


def test_a_case_does_not_close_with_a_task_open_or_feelings_undone(sagara: Sagara) -> None:
    case = settled(sagara)
    task = put_right.add_task(case, title="Telepon sekali lagi", unit=sagara.unit["frontdesk"], by=sagara.fitri)
    with pytest.raises(Missing) as told:
        close.close(case, outcome="upheld", lesson=Lesson(lesson="Uji cium"), by=sagara.fitri)
    codes = {one.code for one in told.value.missing}
    assert {"tasks", "feedback", "feelings.apology"} <= codes
    put_right.finish_task(task, by=sagara.fitri)
    close.close(
        case, outcome="upheld", lesson=Lesson(lesson="Uji cium", without_follow_up="Nomor tidak aktif."),
        feelings_skipped="Pelapor tidak dapat dihubungi.", by=sagara.fitri,
    )  # fmt: skip
    assert case.register.get().without_follow_up == "Nomor tidak aktif."


def test_not_satisfied_begins_the_next_round(sagara: Sagara) -> None:
    case = settled(sagara)
    alice = case.parties.get()
    feedback(case, solved="no", comment="Masih berbau.", by=alice)
    with pytest.raises(Refused):
        feedback(case, solved="yes", by=alice)
    dissatisfied(case, expectation="Air yang tidak berbau.", by=alice)
    assert (case.state, case.round) == (State.INVESTIGATING, 2)
    assert Clock.objects.filter(case_id=case.pk, kind="resolution", state="running").exists()


def test_a_closed_case_opens_again_within_the_window(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    close.withdraw(case, reason="Sudah diselesaikan kurir.", by=alice)
    assert (case.state, case.outcome) == (State.CLOSED, "withdrawn")
    still = Clock.objects.filter(case_id=case.pk, state__in=["running", "paused"])
    assert list(still.values_list("kind", flat=True)) == ["reopen"]
    with time.travel(time.now() + timedelta(days=100)), pytest.raises(Refused):
        reopen(case, reason="Ternyata belum.", by=alice)
    reopen(case, reason="Ternyata belum.", by=alice)
    close.withdraw(case, by=alice)
    assert [entry.closing for entry in case.register.order_by("closing")] == [1, 2]


def test_an_exit_cancels_tasks_and_releases_what_was_set_aside(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    until_offered(sagara, case, redress_kind="refund", redress_amount=300_000)
    put_right.add_task(case, title="Tahan batch", unit=sagara.unit["quality"], containment=True, by=sagara.bob)
    why = "Kedua pihak tidak sepakat soal nilai ganti rugi."
    deadlock.deadlock(case, body="BPSK Jakarta", reason=why, by=sagara.olga)
    assert {task.state for task in case.tasks.all()} == {"cancelled"}
    assert {redress.state for redress in case.redress.all()} == {"released"}
    assert case.offers.get().state == "cancelled"


def test_two_files_of_one_person_are_merged_and_parted_again(sagara: Sagara) -> None:
    first, _alice, _receipt = alice_complains()
    second, _alice, _receipt = alice_complains(body="Galon kedua juga berbau.")
    other, _bella, _receipt = alice_complains(complainant=None)
    with pytest.raises(Refused):
        merge.merge(other, into=first, by=sagara.fitri)
    merge.merge(second, into=first, by=sagara.fitri)
    assert (second.outcome, second.merged_into) == ("merged", first)
    merge.unmerge(second, by=sagara.fitri)
    assert (second.state, second.merged_into) == (State.RECEIVED, None)
    assert not list(trail.verify([first, second]))


def test_two_matters_in_one_letter_become_two_linked_cases(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    receipt = merge.split(case, Words(body="Kurirnya juga kasar.", complainant=ALICE), by=sagara.fitri)
    assert case.links.get().other.reference == receipt.reference


def test_the_front_line_solves_a_small_thing_at_once(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    resolve_at_once(case, Remedy(solution="Galon diganti di tempat oleh kurir."), seen=PRODUCT, by=sagara.fitri)
    assert (case.state, case.type) == (State.FOLLOWING_UP, "product")


def test_a_breach_is_not_undone_by_calling_it_something_else(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    with time.travel(time.now() + LATER):
        sweep()
        milder = type(PRODUCT)(type="product", category="taste_or_smell", severity="low", impact_satisfaction="low")
        reclassify(case, milder, reason="Ternyata tidak parah.", by=sagara.bob)
        put = Clock.objects.filter(case_id=case.pk, kind="resolution").order_by("pk")
        assert any(clock.broken_at for clock in put)
        case.refresh_from_db()
        assert case.breached


def test_the_worker_warns_then_tells_that_a_promise_is_broken_once_each(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    with time.travel(time.now() + LATER):
        sweep()
        sweep()
    told = Notice.objects.filter(case=case, kind="broken", staff=sagara.fitri)
    assert list(told.values_list("about", flat=True)) == [case.key] * 4
    broken = [entry.facts["promise"] for entry in trail.entries(case) if entry.verb == "promise_broken"]
    assert sorted(broken) == ["classification", "first_reply", "progress", "resolution"]
    assert Outbound.objects.filter(case_key=case.key, to_address=sagara.fitri.email).exists()


def test_silence_to_an_offer_leads_where_the_sop_says(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    until_offered(sagara, case)
    with time.travel(time.now() + LATER):
        sweep()
        case.refresh_from_db()
    assert case.offers.get().state == "lapsed"
    wanted = State.PUTTING_RIGHT if case.edition.procedure.on_silence == "proceed" else State.FOLLOWING_UP
    assert case.state == wanted


def test_a_reply_can_be_taken_back_for_ten_seconds(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    sent = converse.reply(case, text="Salah kirim", by=sagara.fitri)
    converse.take_back(sent, by=sagara.fitri)
    sent.refresh_from_db()
    assert sent.withdrawn_at and Outbound.objects.get(pk=sent.outbound_id).state == "cancelled"
    late = converse.reply(case, text="Terlambat", by=sagara.fitri)
    with time.travel(time.now() + timedelta(seconds=11)), pytest.raises(Refused):
        converse.take_back(late, by=sagara.fitri)


def test_a_reply_is_stopped_when_something_new_arrived(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    first = converse.hear(case, text="Halo?", by=alice)
    converse.hear(case, text="Masih menunggu.", by=alice)
    with pytest.raises(Stale):
        converse.reply(case, text="Baik.", seen_until=first.pk, by=sagara.fitri)


def test_the_old_code_opens_nothing_after_it_was_renewed(sagara: Sagara) -> None:
    from tanggap.cases import access
    from tanggap.core.errors import NotFound

    case, alice, receipt = alice_complains()
    token = receipt.tracking_url.rpartition("/")[2]
    assert access.by_token(token) == alice
    code = record.renew_code(case, by=sagara.fitri)
    assert access.by_code(receipt.reference, code) == alice
    for open_ in (lambda: access.by_code(receipt.reference, receipt.tracking_code), lambda: access.by_token(token)):
        with pytest.raises(NotFound):
            open_()


def test_escalation_stops_at_the_top_of_the_ladder(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    levels = []
    with pytest.raises(Refused):
        for _n in range(9):
            levels.append(escalate.escalate(case, reason="Pelapor sangat marah.", by=sagara.fitri))
    assert levels == sorted(set(levels)) and levels


def test_the_state_decides_what_can_be_done_and_the_post_decides_who(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    with pytest.raises(Refused):
        forward(case, by=sagara.fitri)
    with pytest.raises(Forbidden):
        assess(case, PRODUCT, by=sagara.mallory)
    with pytest.raises(Forbidden):
        close.refer(case, body="LAPS", reason="x" * 30, by=WORKER)  # type: ignore[arg-type]
    assign(case, handler=sagara.fitri, by=sagara.fitri)
    with pytest.raises(Refused):
        assign(case, handler=sagara.bob, by=sagara.fitri)
    with pytest.raises(Invalid):
        converse.hear(case, text="  ", by=alice)
