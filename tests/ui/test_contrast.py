"""The table of contrast of design/UI.md §2, computed from the stylesheet itself, in the light and in the dark."""

import re
from functools import cache
from pathlib import Path

import pytest

from tanggap.core import colour
from tanggap.people import branding

STYLES = Path(__file__).parents[2] / "tanggap/ui/static/ui/tanggap.css"
TEXT, SHAPE = branding.TEXT, branding.SHAPE
# Every pair that is read as text somewhere in the stylesheets; `_` separates the ground.
READ = """
ink/surface ink/paper ink/raised ink/sunken ink/chip ink/hover ink/tarum-soft ink/tarum-line ink/note
ink/warn-soft ink/bad-soft ink/ok-soft ink/nila-soft
ink-2/surface ink-2/paper ink-2/raised ink-2/sunken ink-2/chip ink-2/hover ink-2/tarum-soft ink-2/note
ink-3/surface ink-3/paper ink-3/raised ink-3/sunken ink-3/chip ink-3/hover ink-3/tarum-soft ink-3/note
tarum/surface tarum/paper tarum/raised tarum/sunken tarum/hover tarum/chip tarum/tarum-soft
tarum-hi/surface tarum-hi/tarum-soft on-tarum/tarum on-tarum/tarum-hi
on-deep/deep on-deep/deep-2 on-deep-2/deep on-deep-2/deep-2 on-kunyit/kunyit kunyit/bar on-bar/bar
ok/surface ok/ok-soft warn/surface warn/warn-soft bad/surface bad/paper bad/raised bad/sunken bad/bad-soft
on-bad/bad-solid nila/surface nila/nila-soft
""".split()
# Borders of controls, icons that stand alone, and the focus ring on whatever it may lie.
SEEN = """
control/surface control/paper control/raised control/sunken control/tarum-soft
focus/surface focus/paper focus/raised focus/sunken focus/chip focus/hover focus/tarum-soft focus/note focus/warn-soft
focus/bad-soft focus/ok-soft kunyit/deep kunyit/deep-2 tarum/note bad-solid/surface
""".split()


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """`{"ink": ("#112027", "#e8eeef"), …}`: every colour of the layer `tokens`, in light and dark."""
    css = STYLES.read_text(encoding="utf-8")
    layer = css[css.index("@layer tokens {") : css.index("@layer base {")]
    found = {}
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", layer):
        pair = re.fullmatch(r"light-dark\((.+?), ?(#\w+|oklch\([^)]+\))\)", value)
        both = (pair[1], pair[2]) if pair else (value, value)
        if all(re.match(r"#|oklch\(", one) for one in both):
            found[name] = (hexed(both[0]), hexed(both[1]))
    return found


def hexed(value: str) -> str:
    """A hex colour as it is, an `oklch(.25 .03 225)` as the hex colour that screens show for it."""
    if value.startswith("#"):
        return value
    lightness, chroma, hue = (float(number) for number in re.findall(r"[\d.]+", value))
    return colour.rgb(lightness, chroma, hue)


def too_faint(pairs: list[str], least: float, of: dict[str, tuple[str, str]]) -> list[str]:
    found = []
    for pair in pairs:
        text, ground = (of[name] for name in pair.split("/"))
        for theme, one, other in zip(("light", "dark"), text, ground, strict=True):
            if (contrast := colour.contrast(one, other)) < least:
                found.append(f"{pair} in the {theme}: {contrast:.2f}, needs {least}")
    return found


def test_every_text_can_be_read_in_both_themes() -> None:
    assert too_faint(READ, TEXT, tokens()) == []


def test_every_control_and_the_focus_can_be_seen_in_both_themes() -> None:
    assert too_faint(SEEN, SHAPE, tokens()) == []


def test_a_colour_that_is_too_faint_is_found() -> None:
    assert too_faint(["ink/surface"], TEXT, {"ink": ("#999", "#ccc"), "surface": ("#fff", "#131c1f")}) == [
        "ink/surface in the light: 2.85, needs 4.5"
    ]


def test_the_table_of_the_design_is_what_the_stylesheet_gives() -> None:
    """The numbers that UI.md states; whoever changes a token changes them there too."""
    told = {
        "ink/surface": (16.6, 14.8), "ink-2/surface": (8.4, 8.9), "ink-3/surface": (5.7, 6.3),
        "ink-3/sunken": (5.1, 7.1), "tarum/surface": (7.3, 9.9), "on-tarum/tarum": (7.3, 10.3),
        "on-deep/deep": (12.2, 15.9), "on-kunyit/kunyit": (9.9, 9.9), "warn/warn-soft": (5.9, 8.5),
        "bad/bad-soft": (5.7, 6.6), "on-bad/bad-solid": (6.1, 7.0), "control/surface": (3.9, 4.1),
        "focus/surface": (5.8, 10.9),
    }  # fmt: skip
    for pair, both in told.items():
        text, ground = (tokens()[name] for name in pair.split("/"))
        measured = tuple(round(colour.contrast(*of), 1) for of in zip(text, ground, strict=True))
        assert measured == pytest.approx(both, abs=0.15), pair


def test_initials_can_be_read_on_the_colour_of_every_person() -> None:
    css = STYLES.read_text(encoding="utf-8")
    [rule] = re.findall(r"\.avatar \{ .*?background: (light-dark\(.*?\)\));? color: (light-dark\(.*?\)\));", css)
    hues = [float(hue) for hue in re.findall(r"\.hue-\d+ \{ --h: (\d+); \}", css)]
    assert len(hues) == 12
    for hue in hues:
        pairs = [re.findall(r"oklch\([^)]*\)+", part.replace("var(--h)", str(hue))) for part in rule]
        for ground, text in zip(*pairs, strict=True):
            assert colour.contrast(hexed(text), hexed(ground)) >= TEXT, hue
