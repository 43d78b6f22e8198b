"""Dates, times, numbers and money as people read them, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from tanggap.casework.wording import date_in_words
from tanggap.core import time
from tanggap.core.money import rupiah
from tanggap.ui import avatars, formatting

# Thursday 19 November 2026, 10.42 in Jakarta.
ARRIVED = datetime(2026, 11, 19, 3, 42, tzinfo=UTC)


def plain(text: str) -> str:
    """The text with ordinary spaces and hyphens, so that expectations can be read."""
    return text.replace("\u00a0", " ").replace("\u2011", "-")


@pytest.mark.parametrize(
    ("language", "full", "day", "moment"),
    [
        ("id", "Kamis, 19 November 2026", "Kam, 19 Nov", "19 Nov, 10.42"),
        ("en", "Thursday, 19 November 2026", "Thu, 19 Nov", "19 Nov, 10:42 am"),
    ],
)
def test_dates_follow_the_language(language: str, full: str, day: str, moment: str) -> None:
    with time.travel(ARRIVED), override(language):
        assert plain(formatting.full_date(ARRIVED)) == full
        assert plain(formatting.day_date(ARRIVED)) == day
        assert plain(formatting.date_time(ARRIVED)) == moment


def test_another_year_is_named() -> None:
    with time.travel(ARRIVED):
        assert plain(formatting.short_date(date(2025, 3, 2), language="id")) == "2 Mar 2025"
        assert plain(formatting.short_date(date(2026, 8, 2), language="id")) == "2 Agu"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Jakarta", "10.42 WIB"),
        ("Asia/Makassar", "11.42 WITA"),
        ("Asia/Jayapura", "12.42 WIT"),
    ],
)
def test_the_three_zones_of_indonesia_are_named(zone: str, words: str) -> None:
    assert plain(formatting.clock_time(ARRIVED, zone, named=True, language="id")) == words


@pytest.mark.parametrize(("hour", "words"), [(0, "12:05 am"), (12, "12:05 pm"), (17, "5:05 pm")])
def test_english_hours_have_a_half_of_the_day(hour: int, words: str) -> None:
    assert plain(formatting.clock_time(datetime(2026, 1, 1, hour, 5, tzinfo=UTC), "UTC", language="en")) == words


def test_near_moments_are_told_by_the_day() -> None:
    with time.travel(ARRIVED), override("id"):
        assert plain(formatting.near(ARRIVED)) == "hari ini 10.42"
        assert plain(formatting.near(datetime(2026, 11, 20, 2, 15, tzinfo=UTC))) == "besok 09.15"
        assert plain(formatting.near(datetime(2026, 11, 18, 2, 15, tzinfo=UTC))) == "kemarin 09.15"
        assert plain(formatting.near(datetime(2026, 11, 16, 2, 15, tzinfo=UTC))) == "16 Nov, 09.15"


@pytest.mark.parametrize(
    ("minutes", "indonesian", "short", "english", "short_english"),
    [
        (0, "0 menit", "0 mnt", "0 minutes", "0 min"),
        (1, "1 menit", "1 mnt", "1 minute", "1 min"),
        (60, "1 jam", "1 jam", "1 hour", "1 h"),
        (80, "1 jam 20 menit", "1 jam 20 mnt", "1 h 20 min", "1 h 20 min"),
        (143, "2 jam 23 menit", "2 jam 23 mnt", "2 h 23 min", "2 h 23 min"),
        (1440, "1 hari", "1 hari", "1 day", "1 day"),
        (3 * 1440 + 125, "3 hari 2 jam", "3 hari 2 jam", "3 days 2 h", "3 days 2 h"),
        (9 * 1440 + 125, "9 hari", "9 hari", "9 days", "9 days"),
    ],
)
def test_durations(minutes: int, indonesian: str, short: str, english: str, short_english: str) -> None:
    assert plain(formatting.duration(minutes, language="id")) == indonesian
    assert plain(formatting.duration(minutes, short=True, language="id")) == short
    assert plain(formatting.duration(minutes, language="en")) == english
    assert plain(formatting.duration(minutes, short=True, language="en")) == short_english


def test_working_time_is_told_in_the_largest_unit() -> None:
    assert plain(formatting.working_time(4 * 480, language="id")) == "4 hari kerja"
    assert plain(formatting.working_time(480, language="en")) == "1 working day"
    assert plain(formatting.working_time(120, language="id")) == "2 jam kerja"


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (480, "1 hari kerja", "1 working day"),
        (960, "2 hari kerja", "2 working days"),
        (1540, "3,2 hari kerja", "3.2 working days"),
        (240, "0,5 hari kerja", "0.5 working days"),
    ],
)
def test_averages_are_told_in_parts_of_a_day(minutes: int, indonesian: str, english: str) -> None:
    assert plain(formatting.working_days(minutes, 480, "id")) == indonesian
    assert plain(formatting.working_days(minutes, 480, "en")) == english


# The table of design/UI.md §7, row by row: what it is called there, Indonesian, English.
TABLE = [
    ("full_date", (ARRIVED,), "Kamis, 19 November 2026", "Thursday, 19 November 2026"),
    ("short_date", (ARRIVED,), "19 Nov", "19 Nov"),
    ("near", (datetime(2026, 11, 20, 2, 15, tzinfo=UTC),), "besok 09.15", "tomorrow 9:15 am"),
    ("clock_time", (ARRIVED, None, True), "10.42 WIB", "10:42 am WIB"),
    ("full_date_time", (ARRIVED,), "Kamis, 19 November 2026, 10.42 WIB", "Thursday, 19 November 2026, 10:42 am WIB"),
    ("duration", (143,), "2 jam 23 menit", "2 h 23 min"),
    ("working_time", (4 * 480,), "4 hari kerja", "4 working days"),
    ("working_time", (480,), "1 hari kerja", "1 working day"),
    ("number", (1140,), "1.140", "1,140"),
    ("percent", (0.961, 1), "96,1%", "96.1%"),
    ("rupiah", (1_214_000,), "Rp1.214.000", "Rp1,214,000"),
    ("rupiah_short", (18_400_000,), "Rp18,4 juta", "Rp18.4 million"),
    ("file_size", (820_000,), "820 KB", "820 KB"),
    ("spoken", ("K26-04817",), "K, dua enam, nol empat delapan, satu tujuh", "K, two six, zero four eight, one seven"),
]
# A line may end after the comma of a date and between the groups of a number that is read aloud, nowhere else.
MAY_BREAK = {"full_date": ", ", "full_date_time": ", ", "spoken": " "}


@pytest.mark.parametrize(("name", "given", "indonesian", "english"), TABLE)
def test_the_table_of_formats(name: str, given: tuple, indonesian: str, english: str) -> None:
    with time.travel(ARRIVED):
        for language, words in (("id", indonesian), ("en", english)):
            said = getattr(formatting, name)(*given, language=language)
            assert plain(said) == words
            assert " " not in said.replace(MAY_BREAK.get(name, "\n"), ""), "a line could end inside of it"


@pytest.mark.parametrize("language", ["id", "en"])
def test_letters_and_pages_write_the_same_date_and_the_same_amount(language: str) -> None:
    assert date_in_words(ARRIVED, language) == plain(formatting.full_date_time(ARRIVED, language=language))
    assert rupiah(1_214_000, language) == formatting.rupiah(1_214_000, language)


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [(1_214_000, "Rp1.214.000", "Rp1,214,000"), (0, "Rp0", "Rp0"), (-65_000, "−Rp65.000", "−Rp65,000")],
)
def test_rupiah_has_no_space_and_no_decimals(amount: int, indonesian: str, english: str) -> None:
    assert formatting.rupiah(amount, "id") == indonesian
    assert formatting.rupiah(amount, "en") == english


def test_large_amounts_in_words() -> None:
    assert plain(formatting.rupiah_short(18_400_000, "id")) == "Rp18,4 juta"
    assert plain(formatting.rupiah_short(18_400_000, "en")) == "Rp18.4 million"
    assert plain(formatting.rupiah_short(2_000_000_000, "id")) == "Rp2 miliar"
    assert formatting.rupiah_short(250_000, "id") == "Rp250.000"


def test_numbers_and_shares() -> None:
    assert formatting.number(1140, language="id") == "1.140"
    assert formatting.percent(0.961, 1, "id") == "96,1%"
    assert formatting.percent(0.961, 1, "en") == "96.1%"
    assert formatting.capped(1000, language="id") == "1.000+"
    assert plain(formatting.file_size(1_200_000, "id")) == "1,2 MB"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("+6281388421907", "0813-8842-1907"),
        ("081388421907", "0813-8842-1907"),
        ("02150914400", "(021) 5091-4400"),
        ("+14155550100", "+14155550100"),
        ("ext. 12", "ext. 12"),
    ],
)
def test_phone_numbers(given: str, written: str) -> None:
    assert plain(formatting.phone(given)) == written


def test_a_reference_can_be_said_aloud() -> None:
    assert formatting.spoken("K26-04817", "id") == "K, dua enam, nol empat delapan, satu tujuh"
    assert formatting.spoken("K26-04817", "en") == "K, two six, zero four eight, one seven"


def test_paragraphs_escape_what_people_wrote() -> None:
    assert formatting.paragraphs("Satu <b>\r\ndua\n\ntiga") == "<p>Satu &lt;b&gt;<br>dua</p>\n<p>tiga</p>"
    assert formatting.paragraphs("  \n ") == ""


def test_initials_and_colours_are_steady() -> None:
    names = ("Dimas Prakoso", "Sri", "", "Ir. H. Budi Santoso")
    assert [avatars.initials(name) for name in names] == ["DP", "S", "?", "IS"]
    assert avatars.hue("staff:2") == avatars.hue("staff:2") < avatars.HUES


def test_a_name_that_turns_the_line_around_ends_with_itself() -> None:
    assert formatting.isolated("Alice") == "Alice"
    assert formatting.isolated("\u202eفاطمة") == "\u2068\u202eفاطمة\u2069"
