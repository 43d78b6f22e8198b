"""Calendars in the database: holidays as published, own days, what a change would do and does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tanggap.clocks import changing, clock, recount
from tanggap.clocks.calendar import calendars, default_calendar, working_time
from tanggap.clocks.changes import Change, Day, after, fill_holidays, filled_in, make, needed, published
from tanggap.clocks.models import Calendar, Clock, Holiday
from tanggap.core.errors import Invalid
from tanggap.core.time import travel

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")


def wib(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=JAKARTA)


def kind_on(*day: int) -> str | None:
    return Holiday.objects.filter(date=date(*day)).values_list("kind", flat=True).first()


CLOSED = Day(name_id="Tutup", name_en="Closed")


def opened(*hours: tuple[str, str]) -> Day:
    return Day(kind="extra_day", name_id="Buka", name_en="Open", hours=[list(span) for span in hours])


def close(day: date, *, calendar: Calendar | None = None) -> None:
    make(Change(calendar=calendar, days={day: CLOSED}))


def count_all(at: datetime) -> list[recount.Moved]:
    moved, _broken = recount.count_anew(list(Clock.objects.values_list("pk", flat=True)), at)
    return moved


def test_indonesian_holidays_and_collective_leave_are_those_that_were_decreed() -> None:
    fill_holidays(range(2023, 2027))
    known = {
        (2023, 3, 22): "national", (2023, 3, 23): "cuti_bersama", (2023, 4, 19): "cuti_bersama",
        (2024, 2, 9): "cuti_bersama", (2024, 3, 11): "national", (2024, 4, 8): "cuti_bersama",
        (2024, 11, 27): "national", (2024, 12, 26): "cuti_bersama", (2025, 1, 28): "cuti_bersama",
        (2025, 3, 31): "national", (2025, 4, 7): "cuti_bersama", (2025, 8, 18): "cuti_bersama",
        (2026, 2, 17): "national", (2026, 3, 20): "cuti_bersama", (2026, 3, 21): "national",
        (2026, 5, 28): "cuti_bersama", (2026, 12, 24): "cuti_bersama", (2026, 12, 25): "national",
        (2026, 3, 25): None, (2025, 4, 8): None,
    }  # fmt: skip
    assert {day: kind_on(*day) for day in known} == known


def test_a_holiday_has_its_name_in_both_languages() -> None:
    fill_holidays([2026])
    eid = Holiday.objects.get(date=date(2026, 3, 23))
    with translation.override("id"):
        assert eid.name == "Cuti Bersama Hari Raya Idul Fitri"
    with translation.override("en"):
        assert eid.name == "Eid al-Fitr Joint Holiday"


def test_filling_again_changes_nothing_and_spares_what_people_entered() -> None:
    calendar = default_calendar()
    fill_holidays([2026])
    make(Change(days={date(2026, 12, 24): opened(("08:00", "12:00"))}))
    close(date(2026, 12, 28))
    calendar.refresh_from_db()

    assert fill_holidays([2026]) == 0
    assert (kind_on(2026, 12, 24), kind_on(2026, 12, 28)) == ("extra_day", "closure")
    assert Calendar.objects.get().stamp == calendar.stamp


def test_filling_again_corrects_what_was_filled() -> None:
    fill_holidays([2026])
    Holiday.objects.filter(date=date(2026, 3, 21)).update(name_id="?")
    Holiday.objects.create(date=date(2026, 3, 26), kind="national", name_id="x", name_en="x", filled=True)
    assert fill_holidays([2026]) == 2
    assert (Holiday.objects.get(date=date(2026, 3, 21)).name_id, kind_on(2026, 3, 26)) == ("Hari Raya Idul Fitri", None)


def test_lebaran_with_its_collective_leave_is_no_working_time() -> None:
    default_calendar()
    fill_holidays([2026])
    tuesday = wib(2026, 3, 17, 16, 0)
    assert working_time(default_calendar()).add(tuesday, 120) == wib(2026, 3, 25, 9, 0)


def test_a_change_is_seen_at_once_by_whoever_reads_the_calendar_again() -> None:
    friday = wib(2026, 11, 20, 16, 0)
    assert working_time(default_calendar()).add(friday, 120) == wib(2026, 11, 23, 9, 0)
    close(date(2026, 11, 23))
    assert working_time(default_calendar()).add(friday, 120) == wib(2026, 11, 24, 9, 0)
    make(Change(days={date(2026, 11, 23): None}))
    assert working_time(default_calendar()).add(friday, 120) == wib(2026, 11, 23, 9, 0)


def test_a_calendars_own_day_beats_the_day_for_all() -> None:
    branch = Calendar.objects.create(code="papua", name="Papua", zone="Asia/Jayapura", week=default_calendar().week)
    close(date(2026, 11, 23))
    make(Change(calendar=branch, days={date(2026, 11, 23): opened(("09:00", "10:00"))}))
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=ZoneInfo("Asia/Jayapura"))
    assert working_time(branch).add(friday, 60).astimezone(UTC) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert working_time(default_calendar()).add(wib(2026, 11, 20, 16, 30), 60) == wib(2026, 11, 24, 8, 30)


def test_a_day_added_by_decree_moves_open_clocks_and_says_which() -> None:
    calendar = default_calendar()
    with travel(wib(2026, 11, 20, 16, 0)):
        late = clock.start("case:1", "decision", minutes=120, calendar=calendar)
        soon = clock.start("case:2", "decision", minutes=30, calendar=calendar)
        days = clock.start("case:3", "decision", minutes=3000, calendar=None, working=False)
        close(date(2026, 11, 23))
        moved = count_all(wib(2026, 11, 20, 16, 0))

    assert [(m.number, m.before, m.after) for m in moved] == [(late.pk, wib(2026, 11, 23, 9), wib(2026, 11, 24, 9))]
    late.refresh_from_db()
    assert (late.due_at, late.ring_at) == (wib(2026, 11, 24, 9), wib(2026, 11, 24, 8, 36))
    assert [Clock.objects.get(pk=c.pk).due_at for c in (soon, days)] == [soon.due_at, days.due_at]


def test_a_breach_is_not_undone_by_a_new_holiday() -> None:
    with travel(wib(2026, 11, 20, 16, 0)):
        clock.start("case:1", "decision", minutes=120, calendar=default_calendar())
    close(date(2026, 11, 23))
    assert count_all(wib(2026, 11, 23, 10)) == []
    assert Clock.objects.get().broken_at == wib(2026, 11, 23, 9)


def test_who_was_warned_already_is_warned_again_before_the_later_date_and_whoever_was_not_is_not_forgotten() -> None:
    with travel(wib(2026, 11, 20, 16, 0)):
        clock.start("case:1", "decision", minutes=120, calendar=default_calendar())
    Clock.objects.update(rung=1, ring_at=wib(2026, 11, 23, 9), lease_until=wib(2026, 11, 23, 10))
    close(date(2026, 11, 23))
    count_all(wib(2026, 11, 20, 16, 30))
    warned = Clock.objects.get()
    assert (warned.rung, warned.ring_at, warned.lease_until) == (0, wib(2026, 11, 24, 8, 36), None)

    make(Change(days={date(2026, 11, 23): None}))
    count_all(wib(2026, 11, 23, 8, 50))
    assert Clock.objects.get().ring_at == wib(2026, 11, 23, 8, 36)


def test_what_would_move_is_what_then_moves_and_looking_writes_nothing() -> None:
    calendar = default_calendar()
    moment = wib(2026, 11, 20, 16, 0)
    with travel(moment):
        for number in range(1, 40):
            clock.start(f"case:{number}", "decision", minutes=number * 30, calendar=calendar)
        clock.start("case:50", "decision", minutes=600, calendar=calendar, case_id=50)
        clock.pause(50, ["decision"], "a question")
    days = {date(2026, 11, 23): CLOSED, date(2026, 11, 21): opened(("09:00", "10:00"))}
    change = Change(calendar=calendar, days=days)
    working = after(calendar, change)
    stamp = Calendar.objects.get().stamp

    foretold = list(recount.would_move(recount.Which.of([calendar]), lambda _number: working, moment))
    assert Calendar.objects.get().stamp == stamp and Holiday.objects.count() == 0
    assert recount.standing_still(recount.Which.of([calendar])) == 1
    make(change)
    moved = count_all(moment)

    assert len(moved) > 30
    assert [(m.number, m.before, m.after) for m in foretold] == [(m.number, m.before, m.after) for m in moved]


def test_a_change_without_what_stands_so_already_is_nothing() -> None:
    calendar = default_calendar()
    close(date(2026, 11, 23), calendar=calendar)
    same = Change(
        calendar=calendar, week=calendar.week | {"5": []}, zone=calendar.zone,
        days={date(2026, 11, 23): CLOSED, date(2026, 11, 24): None},
    )  # fmt: skip
    assert not needed(same)
    assert needed(Change(calendar=calendar, week={"5": [["09:00", "12:00"]]})).week


def test_clearing_an_own_day_leaves_the_day_for_all() -> None:
    calendar = default_calendar()
    close(date(2026, 11, 23))
    own = Change(calendar=calendar, days={date(2026, 11, 23): opened(("08:00", "10:00"))})
    make(own)
    gone = Change(calendar=calendar, days={date(2026, 11, 23): None})
    foretold = after(calendar, gone)
    make(gone)
    for working in (foretold, working_time(calendars(calendar).get())):
        assert working.add(wib(2026, 11, 20, 16), 120) == wib(2026, 11, 24, 9)


def test_a_day_for_all_does_not_touch_a_calendar_that_has_its_own() -> None:
    calendar = default_calendar()
    make(Change(calendar=calendar, days={date(2026, 11, 23): opened(("08:00", "10:00"))}))
    change = Change(days={date(2026, 11, 23): CLOSED})
    assert after(calendar, change).add(wib(2026, 11, 20, 16), 120) == wib(2026, 11, 23, 9)


def test_a_year_is_filled_in_or_not() -> None:
    assert not filled_in(2026)
    assert len(published([2026]).days) == fill_holidays([2026]) > 20
    assert filled_in(2026) and not published([2026])


def test_new_hours_count_from_then_on_and_nonsense_is_refused_with_a_sentence() -> None:
    calendar = default_calendar()
    make(Change(calendar=calendar, week={"5": [["09:00", "12:00"]]}, zone="Asia/Makassar"))
    assert working_time(calendar).add(wib(2026, 11, 20, 16), 60) == wib(2026, 11, 21, 9)
    spans = ([["12:00", "08:00"]], [["8", "nine"]], [["08:00"]], [], [["08:00", "08:01"]])
    nonsense = [{"0": hours} for hours in spans]
    for week in nonsense:
        with pytest.raises(Invalid):
            make(Change(calendar=calendar, week=week))
    for wrong in (
        Change(calendar=calendar, zone="Mars/Olympus"),
        Change(days={date(1999, 1, 1): CLOSED}),
        Change(days={date(2027, 1, 1): Day(name_id=" ", name_en="x")}),
        Change(days={date(2027, 1, 1): Day(kind="extra_day", name_id="x", name_en="x")}),
        Change(days={date(2027, 1, 1): Day(kind="closure", name_id="x", name_en="x", hours=[["08:00", "09:00"]])}),
        Change(days={date(2027, 1, 1): Day(kind="party", name_id="x", name_en="x")}),
    ):
        with pytest.raises(Invalid):
            make(wrong)


def test_the_default_calendar_is_made_once() -> None:
    assert default_calendar() == default_calendar()
    assert working_time(default_calendar()).between(wib(2026, 11, 16), wib(2026, 11, 23)) == 5 * 480
    assert timedelta(0) == working_time(default_calendar()).elapsed(wib(2026, 11, 21), wib(2026, 11, 23))


def test_what_was_counted_by_a_former_calendar_stays_used_when_the_present_one_changes() -> None:
    former, present = default_calendar(), Calendar.objects.create(code="b", name="B", week=default_calendar().week)
    with travel(wib(2026, 11, 20, 16, 0)):
        clock.start("case:1", "decision", minutes=120, calendar=former, case_id=1)
    handed_over = wib(2026, 11, 20, 16, 30)
    changing.move(clock.open_of(1), present, at=handed_over)
    change = Change(calendar=present, days={date(2026, 11, 23): CLOSED, date(2026, 11, 21): opened(("09:00", "10:00"))})
    working = after(present, change)

    [told] = recount.would_move(recount.Which.of([present]), lambda _number: working, handed_over)
    make(change)
    [moved] = count_all(handed_over)
    assert (told.before, told.after) == (moved.before, moved.after) == (wib(2026, 11, 23, 9), wib(2026, 11, 21, 10))


def test_a_date_that_was_told_to_the_other_side_is_never_taken_away() -> None:
    calendar = default_calendar()
    moment = wib(2026, 11, 20, 16, 0)
    with travel(moment):
        clock.start("case:1", "documents", minutes=120, calendar=calendar)
        clock.start("case:1", "decision", minutes=120, calendar=calendar)
    told, open_longer = frozenset({"documents"}), {day: [["00:00", "00:00"]] for day in "0123456"}
    change = Change(calendar=calendar, week=open_longer)
    working = after(calendar, change)

    foretold = list(recount.would_move(recount.Which.of([calendar], None, told), lambda _number: working, moment))
    make(change)
    every = list(Clock.objects.values_list("pk", flat=True))
    moved, _broken = recount.count_anew(every, moment, which=recount.Which("true", (), told))
    assert [one.kind for one in foretold] == [one.kind for one in moved] == ["decision"]
    assert Clock.objects.get(kind="documents").due_at == wib(2026, 11, 23, 9)
    documents = Clock.objects.get(kind="documents")
    assert clock.extend(documents, 1, "Berkasnya di kantor lain.", at=moment).due_at >= documents.due_at
