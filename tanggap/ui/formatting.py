"""Dates, times, durations, numbers and money as people read them, in Indonesian and English (design/UI.md §7).

Every function takes `language` ("id" or "en"; default: the active one) and is cached where that pays. Spaces inside a
date, an amount or "1 hari kerja" do not break.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import get_language, gettext, ngettext, override
from markupsafe import Markup, escape

from tanggap.core import time

NBSP = "\u00a0"
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus"),
        *("September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
}
SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
DIGITS = {
    "id": ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
# Classes of signs that are written from right to left, or that turn what follows.
TURNING = {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI"}
_EMPTY_LINE = re.compile(r"\n\s*\n")
# Indonesia has no daylight saving, so the offset alone names the zone.
INDONESIAN_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def spoken_language(language: str | None = None) -> str:
    """ "en" when asked for or active, else "id"."""
    chosen = language or get_language() or "id"
    return "en" if chosen.startswith("en") else "id"


def _day(value: date | datetime, zone: str | None) -> date:
    return time.local(value, zone).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _written(day: date, style: str, language: str) -> str:
    """One calendar day in one of the styles full, day, short, year."""
    name = DAYS[language][day.weekday()]
    short = f"{day.day}{NBSP}{SHORT_MONTHS[language][day.month - 1]}"
    if style == "full":
        return f"{name}, {day.day}{NBSP}{MONTHS[language][day.month - 1]}{NBSP}{day.year}"
    if style == "day":
        return f"{name[:3]}, {short}"
    return f"{short}{NBSP}{day.year}" if style == "year" else short


def full_date(value: date | datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "Jumat, 20 November 2026"."""
    return _written(_day(value, zone), "full", spoken_language(language))


def month(first: date, language: str | None = None) -> str:
    """ "Oktober 2026"."""
    return f"{MONTHS[spoken_language(language)][first.month - 1]}{NBSP}{first.year}"


def short_date(value: date | datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "20 Nov", with the year when it is not this year's."""
    day = _day(value, zone)
    style = "short" if day.year == time.today(zone).year else "year"
    return _written(day, style, spoken_language(language))


def year_date(value: date | datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "20 Nov 2026", in this year too: for what is kept on paper."""
    return _written(_day(value, zone), "year", spoken_language(language))


def day_date(value: date | datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "Jum, 20 Nov"."""
    return _written(_day(value, zone), "day", spoken_language(language))


@lru_cache(maxsize=2048)
def _wall(hour: int, minute: int, language: str) -> str:
    if language == "id":
        return f"{hour:02}.{minute:02}"
    return f"{hour % 12 or 12}:{minute:02}{NBSP}{'am' if hour < 12 else 'pm'}"


def zone_name(moment: datetime, zone: str | None = None) -> str:
    """WIB, WITA or WIT; elsewhere the abbreviation of that zone."""
    wall = time.local(moment, zone)
    hours = (wall.utcoffset() or timedelta()).total_seconds() / 3600
    return INDONESIAN_ZONES.get(int(hours), wall.tzname() or "") if hours == int(hours) else wall.tzname() or ""


def clock_time(moment: datetime, zone: str | None = None, named: bool = False, language: str | None = None) -> str:
    """ "10.42" or "10:42 am"; with `named` also the zone, once per page: "10.42 WIB"."""
    wall = time.local(moment, zone)
    words = _wall(wall.hour, wall.minute, spoken_language(language))
    return f"{words}{NBSP}{zone_name(moment, zone)}" if named else words


def date_time(moment: datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "19 Nov, 13.05"."""
    return _date_time(moment, zone, spoken_language(language), time.today(zone))


@lru_cache(maxsize=4096)
def _date_time(moment: datetime, zone: str | None, language: str, _today: date) -> str:
    return f"{short_date(moment, zone, language)}, {clock_time(moment, zone, language=language)}"


def full_date_time(moment: datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "Kamis, 19 November 2026, 10.42 WIB"."""
    return _full_date_time(moment, zone, spoken_language(language))


@lru_cache(maxsize=4096)
def _full_date_time(moment: datetime, zone: str | None, language: str) -> str:
    return f"{full_date(moment, zone, language)}, {clock_time(moment, zone, True, language)}"


def near(moment: datetime, zone: str | None = None, language: str | None = None) -> str:
    """ "hari ini 09.15", "kemarin 16.00", "besok 09.15"; further away the date and time."""
    return _near(moment, zone, spoken_language(language), time.today(zone))


@lru_cache(maxsize=4096)
def _near(moment: datetime, zone: str | None, language: str, today: date) -> str:
    days = (_day(moment, zone) - today).days
    if days not in (-1, 0, 1):
        return date_time(moment, zone, language)
    with override(language):
        word = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}[days]
    return f"{word}{NBSP}{clock_time(moment, zone, language=language)}"


def stamp(moment: datetime, near: bool = False, language: str | None = None) -> Markup:
    """A <time> with the moment for machines, in full as a title, and in short (`near`: today, yesterday) to read."""
    return _stamp(moment, near, spoken_language(language), time.today())


@lru_cache(maxsize=4096)
def _stamp(moment: datetime, is_near: bool, language: str, today: date) -> Markup:
    words = _near(moment, None, language, today) if is_near else _date_time(moment, None, language, today)
    full = _full_date_time(moment, None, language)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(iso(moment), full, words)


def hour(moment: datetime, language: str | None = None) -> Markup:
    """The same with only the time of day to read, below a heading that says the day."""
    return _hour(moment, spoken_language(language))


@lru_cache(maxsize=4096)
def _hour(moment: datetime, language: str) -> Markup:
    full, words = _full_date_time(moment, None, language), clock_time(moment, language=language)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(iso(moment), full, words)


def iso(moment: datetime | date) -> str:
    """For the `datetime` attribute of <time>."""
    return moment.isoformat()


@lru_cache(maxsize=4096)
def _duration(minutes: int, short: bool, language: str) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    # English shortens as soon as two units stand side by side: "2 h 23 min", but "2 hours".
    short = short or (language == "en" and bool(hours and (days or left)))
    with override(language):
        parts = []
        if days:
            parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
        if hours and days < 7:
            text = gettext("%(n)s h") if short else ngettext("%(n)s hour", "%(n)s hours", hours)
            parts.append(text % {"n": hours})
        if (left and not days) or not parts:
            text = gettext("%(n)s min") if short else ngettext("%(n)s minute", "%(n)s minutes", left)
            parts.append(text % {"n": left})
    return " ".join(parts).replace(" ", NBSP)


def duration(minutes: float, short: bool = False, language: str | None = None) -> str:
    """Minutes in words: "2 jam 23 menit" or "2 h 23 min", short "2 jam 23 mnt"; days when there are any."""
    return _duration(max(0, int(minutes)), short, spoken_language(language))


@lru_cache(maxsize=1024)
def _working_time(minutes: int, day: int, language: str) -> str:
    with override(language):
        if minutes >= day:
            n = round(minutes / day)
            words = ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}
        elif minutes >= 60:
            n = round(minutes / 60)
            words = ngettext("%(n)s working hour", "%(n)s working hours", n) % {"n": n}
        else:
            words = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return words.replace(" ", NBSP)


def working_time(minutes: int, day: int = 480, language: str | None = None) -> str:
    """Working minutes in the largest unit: "4 hari kerja", "6 jam kerja". `day` = minutes in a working day."""
    return _working_time(int(minutes), day, spoken_language(language))


def working_days(minutes: float, day: int = 480, language: str | None = None) -> str:
    """Working minutes in days to one place, for averages: "3,2 hari kerja", "1 working day"."""
    chosen = spoken_language(language)
    days = Decimal(str(minutes)) / day
    text = number(days, 1, chosen)
    whole = text.removesuffix(",0").removesuffix(".0")
    with override(chosen):
        words = ngettext("%(n)s working day", "%(n)s working days", 1 if whole == "1" else 2) % {"n": whole}
    return words.replace(" ", NBSP)


@lru_cache(maxsize=4096)
def _number(value: Decimal, places: int, language: str) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def number(value: float | Decimal, places: int = 0, language: str | None = None) -> str:
    """ "1.140" or "1,140"; `places` digits after the comma."""
    return _number(Decimal(str(value)), places, spoken_language(language))


def capped(count: int, limit: int = 1000, language: str | None = None) -> str:
    """A count that stops at `limit` and says so: "1.000+"."""
    return f"{number(limit, 0, language)}+" if count >= limit else number(count, 0, language)


def percent(share: float, places: int = 0, language: str | None = None) -> str:
    """A share from 0 to 1: "96,1%"."""
    return f"{number(Decimal(str(share)) * 100, places, language)}%"


def rupiah(amount: int | Decimal, language: str | None = None) -> str:
    """ "Rp1.214.000": no space, no decimals; a minus sign before the Rp."""
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp{number(abs(amount), 0, language)}"


def rupiah_short(amount: int | Decimal, language: str | None = None) -> str:
    """ "Rp18,4 juta" from a million on, "Rp2,1 miliar" from a thousand million on."""
    chosen = spoken_language(language)
    with override(chosen):
        for floor, unit in ((10**9, gettext("billion")), (10**6, gettext("million"))):
            if abs(amount) >= floor:
                text = number(Decimal(amount) / floor, 1, chosen)
                zero = ",0" if chosen == "id" else ".0"
                return f"Rp{text.removesuffix(zero)}{NBSP}{unit}"
    return rupiah(amount, chosen)


@lru_cache(maxsize=4096)
def phone(number_: str) -> str:
    """ "0813-8842-1907" or "(021) 5091-4400" from E.164 or local digits; what is not Indonesian stays as it is."""
    digits = re.sub(r"\D", "", number_)
    if digits.startswith("62"):
        digits = "0" + digits[2:]
    if not digits.startswith("0") or not 9 <= len(digits) <= 14:
        return number_
    if digits.startswith("08"):
        return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part).replace("-", "‑")
    area = 3 if digits[:3] in {"021", "022", "024", "031", "061"} else 4
    return f"({digits[:area]}){NBSP}{digits[area : area + 4]}‑{digits[area + 4 :]}"


def file_size(size: int, language: str | None = None) -> str:
    """Bytes as "820 KB" or "1,2 MB"."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)), 0, language)}{NBSP}KB"
    return f"{number(size / 1_000_000, 1, language)}{NBSP}MB"


def spoken(reference: str, language: str | None = None) -> str:
    """How a reference is read aloud: "K, dua enam, nol empat delapan, satu tujuh"."""
    words = DIGITS[spoken_language(language)]
    groups: list[str] = []
    for part in re.findall(r"[A-Za-z]|\d+", reference):
        for start in range(0, len(part), 3):
            groups.append(" ".join(words[int(sign)] if sign.isdigit() else sign for sign in part[start : start + 3]))
    return ", ".join(groups)


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs and line breaks; everything in it is escaped."""
    safe = str(escape(text.replace("\r\n", "\n").strip()))
    blocks = _EMPTY_LINE.split(safe) if "\n" in safe else [safe]
    return Markup("\n".join(f"<p>{block}</p>".replace("\n", "<br>") for block in blocks if block))


def named(words: Markup, names: Iterable[str]) -> Markup:
    """The same text with each @name in it standing out; `names` are those of people who were found in it."""
    text = str(words)
    for name in sorted(names, key=len, reverse=True):
        wanted = re.compile(re.escape(str(escape(f"@{name}"))), re.IGNORECASE)
        text = wanted.sub(lambda found: f'<b class="at">{found[0]}</b>', text)
    return Markup(text)


def isolated(text: str) -> str:
    """Somebody's words in the middle of a sentence of ours: signs that turn the line around end with them."""
    turns = any(unicodedata.bidirectional(sign) in TURNING for sign in text)
    return f"\u2068{text}\u2069" if turns else text
