"""Dates, lengths of time and amounts in a sentence: where they stand, and what they come to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tanggap.reading.coach.rules import FIGURES, Rules, numbers_of
from tanggap.reading.coach.words import Word

LONGEST_NUMBER = 12
Workdays = Callable[[int], date]


@dataclass(frozen=True)
class Today:
    """The day on which it is written, and how the office counts its working days, where that is known."""

    day: date
    workdays: Workdays | None = None


def with_figures(words: Sequence[Word], rules: Rules) -> list[Word]:
    """The same words, where each date, length of time and amount has become one."""
    found = sorted(rules.figures.find(words), key=lambda hit: (hit.first, -hit.last, hit.rule))
    joined: list[Word] = []
    place = 0
    for hit in found:
        if hit.first < place:
            continue
        joined += words[place : hit.first]
        inside, kind = list(words[hit.first : hit.last]), f"#{FIGURES[hit.rule]}"
        joined.append(Word(kind, kind, inside[0].start, inside[-1].end, kind, inside[0].clause, parts=inside))
        place = hit.last
    return [*joined, *words[place:]]


def amount(figure: Word, rules: Rules) -> int | None:
    """In whole rupiah; None where it cannot be told."""
    written = next((part.shape for part in figure.parts if part.kind == "#number"), "")
    words = {part.word for part in figure.parts}
    factor = 1
    if words & set(rules.calendar["million"]):
        factor = 1_000_000
    elif words & set(rules.calendar["thousand"]):
        factor = 1_000
    if not written:
        counts = [numbers_of(rules.language)[word] for word in words if word in numbers_of(rules.language)]
        tens = 10 if words & {"puluh"} else 100 if words & {"ratus", "hundred"} else 1
        return counts[0] * tens * factor if counts else None
    return _rupiah(written, factor)


def _rupiah(written: str, factor: int) -> int | None:
    """`1.250.000` and `1,250,000` are whole; `1,5 juta` and `1.5 million` have a part."""
    if len(written) > LONGEST_NUMBER + 4:
        return None
    pieces = written.replace(",", ".").split(".")
    if factor > 1 and len(pieces) == 2 and len(pieces[1]) < 3:
        return int((int(pieces[0]) + int(pieces[1]) / 10 ** len(pieces[1])) * factor)
    if len(pieces) > 1 and len(pieces[-1]) == 2:
        pieces = pieces[:-1]  # cents
    digits = "".join(piece for piece in pieces if piece.isdigit())
    return int(digits) * factor if digits and len(digits) <= LONGEST_NUMBER else None


def last_day(figure: Word, rules: Rules, today: Today) -> date | None:
    """The day that a date or a length of time comes to, at the latest; None where it cannot be told."""
    if figure.kind == "#span":
        return _after(figure, rules, today)
    calendar, words = rules.calendar, [part.word for part in figure.parts]
    said = " ".join(words)
    month = _place(words, calendar["months"])
    numbers = [int(part.shape) for part in figure.parts if part.kind == "#number" and _is_day(part.shape)]
    if month is not None and numbers:
        return _day(numbers[0], month + 1, next((n for n in numbers if n > 1_000), None), today.day)
    if any(said.startswith(name) for name in calendar["today"]):
        return today.day
    if any(name in words for name in calendar["tomorrow"]):
        return today.day + timedelta(days=1)
    if any(said.startswith(name) for name in calendar["after_tomorrow"]):
        return today.day + timedelta(days=2)
    weekday = _place(words, calendar["weekdays"])
    if weekday is not None and not numbers:
        return _next(weekday, today.day, later=bool(set(words) & set(calendar["next"])))
    return None


def _after(figure: Word, rules: Rules, today: Today) -> date | None:
    """So long after today; the longest where two are named, `2-3 hari`."""
    calendar, numbers = rules.calendar, numbers_of(rules.language)
    words = [part.word for part in figure.parts]
    counts = [int(part.shape) for part in figure.parts if part.kind == "#number" and _is_day(part.shape)]
    counts += [numbers[word] for word in words if word in numbers]
    count = max(counts, default=0)
    if not 0 < count < 1_000:
        return None
    said = set(words)
    if said & {*calendar["hours"], *calendar["minutes"]}:
        return today.day + timedelta(days=count // 24 if said & set(calendar["hours"]) else 0)
    if said & set(calendar["weeks"]):
        return today.day + timedelta(weeks=count)
    if said & set(calendar["months_long"]):
        return today.day + timedelta(days=30 * count)
    if said & set(calendar["working"]) and today.workdays is not None:
        return today.workdays(count)
    return today.day + timedelta(days=count)


def _is_day(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= 4


def _place(words: Sequence[str], rows: Sequence[str]) -> int | None:
    return next((at for at, row in enumerate(rows) if set(row.split("|")) & set(words)), None)


def _next(weekday: int, day: date, *, later: bool) -> date:
    """The next day of that name; "next Monday" is the one of the week after, where this week has one still."""
    ahead = (weekday - day.weekday()) % 7
    return day + timedelta(days=ahead + (7 if later and ahead <= 6 - day.weekday() else 0))


def _day(number: int, month: int, year: int | None, today: date) -> date | None:
    """That day of this year; of the next where it is long past."""
    try:
        found = date(year or today.year, month, number)
        return found if year or (today - found).days < 120 else found.replace(year=today.year + 1)
    except ValueError:
        return None
