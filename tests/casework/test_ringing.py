"""What the rings of many clocks say, together: to whom the SOP's ladder says, once, and never stopped by a bad one."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Notice, Participant
from tanggap.casework import work
from tanggap.casework.acting import lock
from tanggap.casework.assess import assign
from tanggap.casework.close import reject
from tanggap.casework.people import add_participant
from tanggap.casework.sweep import ring_due, sweep
from tanggap.channels.models import Outbound
from tanggap.clocks import clock as clocks
from tanggap.clocks import ringing
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.ladder import Ring
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people.models import Staff
from tanggap.people.standing import remembered
from tanggap.sop import models as sop
from tests import sagara as world
from tests.sagara import SOPS, Sagara, alice_complains, investigate

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def quality_has(sagara: Sagara, **words: object) -> Case:
    """A complaint that Fitri owns and Bob handles at Quality, which Olga heads."""
    case, _alice, _receipt = alice_complains(**words)
    investigate(sagara, case)
    assign(case, handler=sagara.bob, by=sagara.olga)
    case.refresh_from_db()
    return case


def solution_of(case: Case) -> Clock:
    return Clock.objects.get(case_id=case.pk, kind="resolution", state="running")


def only(clock: Clock) -> None:
    """No other promise rings."""
    Clock.objects.exclude(pk=clock.pk).update(ring_at=None)


def rung_at(moment: datetime) -> dict[str, list[str]]:
    """Who is told of what by a worker that comes at that moment."""
    known = set(Notice.objects.values_list("pk", flat=True))
    with time.travel(moment):
        while ring_due():
            pass
    told: dict[str, list[str]] = {}
    for notice in Notice.objects.exclude(pk__in=known).select_related("staff").order_by("pk"):
        told.setdefault(notice.kind, []).append(notice.staff.email.partition("@")[0])
    return {kind: sorted(names) for kind, names in told.items()}


def test_each_rung_tells_whom_the_sop_names_once_with_an_entry_and_a_letter(sagara: Sagara) -> None:
    case = quality_has(sagara)
    clock = solution_of(case)
    only(clock)
    letters = Outbound.objects.count()
    told = []
    for _rung in case.edition.procedure.rungs("resolution"):
        ring_at = Clock.objects.get(pk=clock.pk).ring_at
        assert rung_at(ring_at) == {}  # up to the moment itself it is not too late
        told.append(rung_at(ring_at + MINUTE))
    assert told == [
        {"due_soon": ["bob"]},
        {"due_soon": ["bob", "fitri"]},
        {"broken": ["bob", "fitri", "olga"]},
        {"broken": ["maya", "olga"]},
        {"broken": ["maya"]},
    ]
    rung = [(one.verb, one.facts["rung"]) for one in trail.entries(case) if "rung" in one.facts]
    assert rung == [
        ("promise_rung", "50%"), ("promise_rung", "80%"), ("promise_broken", "due"), ("promise_rung", "due+480w"),
        ("promise_rung", "due+1440w"),
    ]  # fmt: skip
    assert Outbound.objects.count() - letters == 1 + 2 + 3 + 2 + 1
    assert rung_at(time.now() + 400 * DAY) == {}
    assert list(trail.verify()) == []


def test_after_a_day_without_a_worker_one_ring_tells_all_who_were_to_be_told(sagara: Sagara) -> None:
    case = quality_has(sagara)
    clock = solution_of(case)
    only(clock)
    assert rung_at(clock.due_at + 2 * DAY) == {"broken": ["bob", "fitri", "maya", "olga"]}
    [entry] = [one for one in trail.entries(case) if "rung" in one.facts]
    assert (entry.verb, entry.facts["rung"]) == ("promise_broken", "due+480w")
    case.refresh_from_db()
    assert case.breached


def test_the_oldest_is_told_first(sagara: Sagara) -> None:
    cases = [quality_has(sagara) for _n in range(4)]
    begun = time.now()
    Clock.objects.update(ring_at=None)
    for case, hours in zip(cases, (3, 1, 4, 2), strict=True):
        due = begun + hours * HOUR
        Clock.objects.filter(pk=solution_of(case).pk).update(due_at=due, ring_at=due)
    with time.travel(begun + DAY):
        assert sweep().rung == 4
    order = list(Entry.objects.filter(verb="promise_broken").order_by("pk").values_list("subject", flat=True))
    assert order == [cases[n].key for n in (1, 3, 0, 2)]
    bells = list(Notice.objects.filter(kind="broken", staff=sagara.bob).order_by("pk").values_list("case", flat=True))
    assert bells == [cases[n].pk for n in (1, 3, 0, 2)]


def test_one_and_thirty_promises_ring_with_the_same_few_questions(sagara: Sagara) -> None:
    asked = []
    for many in (1, 30):
        cases = [alice_complains()[0] for _n in range(many)]
        ids = [case.pk for case in cases]
        Clock.objects.exclude(case_id__in=ids).update(ring_at=None)
        with time.travel(time.now() + 30 * DAY):
            claimed = ringing.claim_due(time.now(), 100)
            with CaptureQueriesContext(connection) as queries, remembered():
                assert work.ring_all(claimed) == (len(claimed), 0)
        assert len(claimed) >= 2 * many
        asked.append(len([one for one in queries if "PREPARE" not in one["sql"]]))
    # Few rows go by INSERT, many by COPY, a table at a time.
    assert abs(asked[0] - asked[1]) <= 4 and max(asked) < 30, asked


def test_a_bad_clock_never_stops_the_others(sagara: Sagara) -> None:
    cases = [quality_has(sagara) for _n in range(5)]
    bad = cases[2]
    Clock.objects.exclude(kind="resolution").update(ring_at=None)
    Clock.objects.filter(case_id=bad.pk).update(subject=Concat("kind", Value("x" * 40)))  # more than a notice can hold
    with time.travel(solution_of(bad).due_at + MINUTE):
        done = ring_due()
    assert (done.rung, done.failed) == (4, 1)
    told = Counter(Entry.objects.filter(verb="promise_broken").values_list("subject", flat=True))
    assert told == {case.key: 1 for case in cases if case != bad}
    assert not Notice.objects.filter(case=bad, kind="broken").exists()
    assert Clock.objects.get(pk=solution_of(bad).pk).rung == 0  # nothing of it was done by half


def test_nobody_waits_for_a_case_on_which_somebody_is_at_work(sagara: Sagara) -> None:
    busy, idle = quality_has(sagara), quality_has(sagara)
    Clock.objects.exclude(kind="resolution").update(ring_at=None)
    late = solution_of(busy).due_at + HOUR
    holds, lets_go = threading.Event(), threading.Event()

    def act() -> None:
        with transaction.atomic():
            lock(Case.objects.get(pk=busy.pk))
            holds.set()
            lets_go.wait(30)
        connection.close()

    acting = threading.Thread(target=act)
    acting.start()
    try:
        assert holds.wait(30)
        with time.travel(late):
            assert ring_due().rung == 1
            assert ring_due().rung == 0
    finally:
        lets_go.set()
        acting.join()
    assert set(Notice.objects.filter(kind="broken").values_list("case", flat=True)) == {idle.pk}
    with time.travel(late + timedelta(seconds=2)):
        assert ring_due().rung == 1
    assert set(Notice.objects.filter(kind="broken").values_list("case", flat=True)) == {idle.pk, busy.pk}


def test_a_clock_of_no_case_rings_once_and_tells_nobody(sagara: Sagara) -> None:
    case = quality_has(sagara)
    Clock.objects.filter(case_id=case.pk, kind="resolution").update(case_id=case.pk + 1000)
    Clock.objects.exclude(kind="resolution").update(ring_at=None)
    with time.travel(time.now() + 90 * DAY):
        assert (ring_due().rung, ring_due().failed) == (0, 0)
        assert ringing.claim_due(time.now() + DAY) == []
    assert not Notice.objects.filter(kind="broken").exists()


def test_a_closed_case_is_silent(sagara: Sagara) -> None:
    case = quality_has(sagara)
    reject(case, reason="Galon itu bukan dari kami; nomor serinya milik merek lain.", by=sagara.olga)
    only(clocks.start(case.key, "task", minutes=60, calendar=default_calendar(), case_id=case.pk))
    assert rung_at(time.now() + 90 * DAY) == {}
    assert not Clock.objects.filter(case_id=case.pk, ring_at__isnull=False).exists()


def test_who_is_kept_out_hears_nothing(sagara: Sagara) -> None:
    case = quality_has(sagara)
    only(solution_of(case))
    add_participant(case, Participant.Role.EXCLUDED, staff=sagara.maya)
    assert rung_at(solution_of(case).due_at + 30 * DAY) == {"broken": ["bob", "fitri", "olga"]}


def test_of_a_confidential_case_only_those_hear_who_may_see_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    clock = solution_of(case)
    only(clock)
    told = rung_at(clock.due_at + 30 * DAY)["broken"]
    assert "maya" not in told and told
    add_participant(case, Participant.Role.APPROVER, staff=sagara.maya)
    Clock.objects.filter(pk=clock.pk).update(rung=2, ring_at=clock.due_at)
    assert "maya" in rung_at(clock.due_at + 31 * DAY)["broken"]


def test_a_new_edition_changes_no_promise_that_was_given(sagara: Sagara) -> None:
    before, _alice, _receipt = alice_complains()
    source = (SOPS / "company.toml").read_text(encoding="utf-8")
    changed = source.replace('at = "50 %"', 'at = "25 %"').replace('at = "1 working day after"', 'at = "2 hours after"')
    changed = changed.replace('at = "3 working days after"', 'at = "3 hours after"')
    sop.publish(sop.draft(changed), by=sagara.ade, second=sagara.maya)
    after, _alice, _receipt = alice_complains()
    assert solution_of(before).ladder == "50% 80% due due+480w due+1440w"
    assert solution_of(after).ladder == "25% 80% due due+120m due+180m"
    assert after.edition.procedure.rings("resolution")[0] == Ring(25)


def test_whoever_has_left_is_not_told_and_the_heads_are_told_when_nobody_else_is(sagara: Sagara) -> None:
    case = quality_has(sagara)
    clock = solution_of(case)
    only(clock)
    Staff.objects.filter(pk__in=[sagara.bob.pk, sagara.fitri.pk]).update(is_active=False)
    assert rung_at(clock.ring_at + MINUTE) == {"due_soon": ["olga"]}
