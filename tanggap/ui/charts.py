"""Where points and bars of a chart lie, so that the server can draw it (ui/charts.html). Pure; sizes in SVG units."""

from collections.abc import Sequence
from typing import NamedTuple

# The drawing is 640 wide; on its right stands what the lines are called.
WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 96, 10, 26
# Below bars stand their names, in two lines.
FLOOR = HEIGHT - 42


class Value(NamedTuple):
    """One value: what it is called, how much, and the list of cases behind it."""

    label: str
    amount: float
    href: str = ""


class Point(NamedTuple):
    x: float
    y: float
    value: Value
    outside: bool = False


class Line(NamedTuple):
    y: float
    look: str
    amount: float


class Trend(NamedTuple):
    """A line with its mean and the limits within which it moves by chance; points outside are marked."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    path: str
    ticks: tuple[tuple[float, int], ...]


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    value: Value
    vital: bool


class Pareto(NamedTuple):
    """Bars by size; `vital` are the few nearest to eighty percent, `path` is the share so far."""

    bars: tuple[Bar, ...]
    path: str
    eighty: float
    vital_count: int
    vital_share: float


def trend(values: Sequence[Value], mean: float, upper: float, lower: float) -> Trend:
    """Starts at zero, so that a small change does not look like a large one."""
    top = _round_up(max([upper, *(one.amount for one in values)]))
    wide = (WIDTH - LEFT - RIGHT) / max(1, len(values) - 1)

    def high(amount: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - amount / top), 1)

    points = tuple(
        Point(round(LEFT + n * wide, 1), high(one.amount), one, not lower <= one.amount <= upper)
        for n, one in enumerate(values)
    )
    lines = (Line(high(upper), "upper", upper), Line(high(mean), "mean", mean), Line(high(lower), "lower", lower))
    path = " ".join(f"{one.x},{one.y}" for one in points)
    return Trend(points, lines, path, tuple((high(tick), tick) for tick in range(0, top + 1, max(1, top // 4))))


def pareto(values: Sequence[Value]) -> Pareto:
    """The largest first, whatever order they come in."""
    ranked = sorted(values, key=lambda one: -one.amount)
    total, most = sum(one.amount for one in ranked) or 1, max((one.amount for one in ranked), default=1)
    floor, wide = FLOOR, (WIDTH - LEFT - RIGHT) / max(1, len(ranked))
    bars, corners, so_far, vital_share = [], [], 0.0, 0.0
    for n, one in enumerate(ranked):
        share = one.amount / total
        vital = so_far + share / 2 < 0.8
        so_far += share
        vital_share = so_far if vital else vital_share
        height = round((floor - TOP) * one.amount / most * 0.72, 1)
        left, broad = round(LEFT + (n + 0.16) * wide, 1), round(wide * 0.68, 1)
        bars.append(Bar(left, floor - height, broad, height, one, vital))
        corners.append(f"{round(LEFT + (n + 0.5) * wide, 1)},{round(TOP + (floor - TOP) * (1 - so_far), 1)}")
    eighty = round(TOP + (floor - TOP) * 0.2, 1)
    return Pareto(tuple(bars), " ".join(corners), eighty, sum(bar.vital for bar in bars), vital_share)


def _round_up(amount: float) -> int:
    """To a number that four ticks divide."""
    step = 4 * 10 ** max(0, len(str(int(amount))) - 2)
    return max(step, -int(-amount // step) * step)
