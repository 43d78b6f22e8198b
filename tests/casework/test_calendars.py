"""Calendars as people keep them: a decree moves the right promises and nobody else's, and each case is told."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework import calendars, promises, recounting
from tanggap.casework.hand_over import hand_over
from tanggap.casework.sweep import sweep
from tanggap.casework.timeline import for_people_inside, for_the_complainant
from tanggap.clocks import clock, recount
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.changes import Change, Day
from tanggap.clocks.models import Calendar, Clock, Holiday, Recount
from tanggap.core.errors import Forbidden, Invalid, Refused, Stale
from tanggap.core.time import travel
from tanggap.people.actors import COMMAND
from tests import sagara as world
from tests.sagara import Sagara, alice_complains

WIB = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=WIB)
TUESDAY = date(2026, 11, 24)
# What runs for each new complaint.
RUNNING = [kind for kind in promises.OPENING if kind != "acknowledge"]
CLOSED = Day(name_id="Hari pencoblosan", name_en="Election day")


@pytest.fixture
def sagara(db: None) -> Sagara:
    with travel(FRIDAY - timedelta(days=30)):
        return world.build()


def decree(*days: date, calendar: Calendar | None = None) -> Change:
    return Change(calendar=calendar, days=dict.fromkeys(days, CLOSED))


def follow(job: Recount) -> Recount:
    return recounting.carry_through(job)


def due(case: Case) -> dict[str, datetime]:
    return {one.kind: one.due_at for one in Clock.objects.filter(case_id=case.pk).order_by("pk")}


def moved_on(case: Case) -> list[dict[str, Any]]:
    return [entry.facts for entry in trail.entries(case) if entry.verb == "calendar_moved"]


def test_a_holiday_decreed_two_weeks_ahead_moves_the_right_promises_and_nobody_elses(sagara: Sagara) -> None:
    with travel(FRIDAY):
        papua = calendars.make("Papua", by=sagara.maya)
        calendars.choose(sagara.unit["frontdesk"], papua, by=sagara.maya)
        Recount.objects.update(done_at=FRIDAY)
        elsewhere, _party, _receipt = alice_complains()
        calendars.choose(sagara.unit["frontdesk"], None, by=sagara.maya)
        Recount.objects.update(done_at=FRIDAY)
        running, _party, _receipt = alice_complains()
        waiting, _party, _receipt = alice_complains()
        clock.stop(clock.open_of(waiting.pk), "Menunggu hasil laboratorium.")
        ended, _party, _receipt = alice_complains()
        promises.finish(ended)
    with travel(FRIDAY - timedelta(days=9)):
        broken, _party, _receipt = alice_complains()
    with travel(FRIDAY):
        before = {one.pk: due(one) for one in (elsewhere, running, waiting, ended, broken)}
        job = calendars.save(decree(date(2026, 12, 1), calendar=default_calendar()), by=sagara.maya)
        follow(job)

        assert due(running) == before[running.pk] | {"resolution": datetime(2026, 12, 2, 15, 0, tzinfo=WIB)}
        assert before[running.pk]["resolution"] == datetime(2026, 12, 1, 15, 0, tzinfo=WIB)
        for one in (elsewhere, ended, broken):
            assert due(one) == before[one.pk]
        assert {one.state for one in Clock.objects.filter(case_id=waiting.pk, kind="resolution")} == {"paused"}
        assert due(waiting)["resolution"] == before[waiting.pk]["resolution"]
        sweep()
        assert Clock.objects.get(case_id=broken.pk, kind="first_reply").broken_at == before[broken.pk]["first_reply"]
        assert Case.objects.get(pk=broken.pk).breached

        # It is counted by the new calendar when it runs on.
        clock.go_on(clock.open_of(waiting.pk))
        assert due(waiting)["resolution"].date() > before[waiting.pk]["resolution"].date()


def test_each_moved_case_says_from_when_until_when_and_why_and_the_complainant_reads_it(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
        letters = case.replies.count()
        follow(calendars.save(decree(date(2026, 11, 23)), by=sagara.maya))

        facts = moved_on(case)
        assert [one["promise"] for one in facts] == RUNNING
        assert facts[0]["before"] == datetime(2026, 11, 23, 15, 0, tzinfo=WIB).astimezone(ZoneInfo("UTC")).isoformat()
        assert facts[0]["why"] == {"what": "closed", "day": "2026-11-23", "calendar": ""}
        said = [one.words for one in for_people_inside(case, name="Alice") if one.verb == "calendar_moved"]
        assert "Selasa, 24 November 2026, 15.00" in said[0] and "Senin, 23 November 2026 menjadi hari libur" in said[0]
        case.refresh_from_db()
        read = [one.words for one in for_the_complainant(case) if one.verb == "calendar_moved"]
        assert len(read) == len(RUNNING) and "Selasa, 24 November 2026" in read[0]
        # The page shows the new date and why; a letter to everybody for one holiday would only be noise.
        assert case.replies.count() == letters
        assert case.next_due_at == datetime(2026, 11, 24, 15, 0, tzinfo=WIB)
        assert [entry.verb for entry in trail.entries(calendars.SHARED)] == ["calendar_changed", "calendar_followed"]
        assert not list(trail.verify())


def test_what_is_foretold_is_what_saving_does_and_looking_writes_nothing(sagara: Sagara) -> None:
    with travel(FRIDAY):
        cases = [alice_complains()[0] for _number in range(5)]
        change = decree(date(2026, 11, 23), TUESDAY, calendar=default_calendar())
        untouched = {one.pk: due(one) for one in cases}

        told = recounting.preview(change, language="en", by=sagara.maya)
        assert {one.pk: due(one) for one in cases} == untouched
        assert not Holiday.objects.filter(date=TUESDAY).exists() and not Recount.objects.exists()
        job = follow(calendars.save(change, by=sagara.maya))

        after = {one.pk: due(one) for one in cases}
        assert (told.moved, told.cases, told.later, told.overdue) == (job.moved, 5, 5 * len(RUNNING), 0)
        assert told.longest == max(after[pk][kind] - untouched[pk][kind] for pk in after for kind in after[pk])
        named = {(one.reference, one.kind, one.after) for one in told.shown}
        assert named == {
            (one.reference, kind, after[one.pk][kind]) for one in cases for kind in RUNNING
        }


def test_hours_that_grow_make_promises_due_earlier_and_those_overdue_at_once_are_foretold(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
    with travel(datetime(2026, 11, 23, 9, 0, tzinfo=WIB)):
        always = Change(calendar=default_calendar(), week={str(day): [["00:00", "00:00"]] for day in range(7)})
        told = recounting.preview(always, language="id", by=sagara.maya)
        assert (told.earlier, told.overdue) == (len(RUNNING), len(RUNNING))
        assert (told.shown[0].kind, told.shown[0].overdue) == ("resolution", True)
        follow(calendars.save(always, by=sagara.maya))
        assert due(case)["first_reply"] == FRIDAY + timedelta(hours=8)
        sweep()
        assert Case.objects.get(pk=case.pk).breached


def test_only_cases_that_the_reader_may_see_are_named_the_others_are_counted(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
        alice_complains(confidential=True)
        told = recounting.preview(decree(date(2026, 11, 23)), language="id", by=sagara.maya)
        assert {one.reference for one in told.shown} == {case.reference}
        assert (told.moved, told.seen, told.unseen) == (2 * len(RUNNING), len(RUNNING), len(RUNNING))
        nothing = recounting.preview(decree(date(2026, 11, 23)), language="id", by=sagara.ade)
        assert nothing.shown == [] and nothing.unseen == told.moved


def test_a_recount_that_is_killed_half_way_is_gone_on_with(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "BATCH", 3)
    with travel(FRIDAY):
        cases = [alice_complains()[0] for _number in range(6)]
        job = calendars.save(decree(date(2026, 11, 23)), by=sagara.maya)
        assert recounting.step(job)

        def killed(*_given: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(recount, "_write", killed)
            recounting.step(job)
        job.refresh_from_db()
        assert (job.counted, job.done_at) == (3, None)
        with pytest.raises(Refused):
            calendars.save(decree(TUESDAY), by=sagara.maya)

        while sweep():
            pass
        job.refresh_from_db()
        assert (job.counted, job.moved) == (6 * len(RUNNING), 6 * len(RUNNING)) and job.done_at == FRIDAY
        assert all(len(moved_on(one)) == len(RUNNING) for one in cases)
        assert all(one.next_due_at > datetime(2026, 11, 24, tzinfo=WIB) for one in Case.objects.all())


def test_what_had_read_the_old_calendar_and_was_written_late_is_found_by_looking_again(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
        before = due(case)
        job = follow(calendars.save(decree(date(2026, 11, 23)), by=sagara.maya))
        Clock.objects.filter(case_id=case.pk, kind="first_reply").update(due_at=before["first_reply"])
        sweep()
        assert due(case)["first_reply"] == before["first_reply"]
    with travel(FRIDAY + 2 * recounting.LOOK_AGAIN):
        sweep()
        assert due(case)["first_reply"] == datetime(2026, 11, 24, 15, 0, tzinfo=WIB)
    job.refresh_from_db()
    assert job.next_at is None and job.counted == len(RUNNING)


def test_a_unit_that_goes_over_takes_what_it_owes_and_what_it_promised_along(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
        world.investigate(sagara, case)
        before = due(case)
        late = calendars.make("Gudang", by=sagara.maya)
        follow(calendars.save(Change(calendar=late, week={"5": [["08:00", "12:00"]]}), by=sagara.maya))

        told = recounting.preview_choice(sagara.unit["quality"], late, by=sagara.maya)
        job = follow(calendars.choose(sagara.unit["quality"], late, by=sagara.maya))
        moved = {kind for kind, moment in due(case).items() if moment != before[kind]}
        assert moved == {"alternatives", "decision"} and told.moved == job.moved == 2
        assert due(case)["decision"] == datetime(2026, 11, 28, 12, 0, tzinfo=WIB)
        assert moved_on(case)[-1]["why"] == {"what": "unit", "unit": "quality", "calendar": "gudang"}

        follow(calendars.choose(sagara.unit["frontdesk"], late, by=sagara.maya))
        assert set(Clock.objects.filter(case_id=case.pk, ended_at=None).values_list("calendar__code", flat=True)) == {
            "gudang"
        }
        with pytest.raises(Refused):
            calendars.choose(sagara.unit["quality"], late, by=sagara.maya)


def test_what_was_handed_over_after_it_was_found_stays_on_the_calendar_of_its_new_unit(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
        world.investigate(sagara, case)
        late = calendars.make("Gudang", by=sagara.maya)
        follow(calendars.save(Change(calendar=late, week={"5": [["08:00", "12:00"]]}), by=sagara.maya))
        found = [row[0] for row in recount.following(promises.owed_by(sagara.unit["quality"]), ("", ""), 100)]
        assert len(found) >= 2
        hand_over(case, unit=sagara.unit["service"], reason="Ternyata urusan pengantaran barang.", by=sagara.olga)
        before = due(case)
        owed = promises.owed_by(sagara.unit["quality"])
        assert recount.count_anew(found, FRIDAY, onto=late, which=owed) == ([], [])
        assert due(case) == before


def test_a_unit_that_goes_back_at_once_is_not_taken_over_again_by_the_second_look(sagara: Sagara) -> None:
    with travel(FRIDAY):
        case, _party, _receipt = alice_complains()
        before, other = due(case), calendars.make("Gudang", by=sagara.maya)
        follow(calendars.save(Change(calendar=other, week={"5": [["08:00", "12:00"]]}), by=sagara.maya))
        follow(calendars.choose(sagara.unit["frontdesk"], other, by=sagara.maya))
        follow(calendars.choose(sagara.unit["frontdesk"], None, by=sagara.maya))
    with travel(FRIDAY + 2 * recounting.LOOK_AGAIN):
        while sweep():
            pass
        assert due(case) == before
        assert not Recount.objects.exclude(next_at=None).exists()


def test_only_those_who_manage_or_administer_the_whole_keep_calendars(sagara: Sagara) -> None:
    office = default_calendar()
    for nobody in (sagara.mallory, sagara.olga, sagara.fitri, sagara.quentin, sagara.audy):
        with pytest.raises(Forbidden):
            calendars.save(decree(TUESDAY), by=nobody)
        with pytest.raises(Forbidden):
            calendars.make("Baru", by=nobody)
        with pytest.raises(Forbidden):
            calendars.rename(office, "Baru", by=nobody)
        with pytest.raises(Forbidden):
            calendars.remove(office, by=nobody)
        with pytest.raises(Forbidden):
            calendars.choose(sagara.unit["quality"], office, by=nobody)
    assert not Recount.objects.exists()
    for keeper in (sagara.ade, sagara.maya, COMMAND):
        calendars.rename(office, f"Kantor {keeper.key}", by=keeper)


def test_whoever_was_slower_is_told_and_nothing_is_lost(sagara: Sagara) -> None:
    office = default_calendar()
    seen, seen_by_all = calendars.version_of(office), calendars.version_of(None)
    follow(calendars.save(decree(TUESDAY, calendar=office), version=seen, by=sagara.maya))
    with pytest.raises(Stale) as stale:
        calendars.save(decree(date(2026, 12, 1), calendar=office), version=seen, by=sagara.ade)
    assert stale.value.current == calendars.version_of(office)
    with pytest.raises(Stale):
        calendars.save(decree(date(2026, 12, 1)), version=seen_by_all, by=sagara.ade)
    unit = sagara.unit["quality"]
    with pytest.raises(Stale):
        calendars.choose(unit, calendars.make("Lain", by=sagara.ade), version="99", by=sagara.ade)
    assert not Holiday.objects.filter(date=date(2026, 12, 1)).exists()


def test_a_calendar_is_removed_only_when_nobody_uses_it(sagara: Sagara) -> None:
    with travel(FRIDAY):
        spare = calendars.make("Cadangan", by=sagara.ade)
        calendars.remove(spare, by=sagara.ade)
        assert not Calendar.objects.filter(code="cadangan").exists()
        used = calendars.make("Dipakai", by=sagara.ade)
        follow(calendars.choose(sagara.unit["frontdesk"], used, by=sagara.ade))
        alice_complains()
        for calendar in (used, default_calendar()):
            with pytest.raises(Refused):
                calendars.remove(calendar, by=sagara.ade)
        follow(calendars.choose(sagara.unit["frontdesk"], None, by=sagara.ade))
        Clock.objects.filter(kind="acknowledge").update(calendar=used)
        with pytest.raises(Refused):
            calendars.remove(used, by=sagara.ade)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "jam KANTOR", "All", "…"])
def test_a_calendar_needs_a_name_and_a_code_of_its_own(sagara: Sagara, name: str) -> None:
    with pytest.raises(Invalid):
        calendars.make(name, by=sagara.ade)


def test_nothing_to_change_is_said_and_leaves_no_trace(sagara: Sagara) -> None:
    office = default_calendar()
    with pytest.raises(Refused):
        calendars.save(Change(calendar=office, week=office.week, zone=office.zone), by=sagara.ade)
    assert not Recount.objects.exists() and not trail.entries(office)
