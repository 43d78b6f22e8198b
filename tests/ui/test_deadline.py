"""A deadline pill says the right words with the right look."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from tanggap.core import time
from tanggap.ui.deadline import Pill, Stop, clock_pill

# Friday 20 November 2026, 08.40 in Jakarta.
NOW = datetime(2026, 11, 20, 1, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def friday_morning() -> Iterator[None]:
    with time.travel(NOW), override("id"):
        yield


def told(pill: Pill) -> tuple[str, str]:
    return pill.look, pill.words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("left", "look", "words"),
    [
        (timedelta(hours=1, minutes=20), "soon", "Sisa 1 jam 20 mnt"),
        (timedelta(seconds=20), "soon", "Sisa 1 mnt"),
        (timedelta(hours=4, minutes=50), "calm", "Sisa 4 jam"),
        (timedelta(days=1, minutes=35), "calm", "Besok 09.15"),
        (timedelta(days=3), "calm", "Sen, 23 Nov"),
        (timedelta(days=20), "calm", "10 Des"),
        (-timedelta(minutes=40), "late", "Lewat 40 mnt"),
        (-timedelta(hours=3, minutes=12), "late", "Lewat 3 jam"),
        (-timedelta(days=2, hours=5), "late", "Lewat 2 hari"),
    ],
)
def test_a_running_clock(left: timedelta, look: str, words: str) -> None:
    assert told(clock_pill(NOW + left)) == (look, words)


def test_working_days_are_counted_in_working_days() -> None:
    assert told(clock_pill(NOW + timedelta(days=6), working_days_left=4)) == ("calm", "Sisa 4 hari kerja")


def test_the_ring_shows_how_much_time_is_used() -> None:
    pill = clock_pill(NOW + timedelta(hours=6), started_at=NOW - timedelta(hours=2))
    assert pill.share == 25


def test_a_paused_clock_waits_for_the_complainant() -> None:
    assert told(clock_pill(NOW, state="paused")) == ("paused", "Tunggu pelapor")


def test_a_kept_promise_says_how_long_it_took() -> None:
    pill = clock_pill(NOW, state="kept", ended_at=NOW, used_minutes=143)
    assert told(pill) == ("done", "2 jam 23 menit")
    assert not pill.ticking


def test_an_answer_that_came_late_stays_late_and_stops_counting() -> None:
    pill = clock_pill(NOW - timedelta(days=5), state="broken", ended_at=NOW - timedelta(days=4))
    assert told(pill) == ("late", "Lewat 1 hari")
    assert not pill.ticking


def test_a_broken_clock_without_an_answer_goes_on_counting() -> None:
    pill = clock_pill(NOW - timedelta(hours=2), state="broken")
    assert told(pill) == ("late", "Lewat 2 jam")
    assert pill.ticking


def test_a_pill_never_breaks_into_two_lines() -> None:
    for left in (timedelta(hours=1, minutes=20), timedelta(days=1, minutes=35), timedelta(days=3), -timedelta(days=2)):
        assert " " not in clock_pill(NOW + left).words
    with override("en"):
        assert clock_pill(NOW + timedelta(days=1, hours=2, minutes=7)).words == "Tomorrow\u00a010:47\u00a0am"
    assert " " not in clock_pill(NOW + timedelta(days=9), working_days_left=4).words
    assert " " not in clock_pill(NOW, state="paused").words


def test_the_whole_promise_is_told_to_whoever_asks() -> None:
    stop = Stop(NOW - timedelta(hours=5), NOW - timedelta(hours=3), "Tunggu pelapor")
    still = Stop(NOW - timedelta(hours=1), None, "Menunggu laboratorium")
    pill = clock_pill(
        NOW + timedelta(days=1), started_at=NOW - timedelta(days=1), what="Solusi keluhan", stops=[stop, still],
        calendar="Jam kantor",
    )  # fmt: skip
    assert pill.title.replace("\u00a0", " ") == (
        "Solusi keluhan. Tenggat Sabtu, 21 November 2026, 08.40 WIB. Mulai Kamis, 19 November 2026, 08.40 WIB. "
        "Berhenti 20 Nov, 03.40 sampai 20 Nov, 05.40: Tunggu pelapor. "
        "Berhenti sejak 20 Nov, 07.40: Menunggu laboratorium. Kalender: Jam kantor"
    )


def test_the_exact_moment_is_in_the_title() -> None:
    assert clock_pill(NOW).title.replace("\u00a0", " ") == "Tenggat Jumat, 20 November 2026, 08.40 WIB"
