"""Alice at the table: three rounds and a deadlock, a review that overturns, an agreement that changes, a call."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, transaction

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.states import State
from tanggap.casework import agree, call, close, decide, offer, promises
from tanggap.casework.acting import Missing
from tanggap.casework.converse import reply
from tanggap.casework.deadlock import deadlock
from tanggap.casework.record import Talk, record_contact
from tanggap.casework.review import decide_review, review
from tanggap.casework.risk import flag_legal_risk
from tanggap.casework.settled_papers import agreement_pdf, deadlock_pdf
from tanggap.casework.sweep import sweep
from tanggap.channels.models import Call, Outbound
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.errors import Forbidden, Refused, Stale
from tanggap.remedy.models import Offer, Review
from tests.sagara import (
    Sagara,
    alice_complains,
    bob_decides,
    bob_proposes,
    investigate,
    until_offered,
)

WHY = "Kami sudah tiga kali menawarkan; nilai ganti ruginya tetap berbeda jauh."


def words_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages).split())


def letter_to_alice(about: str) -> str:
    """The newest letter to her whose subject has that word."""
    found = Outbound.objects.filter(to_address="alice@example.org", subject__contains=about).order_by("-pk").first()
    assert found is not None, list(Outbound.objects.values_list("subject", flat=True))
    return str(found.body_text)


def offered_again(sagara: Sagara, case: Case) -> None:
    options = bob_proposes(sagara, case)
    bob_decides(sagara, case, options[:2])
    decide.approve(case, by=sagara.olga)
    offer.offer(case, by=sagara.fitri)


def closed_as_not_upheld(sagara: Sagara) -> tuple[Case, Party]:
    case, alice, _receipt = alice_complains()
    investigate(sagara, case)
    bob_proposes(sagara, case)
    close.reject(case, reason=WHY, outcome="not_upheld", by=sagara.olga)
    return case, alice


def test_three_rounds_and_a_deadlock_with_the_letter(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains(wish="Uang kembali dan katering diganti.")
    until_offered(sagara, case)
    offer.decline(case, expectation="Katering saya yang batal juga diganti.", because="loss", by=alice)
    assert case.escalation == 0
    offered_again(sagara, case)
    offer.decline(case, expectation="Rp650.000, tidak kurang.", by=alice)
    # The SOP takes it to the manager when two offers were declined, by itself.
    assert case.escalation == 3
    assert Notice.objects.filter(staff=sagara.maya, kind="escalated", case=case).count() == 1
    offered_again(sagara, case)
    offer.decline(case, expectation="Saya tetap pada Rp650.000.", by=alice)
    assert case.round == 4

    made = deadlock(
        case, bodies=["bpom", "bpsk"], reason=WHY, legal_risk=True, note="Alice menyebut pengacara.", by=sagara.maya
    )
    case.refresh_from_db()
    assert (case.state, case.outcome, case.legal_risk) == ("closed", "deadlock", True)
    assert made.theirs == "Saya tetap pada Rp650.000."
    assert case.register.get().legal_risk

    for said in (letter_to_alice("belum sepakat"), words_of(deadlock_pdf(case, made))):
        for piece in (WHY, "Rp650.000, tidak kurang.", "Katering saya yang batal juga diganti.", "BPSK", "BPOM",
                      "Ganti galon", "Saya tetap pada Rp650.000."):  # fmt: skip
            assert piece in " ".join(said.split()), piece
        assert "pengacara" not in said
    assert not list(trail.verify([case]))


def test_bodies_that_fit_the_complaint_stand_first(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    assert [one.code for one in close.bodies_for(case)] == ["bpom", "small_claims", "bpsk"]
    service, _alice, _receipt = alice_complains(type="service", category="delivery")
    assert [one.code for one in close.bodies_for(service)] == ["bpsk"]


def test_a_review_is_decided_by_somebody_who_had_no_part_in_it_and_overturns(sagara: Sagara) -> None:
    case, alice = closed_as_not_upheld(sagara)
    made = review(case, reason="Segelnya tidak pernah diuji.", by=alice)
    # Olga closed it and Bob proposed: neither is asked, and Maya, who manages, is.
    assert made.decider == sagara.maya
    assert Notice.objects.filter(staff=sagara.maya, kind="review", case=case).exists()
    assert Clock.objects.get(case_id=case.pk, kind="review").due_at == made.due_at
    with pytest.raises(Forbidden):
        decide_review(case, result="overturned", reason=WHY, by=sagara.olga)
    with pytest.raises(Refused):
        review(case, reason="Sekali lagi.", by=alice)
    with pytest.raises(Missing):
        decide_review(case, result="overturned", reason="Pendek.", by=sagara.maya)

    decide_review(case, result="overturned", reason="Segel tidak diuji; keputusan itu tidak dapat berdiri. " + WHY,
                  by=sagara.maya)  # fmt: skip
    case.refresh_from_db()
    assert (case.state, case.round, case.outcome, case.closed_at) == ("investigating", 2, "", None)
    assert "Segel tidak diuji" in letter_to_alice("tinjauan")
    running = set(Clock.objects.filter(case_id=case.pk, state="running").values_list("kind", flat=True))
    assert {"alternatives", "decision", "resolution"} <= running and "review" not in running
    assert not list(trail.verify([case]))


def test_the_review_of_an_open_case_ends_what_was_decided_and_one_that_stands_ends_nothing(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    chosen = until_offered(sagara, case)
    offer.accept(case, solution=chosen[1], by=alice)
    review(case, reason="Ternyata tidak adil.", by=alice)
    decide_review(case, result="overturned", reason=WHY, by=sagara.maya)
    case.refresh_from_db()
    assert (case.state, case.round) == (State.INVESTIGATING, 2)
    assert {one.state for one in case.tasks.all()} == {"cancelled"}
    review(case, reason="Masih sama.", by=sagara.fitri)
    decide_review(case, result="stands", reason=WHY, by=sagara.maya)
    case.refresh_from_db()
    assert (case.state, case.round, case.reviews.last().state) == (State.INVESTIGATING, 2, "stands")


def test_the_database_itself_refuses_a_decider_who_had_a_part_in_it(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    until_offered(sagara, case)
    made = review(case, reason="Orang lain, tolong.", by=alice)
    for somebody in (sagara.bob, sagara.olga):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=made.pk).update(state="stands", decided_by=somebody, decided_at=time.now())


def test_where_the_manager_had_a_part_in_it_another_head_decides(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    investigate(sagara, case)
    options = bob_proposes(sagara, case, redress_kind="refund", redress_amount=6_000_000)
    bob_decides(sagara, case, options)
    decide.approve(case, by=sagara.olga)
    decide.approve(case, by=sagara.maya)
    made = review(case, reason="Terlalu lama.", by=alice)
    assert made.decider == sagara.sari
    decide_review(case, result="stands", reason=WHY, by=sagara.sari)
    # Sari heads another department; what follows is no business of hers.
    assert not case.participants.filter(staff=sagara.sari, until=None).exists()


def test_the_agreement_is_confirmed_and_then_changed(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    chosen = until_offered(sagara, case)
    offer.accept(case, solution=chosen[1], by=alice)
    first = agree.newest(case)
    assert first is not None and (first.number, first.state) == (1, "confirmed")
    assert [step["what"] for step in first.steps] == ["Antar galon baru", "Ambil galon lama"]
    assert all(step["due"] for step in first.steps)

    day = time.today() + timedelta(days=9)
    agree.record_agreement(
        case, text="Dua belas galon diganti.", who="Bidang Mutu", prevention="Segel diperiksa dua kali.", by_when=day,
        by=sagara.fitri,
    )  # fmt: skip
    assert "Segel diperiksa dua kali." in letter_to_alice("kesepakatan")
    with pytest.raises(Stale):
        agree.confirm_agreement(case, number=1, by=alice)
    agree.object_agreement(case, text="Bukan dua belas, lima belas.", number=2, by=alice)
    assert Notice.objects.filter(kind="objected", case=case).exists()
    agree.record_agreement(case, text="Lima belas galon diganti.", by=sagara.fitri)
    agree.confirm_agreement(case, number=3, by=alice)
    with pytest.raises(Refused):
        agree.confirm_agreement(case, number=3, by=alice)
    states = [one.state for one in case.agreements.order_by("number")]
    assert states == ["replaced", "replaced", "confirmed"]
    second = case.agreements.get(number=2)
    said = words_of(agreement_pdf(case, second))
    assert "Bukan dua belas, lima belas." in said and "Bidang Mutu" in said and "Segel diperiksa dua kali." in said
    assert "#" not in words_of(agreement_pdf(case, agree.newest(case)))  # data is no markup
    assert not list(trail.verify([case]))


def test_staff_who_enter_an_acceptance_leave_it_to_alice_to_confirm(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    chosen = until_offered(sagara, case)
    offer.accept(case, solution=chosen[0], by=sagara.fitri)
    made = agree.newest(case)
    assert made is not None and made.state == "waiting"


def test_a_call_is_a_promise_that_a_recorded_contact_keeps(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    until_offered(sagara, case)
    asked = call.ask_call(case, way="phone", when="Besok pukul 9 sampai 11", about="Nilai gantinya", by=alice)
    with pytest.raises(Refused):
        call.ask_call(case, way="phone", when="Besok", by=alice)
    assert Notice.objects.filter(staff=sagara.fitri, kind="call", case=case).exists()
    with pytest.raises(Missing):
        deadlock(case, bodies=["bpsk"], reason=WHY, by=sagara.olga)

    # Whoever waits for our call is not silent: the offer stays open, and staff hear that the call is late.
    with time.travel(time.now() + timedelta(days=20)):
        sweep()
        case.refresh_from_db()
        assert case.state == State.OFFERED
        assert Notice.objects.filter(kind="broken", case=case).exists()
        record_contact(case, reached=False, summary="Tidak diangkat.", by=sagara.fitri)
        asked.refresh_from_db()
        assert (asked.state, asked.tries) == ("open", 1)
        record_contact(case, reached=True, medium="phone", summary="Sudah dijelaskan.", by=sagara.fitri)
        asked.refresh_from_db()
        assert (asked.state, asked.answer.summary) == ("done", "Sudah dijelaskan.")
        # And now there is time to answer, after which silence is silence.
        made = case.offers.get(state=Offer.State.OPEN)
        assert timedelta(days=1) < made.answer_by - time.now() <= timedelta(days=2)
    with time.travel(time.now() + timedelta(days=25)):
        sweep()
    case.refresh_from_db()
    assert case.state == State.FOLLOWING_UP
    assert "belum menerima jawaban" in letter_to_alice("menjawab tawaran")
    assert not list(trail.verify([case]))


def test_before_the_offer_lapses_alice_is_reminded_once_and_told_what_silence_led_to(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    until_offered(sagara, case)
    for days in (6, 6.5):
        with time.travel(time.now() + timedelta(days=days)):
            sweep()
    reminders = Outbound.objects.filter(to_address="alice@example.org", subject__contains="menunggu jawaban")
    assert reminders.count() == 1 and "sampai" in reminders.get().body_text
    with time.travel(time.now() + timedelta(days=8)):
        sweep()
    case.refresh_from_db()
    assert case.state == State.FOLLOWING_UP and "belum menerima jawaban" in letter_to_alice("menjawab tawaran")


def test_after_three_tries_in_vain_the_call_ends_and_alice_is_told(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    call.ask_call(case, way="whatsapp", when="Malam", by=alice)
    for _try in range(3):
        record_contact(case, reached=False, summary="Tidak dijawab.", by=sagara.fitri)
    assert case.calls.get().state == "not_reached"
    assert "mencoba beberapa kali" in letter_to_alice("menghubungi")
    call.ask_call(case, way="phone", when="Pagi", by=alice)
    call.drop_call(case, by=alice)
    assert case.calls.last().state == "cancelled"
    assert not Clock.objects.filter(case_id=case.pk, kind="call", state="running").exists()


def test_the_legal_risk_is_marked_and_lifted_and_never_told_to_alice(sagara: Sagara) -> None:
    canary = "Kanari-7731 somasi"
    case, alice, _receipt = alice_complains()
    flag_legal_risk(case, risk=True, note=canary, by=sagara.maya)
    case.refresh_from_db()
    assert case.legal_risk
    with pytest.raises(Forbidden):
        flag_legal_risk(case, risk=False, note="x", by=alice)  # type: ignore[arg-type]
    flag_legal_risk(case, risk=False, note="Somasi dicabut.", by=sagara.maya)
    case.refresh_from_db()
    assert not case.legal_risk
    assert canary not in "".join(one.body_text for one in Outbound.objects.all())


def test_an_assessment_is_not_needed_to_ask_for_another_decider(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    review(case, reason="Petugasnya kenalan saya.", by=alice)
    decide_review(case, result="overturned", reason=WHY, by=sagara.maya)
    case.refresh_from_db()
    assert (case.state, case.round) == (State.RECEIVED, 1)


def test_when_we_said_that_we_are_in_touch_again_is_a_promise_on_a_clock(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    words = Clock.objects.filter(case_id=case.pk, kind="word").order_by("pk")
    until = time.now() + timedelta(hours=3)
    talk = Talk(restated=True, promised_at=until)
    record_contact(case, reached=True, medium="phone", summary="Dicek dulu.", talk=talk, by=sagara.fitri)
    first = words.get()
    assert (first.state, abs(first.due_at - until) < timedelta(minutes=1)) == ("running", True)
    assert "word" not in [one.kind for one in promises.told(case)], "said on the telephone, not on the track page"
    later = Talk(promised_at=until + timedelta(hours=1))
    record_contact(case, reached=True, medium="phone", summary="Belum ada.", talk=later, by=sagara.fitri)
    assert [one.state for one in words.all()] == ["kept", "running"]
    reply(case, text="Bapak/Ibu Alice, hasilnya sudah ada.", by=sagara.fitri)
    assert [one.state for one in words.all()] == ["kept", "kept"]
    record_contact(case, reached=False, summary="Tidak diangkat.", by=sagara.fitri)
    assert words.count() == 2
    said = [(one.outcome, one.direction, one.case_key) for one in Call.objects.all()]
    assert said == [("about", "out", case.key)], "two contacts in one breath are one call, and it stands in the log"
