"""Colours by lightness, chroma and hue (OKLCH), as sRGB, and the contrast of two of them (WCAG 2.2). Pure."""

import math
from functools import lru_cache

STEP = 0.002


def rgb(lightness: float, chroma: float, hue: float) -> str:
    """`#rrggbb` of an OKLCH colour; where a screen cannot show that much chroma, it gets less, never another hue."""
    while chroma > 0:
        channels = _linear(lightness, chroma, hue)
        if all(-0.0005 <= one <= 1.0005 for one in channels):
            break
        chroma -= STEP
    else:
        channels = _linear(lightness, 0, hue)
    return "#" + "".join(f"{round(255 * _encoded(min(max(one, 0.0), 1.0))):02x}" for one in channels)


@lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """The relative luminance of `#rgb` or `#rrggbb`."""
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def oklab(colour: str) -> tuple[float, float, float]:
    """Where a colour lies in a space in which equal distances look equally different."""
    red, green, blue = _channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def distance(one: str, other: str) -> float:
    """How different two colours look; below 0.06 or so they are taken for each other."""
    return math.dist(oklab(one), oklab(other))


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    angle = math.radians(hue)
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(sign * 2 for sign in digits)
    red, green, blue = (_decoded(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return red, green, blue


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
