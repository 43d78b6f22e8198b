"""Every kind of promise: when it begins, what keeps it, and what the case says of it."""

from datetime import date, timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice
from tanggap.cases.states import State
from tanggap.casework import close, converse, figures, hand_over, offer, pause, put_right, waits
from tanggap.casework.assess import assess, forward, reclassify
from tanggap.casework.listen import dissatisfied, feedback
from tanggap.casework.propose import Alternative, propose
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen
from tanggap.casework.sweep import sweep
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Calendar, Clock, ClockState, Pause
from tanggap.core import time
from tanggap.core.errors import Invalid, Refused
from tanggap.sop import models as sop
from tests import sagara as world
from tests.sagara import PRODUCT, SOPS, Sagara, alice_complains, bob_proposes, investigate, until_offered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def sagara() -> Sagara:
    return world.build()


def clocks(case: Case, kind: str) -> list[Clock]:
    return list(Clock.objects.filter(case_id=case.pk, kind=kind).order_by("pk"))


def states(case: Case, kind: str) -> list[str]:
    return [one.state for one in clocks(case, kind)]


def publish(sagara: Sagara, *changes: tuple[str, str]) -> None:
    """The company's SOP with these changes comes into force."""
    text = (SOPS / "company.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    sop.publish(sop.draft(text), by=sagara.ade, second=sagara.maya)


def test_whoever_complains_hears_from_us_again_and_again(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert states(case, "progress") == ["running"]
    with time.travel(time.now() + DAY):
        converse.note(case, text="Sedang diuji.", by=sagara.fitri)
        assert states(case, "progress") == ["running"]
        converse.reply(case, text="Sampelnya sedang diuji, Bu.", by=sagara.fitri)
    first, second = clocks(case, "progress")
    assert (first.state, second.state) == ("kept", "running")
    assert second.started_at == first.ended_at and second.minutes == 5 * 480


def test_a_reply_that_was_taken_back_has_kept_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    before = {one.kind: (one.started_at, one.due_at) for one in Clock.objects.filter(case_id=case.pk, state="running")}
    converse.take_back(converse.reply(case, text="Salah kirim", by=sagara.fitri), by=sagara.fitri)
    after = {one.kind: (one.started_at, one.due_at) for one in Clock.objects.filter(case_id=case.pk, state="running")}
    assert after == before and states(case, "first_reply") == ["cancelled", "running"]
    case.refresh_from_db()
    assert (case.first_reply_at, case.first_reply_minutes, case.promises) == (None, None, {"acknowledge": [1, 0]})
    assert list(figures.astray()) == []
    first = converse.reply(case, text="Salah lagi", by=sagara.fitri)
    converse.reply(case, text="Sampelnya sedang diuji.", by=sagara.fitri)
    converse.take_back(first, by=sagara.fitri)
    assert states(case, "first_reply")[-1] == "kept"


def test_progress_waits_while_the_complainant_is_away_whatever_we_write_meanwhile(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    pause.pause(case, why="complainant_away", by=sagara.olga)
    [standing] = waits.waits(case, "id")
    with time.travel(time.now() + timedelta(hours=1)):
        sent = converse.reply(case, text="Selamat berlibur, Bu.", by=sagara.fitri)
        assert states(case, "progress")[-1] == "paused"
        assert [(one.words, one.expected) for one in waits.waits(case, "id")] == [(standing.words, standing.expected)]
        converse.take_back(sent, by=sagara.fitri)
        assert states(case, "progress")[-1] == "paused"
    pause.resume(case, by=sagara.olga)
    assert states(case, "progress")[-1] == "running"


def test_silence_towards_the_complainant_is_a_broken_promise(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    with time.travel(time.now() + 30 * DAY):
        sweep()
        converse.reply(case, text="Maaf, lama tidak ada kabar.", by=sagara.fitri)
    case.refresh_from_db()
    assert states(case, "progress") == ["broken", "running"]
    assert case.breached and case.promises["progress"] == [0, 1]


def test_classifying_keeps_the_promise_to_classify(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert states(case, "classification") == ["running"]
    assess(case, PRODUCT, by=sagara.fitri)
    assert states(case, "classification") == ["kept"]


def test_enough_alternatives_keep_their_promise_and_the_decision_is_still_owed(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    for number in range(2):
        propose(case, Alternative(title=f"Jalan {number}"), by=sagara.bob)
    assert states(case, "alternatives") == ["running"]
    propose(case, Alternative(title="Jalan ketiga"), by=sagara.bob)
    assert (states(case, "alternatives"), states(case, "decision")) == (["kept"], ["running"])


def test_the_next_round_wants_alternatives_anew(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    until_offered(sagara, case)
    offer.decline(case, expectation="Uang kembali.", by=alice)
    assert states(case, "alternatives") == ["kept", "running"]
    propose(case, Alternative(title="Uang kembali"), by=sagara.bob)
    assert states(case, "alternatives") == ["kept", "kept"]


def test_a_question_has_a_date_that_both_see_and_the_answer_keeps(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    investigate(sagara, case)
    converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    [asked] = clocks(case, "documents")
    assert asked.due_at - asked.started_at == 5 * DAY
    [waiting] = waits.waits(case, "id", inside=False)
    assert (waiting.words, waiting.expected) == ("Jawaban Anda atas pertanyaan kami", asked.due_at)
    assert waiting.kinds == ("alternatives", "decision", "progress", "resolution")
    converse.hear(case, text="B-1609", by=alice)
    assert states(case, "documents") == ["kept"] and waits.waits(case, "id") == []


def test_a_question_may_be_answered_within_the_days_that_are_given(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    converse.ask(case, text="Berapa nomor segelnya?", days=2, by=sagara.fitri)
    converse.ask(case, text="Dan kapan dibeli?", days=9, by=sagara.fitri)
    first, second = clocks(case, "documents")
    assert first.state == "cancelled"
    assert 0 <= (second.due_at - second.started_at - 9 * DAY).total_seconds() < 60


def test_when_no_answer_comes_staff_are_told_and_the_promises_run_on(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    with time.travel(time.now() + 6 * DAY):
        sweep()
        case.refresh_from_db()
        assert states(case, "resolution") == ["cancelled", "running"]  # the first before it was assessed
    assert case.waiting_since is None and states(case, "documents") == ["broken"]
    assert Notice.objects.filter(case=case, kind="unanswered", staff=sagara.fitri).exists()
    assert [entry.facts["promises"] for entry in trail.entries(case) if entry.verb == "unanswered"] == [
        ["alternatives", "decision", "progress", "resolution"]
    ]
    assert not case.breached and "documents" not in case.promises


def test_where_the_sop_says_so_the_promises_wait_on(sagara: Sagara) -> None:
    publish(sagara, ('on_silence = "resume"', 'on_silence = "wait"'))
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    with time.travel(time.now() + 6 * DAY):
        sweep()
    case.refresh_from_db()
    assert case.waiting_since is not None and states(case, "decision") == ["paused"]
    assert Notice.objects.filter(case=case, kind="unanswered").exists()


def test_each_reason_lets_those_promises_wait_that_the_sop_names(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    with pytest.raises(Invalid) as told:
        pause.pause(case, why="holiday", reason="Mau libur.", by=sagara.olga)
    assert "why" in told.value.fields
    day = time.today() + 3 * DAY
    pause.pause(case, why="outside_party", until=day, reason="Pemasok diam.", by=sagara.olga)
    [waiting] = waits.waits(case, "id", inside=False)
    assert waiting.words == "Menunggu pihak luar, misalnya bank atau pemasok"
    assert waiting.kinds == ("decision", "resolution")
    assert waiting.expected is not None and time.local(waiting.expected).date() == day + DAY
    assert "Pemasok" not in str(list(Pause.objects.values_list("reason", flat=True)))


def test_a_pause_does_not_last_longer_than_the_sop_allows(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    for day in (time.today(), time.today() + 90 * DAY, date.max):
        with pytest.raises(Invalid) as told:
            pause.pause(case, why="laboratory", until=day, by=sagara.olga)
        assert "until" in told.value.fields


def test_when_a_pause_is_over_the_promises_run_on_by_themselves(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    pause.pause(case, why="laboratory", until=time.today() + 5 * DAY, by=sagara.olga)
    pause.pause(case, why="outside_party", until=time.today() + 2 * DAY, by=sagara.olga)
    with time.travel(time.now() + 4 * DAY):
        sweep()
        assert [one.reason for one in waits.waits(case, "id")] == ["laboratory"]
    with time.travel(time.now() + 7 * DAY):
        sweep()
        assert waits.waits(case, "id") == []
    assert states(case, "pause")[-1] == "broken" and "running" not in states(case, "pause")
    assert Notice.objects.filter(case=case, kind="pause_over").exists()
    case.refresh_from_db()
    assert "pause" not in case.promises


def closed(sagara: Sagara) -> Case:
    """A case that was put right and closed."""
    case, alice, _receipt = alice_complains()
    [option, _other] = until_offered(sagara, case)
    offer.accept(case, solution=option, by=alice)
    for task in case.tasks.filter(state="open"):
        put_right.finish_task(task, by=sagara.bob)
    put_right.complete(case, by=sagara.bob)
    feedback(case, solved="yes", by=alice)
    lesson = Lesson(lesson="Uji cium tiap batch", cause="Galon lama")
    close.close(case, outcome="upheld", lesson=lesson, feelings_skipped="Tidak diangkat.", by=sagara.fitri)
    return case


def test_the_window_for_opening_again_is_a_promise_of_its_own(sagara: Sagara) -> None:
    case = closed(sagara)
    alice = case.parties.get(role="complainant")
    [window] = clocks(case, "reopen")
    assert window.due_at - window.started_at == 30 * DAY and case.next_due_at is None
    reopen(case, reason="Berbau lagi.", by=alice)
    assert states(case, "reopen") == ["kept"]
    close.withdraw(case, by=alice)
    with time.travel(time.now() + 31 * DAY):
        sweep()
        with pytest.raises(Refused):
            reopen(case, reason="Berbau lagi.", by=alice)
    case.refresh_from_db()
    assert states(case, "reopen") == ["kept", "cancelled"]
    assert "reopen" not in case.promises and not case.breached


def test_handing_over_counts_what_is_left_by_the_calendar_of_the_other_unit(sagara: Sagara) -> None:
    weekend = Calendar.objects.create(code="weekend", name="Akhir pekan", week={"5": [["08:00", "12:00"]]})
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    sagara.unit["service"].calendar_code = "weekend"
    sagara.unit["service"].save()
    before = {one.kind: one for one in Clock.objects.filter(case_id=case.pk, state="running")}
    task = put_right.add_task(case, title="Tahan batch", unit=sagara.unit["quality"], containment=True, by=sagara.bob)
    with time.travel(time.now() + timedelta(minutes=10)):
        hand_over.hand_over(case, unit=sagara.unit["service"], reason="Soal pengiriman, bukan mutu.", by=sagara.olga)
    after = {one.kind: one for one in Clock.objects.filter(case_id=case.pk, state="running")}
    assert after["decision"].calendar == weekend and after["alternatives"].calendar == weekend
    assert after["decision"].due_at != before["decision"].due_at
    assert after["resolution"].due_at == before["resolution"].due_at
    assert after["task"].subject == task.key and after["task"].calendar != weekend
    moved = [entry.facts for entry in trail.entries(case) if entry.verb == "promise_moved"]
    assert [one["promise"] for one in moved] == ["alternatives", "decision"]
    assert all(one["unit"] == "service" and one["before"] != one["after"] for one in moved)


def test_a_graver_class_that_has_been_missed_already_says_so(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    mild = type(PRODUCT)(type="product", category="taste_or_smell", severity="low", impact_satisfaction="low")
    assess(case, mild, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    grave = type(PRODUCT)(type="product", category="taste_or_smell", severity="critical", impact_satisfaction="high")
    with time.travel(time.now() + 7 * DAY):
        reclassify(case, grave, reason="Ternyata ada yang sakit.", by=sagara.bob)
    found = [one.facts for one in trail.entries(case) if one.verb == "promise_changed"]
    changed = {one["promise"]: one["broken"] for one in found}
    assert changed["resolution"] is True
    case.refresh_from_db()
    assert case.breached
    assert Clock.objects.get(case_id=case.pk, kind="resolution", state="running").broken_at is not None
    with time.travel(time.now() + 7 * DAY):
        reclassify(case, mild, reason="Ternyata tidak.", by=sagara.bob)
    assert Clock.objects.get(case_id=case.pk, kind="resolution", state="running").broken_at is not None


def test_a_case_says_how_long_it_took_and_what_was_kept_and_broken(sagara: Sagara) -> None:
    case = closed(sagara)
    case.refresh_from_db()
    ended = Clock.objects.filter(case_id=case.pk).exclude(state=ClockState.CANCELLED)
    counted: dict[str, list[int]] = {}
    for one in ended.exclude(kind__in=figures.NOT_OURS).exclude(ended_at=None):
        counted.setdefault(one.kind, [0, 0])[one.state == "broken"] += 1
    assert case.promises == counted and case.promises["resolution"] == [1, 0]
    assert None not in (case.first_reply_minutes, case.first_reply_elapsed, case.resolution_minutes)
    assert case.resolution_elapsed >= case.first_reply_elapsed  # type: ignore[operator]
    entry = case.register.get()
    assert (entry.resolution_minutes, entry.promises) == (case.resolution_minutes, case.promises)
    assert list(figures.astray()) == []
    Case.objects.filter(pk=case.pk).update(promises={"resolution": [2, 0]})
    assert [sentence[: len(case.reference)] for sentence in figures.astray()] == [case.reference]


def test_waiting_for_the_complainant_is_not_counted_and_rounds_add_up(sagara: Sagara) -> None:
    morning = time.local(time.now()).replace(hour=8, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 * 8 - morning.weekday())  # some weeks on, whatever day the test runs
    with time.travel(monday):
        case, alice, _receipt = alice_complains()
        investigate(sagara, case)
    with time.travel(monday + timedelta(hours=1)):
        converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    with time.travel(monday + timedelta(hours=3)):
        converse.hear(case, text="B-1609", by=alice)
        until_decided(sagara, case)
        offer.accept(case, solution=case.offers.get().decision.recommended, by=alice)
        finish(sagara, case)
    assert (case.resolution_minutes, case.resolution_elapsed) == (60, 180)
    assert (case.first_reply_minutes, case.first_reply_elapsed) == (60, 60)
    with time.travel(monday + DAY):
        dissatisfied(case, expectation="Air tidak berbau.", by=alice)
    with time.travel(monday + DAY + timedelta(hours=1)):
        until_decided(sagara, case)
        offer.accept(case, solution=case.offers.get(state="open").decision.recommended, by=alice)
        finish(sagara, case)
    assert (case.resolution_minutes, case.resolution_elapsed) == (120, 25 * 60)
    assert case.promises["resolution"] == [2, 0]


def until_decided(sagara: Sagara, case: Case) -> None:
    from tanggap.casework import decide

    options = bob_proposes(sagara, case)
    decide.decide(case, options=options, recommended=options[0], reason=world.REASON, by=sagara.bob)
    decide.approve(case, by=sagara.olga)
    offer.offer(case, by=sagara.fitri)


def finish(sagara: Sagara, case: Case) -> None:
    for task in case.tasks.filter(state="open"):
        put_right.finish_task(task, by=sagara.bob)
    put_right.complete(case, by=sagara.bob)
    assert case.state == State.FOLLOWING_UP


def test_a_task_takes_as_long_as_the_sop_says_on_the_calendar_of_its_unit(sagara: Sagara) -> None:
    weekend = Calendar.objects.create(code="weekend", name="Akhir pekan", week={"5": [["08:00", "12:00"]]})
    sagara.unit["service"].calendar_code = "weekend"
    sagara.unit["service"].save()
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    task = put_right.add_task(case, title="Jemput galon", unit=sagara.unit["service"], containment=True, by=sagara.bob)
    [running] = clocks(case, "task")
    assert (task.hours, running.minutes, running.calendar) == (8, 480, weekend)  # severity high: one working day


def test_a_letter_with_the_new_date_is_not_promised_to_who_left_no_address(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(complainant=None)
    converse.ask(case, text="Berapa nomor segelnya?", by=sagara.fitri)
    assert states(case, "documents") == ["running"]
    assert not Outbound.objects.filter(case_key=case.key).exclude(to_address__endswith="@sagara.test").exists()
