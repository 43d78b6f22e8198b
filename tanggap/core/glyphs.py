"""Which characters our font can print: what it cannot would stop the making of a PDF, so it is written in words."""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
UNREADABLE = "[…]"


def printable(text: str) -> str:
    """The text as it can be printed: a smiley by its name, letters of a script that we have no font for as […]."""
    if text.isascii():
        return text
    known = _known()
    # Letters and their accents as one sign where there is one.
    said = [one if one.isspace() or ord(one) in known else _in_words(one) for one in unicodedata.normalize("NFC", text)]
    shown = "".join(said)
    while UNREADABLE * 2 in shown:
        shown = shown.replace(UNREADABLE * 2, UNREADABLE)
    return shown


def _in_words(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Mn", "Me", "Cc", "Sk"}:
        return ""  # joins, colours or turns others; alone it is nothing
    name = unicodedata.name(sign, "") if kind.startswith("S") else ""
    return f"[{name.lower()}]" if name else UNREADABLE


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """The characters that every one of our fonts has."""
    found = [_characters(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*found)


def _characters(font: bytes) -> frozenset[int]:
    """What the font's table of characters ("cmap", format 4 or 12) names."""
    tables = struct.unpack_from(">H", font, 4)[0]
    places = {font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)}
    cmap = places[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * number)[0]
        form = struct.unpack_from(">H", font, start)[0]
        if form == 4:
            found |= _of_form_4(font, start)
        elif form == 12:
            for group in range(struct.unpack_from(">L", font, start + 12)[0]):
                first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * group)
                found |= set(range(first, last + 1))
    return frozenset(found)


def _of_form_4(font: bytes, start: int) -> set[int]:
    doubled = struct.unpack_from(">H", font, start + 6)[0]
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    firsts = struct.unpack_from(f">{count}H", font, start + 16 + doubled)
    return {code for first, end in zip(firsts, ends, strict=True) if end != 0xFFFF for code in range(first, end + 1)}
