"""The organisation's own hue: which colours follow it, and whether people can still read and tell things apart. Pure.

Lightness and chroma of each colour are fixed (UI 2), only the hue turns. What must stay readable is measured again for
every hue; and a hue whose main colour is taken for that of "due soon" or "overdue" is refused, because amber and red
mean something here.
"""

from dataclasses import dataclass
from functools import lru_cache

from tanggap.core import colour

# The hue of `tarum`; other colours lie a little beside it, and turn along.
OWN_HUE = 215
MOST_CHROMA = 0.1
LIGHT, DARK = 0, 1
LEAST_DISTANCE = 0.06
Pair = tuple[str, str]

# Name: lightness, chroma, hue in light and in dark.
TURNING: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "tarum": ((0.447, 0.0792, 215.5), (0.8108, 0.0882, 204.8)),
    "tarum-hi": ((0.3878, 0.0696, 217.8), (0.8693, 0.0746, 203.3)),
    "tarum-soft": ((0.9506, 0.0218, 211.0), (0.2929, 0.0419, 218.3)),
    "tarum-line": ((0.8299, 0.0499, 207.5), (0.4294, 0.0601, 214.6)),
    "on-tarum": ((1.0, 0.0, 0.0), (0.1983, 0.0351, 222.2)),
    "deep": ((0.3153, 0.0577, 220.6), (0.2349, 0.0405, 223.4)),
    "deep-2": ((0.3692, 0.0642, 220.3), (0.2886, 0.0457, 221.2)),
    "on-deep-2": ((0.8598, 0.0303, 207.1), (0.8598, 0.0303, 207.1)),
}
# What stands beside them and does not turn.
FIXED: dict[str, Pair] = {
    "surface": ("#ffffff", "#131c1f"), "paper": ("#f6f9fa", "#0c1316"), "sunken": ("#ecf2f4", "#080e11"),
    "hover": ("#e6eff0", "#1e282d"), "chip": ("#e9f1f2", "#232d31"), "ink": ("#112027", "#e8eeef"),
    "ink-3": ("#59696f", "#919ea1"), "on-deep": ("#f6fbfc", "#f6fbfc"), "kunyit": ("#fcc243", "#fcc243"),
    "focus": ("#006aa5", "#f8c655"),
}  # fmt: skip
ALARMS: dict[str, Pair] = {"bad": ("#b12725", "#fa938d"), "warn": ("#82510d", "#f5c165")}
TEXT, SHAPE = 4.5, 3.0
# What must stay readable on what, and by how much.
PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "tarum-soft", TEXT), ("ink-3", "tarum-soft", TEXT), ("tarum", "surface", TEXT), ("tarum", "paper", TEXT),
    ("tarum", "sunken", TEXT), ("tarum", "hover", TEXT), ("tarum", "chip", TEXT), ("tarum-hi", "tarum-soft", TEXT),
    ("on-tarum", "tarum", TEXT), ("on-deep", "deep", TEXT), ("on-deep-2", "deep-2", TEXT),
    ("kunyit", "deep", SHAPE), ("focus", "tarum-soft", SHAPE),
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One line of the table of contrast: what on what, in light and dark, and how much it needs."""

    text: str
    ground: str
    light: float
    dark: float
    needs: float

    @property
    def holds(self) -> bool:
        return min(self.light, self.dark) >= self.needs


@lru_cache(maxsize=512)
def colours(hue: int) -> dict[str, Pair]:
    """`{"tarum": ("#005f70", "#77d2dc"), …}`: what follows the hue, in light and dark."""
    turn = hue - OWN_HUE
    return {
        name: tuple(colour.rgb(light, min(chroma, MOST_CHROMA), (at + turn) % 360) for light, chroma, at in both)
        for name, both in TURNING.items()
    }  # type: ignore[return-value]


@lru_cache(maxsize=512)
def measured(hue: int) -> tuple[Measured, ...]:
    """The table of contrast, computed anew."""
    found = {**FIXED, **colours(hue)}
    return tuple(
        Measured(text, ground, *(round(colour.contrast(found[text][one], found[ground][one]), 2)
                                 for one in (LIGHT, DARK)), needs)
        for text, ground, needs in PAIRS
    )  # fmt: skip


@lru_cache(maxsize=512)
def mistaken_for(hue: int) -> str:
    """The alarm that the main colour would be taken for, in either theme; "" when none."""
    main = colours(hue)["tarum"]
    near = {name: min(colour.distance(main[one], pair[one]) for one in (LIGHT, DARK)) for name, pair in ALARMS.items()}
    nearest = min(near, key=lambda name: near[name])
    return nearest if near[nearest] < LEAST_DISTANCE else ""


def fits(hue: int) -> bool:
    """Whether everything stays readable, and nothing is mistaken for an alarm."""
    return not mistaken_for(hue) and all(line.holds for line in measured(hue))


def neighbour(hue: int) -> int:
    """The nearest hue that fits."""
    beside = (turned % 360 for step in range(1, 181) for turned in (hue - step, hue + step))
    return next((one for one in beside if fits(one)), OWN_HUE)


def stylesheet(hue: int) -> str:
    """The few tokens that differ, for the layer in which all tokens stand."""
    told = "".join(
        f"--{name}:{light if light == dark else f'light-dark({light},{dark})'};"
        for name, (light, dark) in colours(hue).items()
    )
    return f"@layer tokens{{:root{{{told}}}}}"
