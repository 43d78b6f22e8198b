"""The pages of a scanner's PDF as pictures: JPEG as it is, fax coding (CCITT) and plain pixels as PNG, upright.

Only what a scanner writes is looked at: one picture a page. Streams lie open in every PDF, so no table of contents is
needed to find them, and none is believed; which way up a page is, its own entry says.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tanggap.core.pictures import MOST_PIXELS

if TYPE_CHECKING:
    from PIL import Image

SMALLEST = 250_000  # pixels; a logo is no page
LONGEST_HEAD = 4_000
MOST_UNPACKED = 5_000_000  # bytes, of entries that are packed together
DEEPEST = 10
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OPENED = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\Z")
_REFERENCE = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+R\b")
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_UPSIDE = re.compile(rb"/Decode\s*\[\s*1\b")
# What a broken picture may raise; it is left out, and the file is kept all the same.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, MemoryError, zlib.error,
          struct.error)  # fmt: skip


class Stream(NamedTuple):
    """One entry with bytes of its own: its number, what is said of it, the bytes."""

    number: int
    head: bytes
    body: bytes


def pictures_of(data: bytes, most: int) -> list[bytes]:
    """Up to one more than `most`, so that whoever asks can tell that there are too many."""
    from PIL import Image  # here, because most processes never see a picture

    streams = list(_streams(data))
    turned = _turned(data, streams)
    found: list[bytes] = []
    for one in streams:
        if len(found) > most:
            break
        try:
            made = _picture(one, turned.get(one.number, 0))
        except (*BROKEN, Image.DecompressionBombError):
            continue
        if made is not None:
            found.append(made)
    return found


def _streams(data: bytes) -> Iterator[Stream]:
    at = 0
    for found in _STREAM.finditer(data):
        if found.start() < at:
            continue  # these letters stand in the bytes of another one
        opened = _opened(data, max(at, found.start() - LONGEST_HEAD), found.start())
        if opened is None:
            continue
        number, begins = opened
        head = data[begins : found.start()]
        length = _number(head, b"Length")
        end = found.end() + length
        if not length or not data[end : end + 12].lstrip().startswith(b"endstream"):
            end = data.find(b"endstream", found.end())
            end = len(data) if end < 0 else end
        yield Stream(number, head, data[found.end() : end])
        at = end


def _opened(data: bytes, since: int, until: int) -> tuple[int, int] | None:
    """The number of the last entry that begins between those places, and where it does."""
    at = data.rfind(b"obj", since, until)
    found = _OPENED.search(data[max(at - 24, 0) : at + 3]) if at >= 0 else None
    return (int(found[1]), at + 3) if found else None


def _entries(data: bytes) -> dict[int, bytes]:
    """Every entry by its number; each byte is looked at once, however broken the file is."""
    made: dict[int, bytes] = {}
    since = 0
    while (until := data.find(b"endobj", since)) >= 0:
        if (opened := _opened(data, since, until)) is not None:
            made[opened[0]] = data[opened[1] : until]
        since = until + 6
    return made


def _number(head: bytes, name: bytes, otherwise: int = 0) -> int:
    """A plain number that is said there; not one that stands in an entry of its own."""
    found = re.search(rb"/" + name + rb"\s+(-?\d{1,9})\b(?!\s+\d+\s+R)", head)
    return int(found[1]) if found else otherwise


def _picture(one: Stream, turned: int) -> bytes | None:
    """The page, upright; None for what is no page."""
    from PIL import Image

    if not re.search(rb"/Subtype\s*/Image\b", one.head):
        return None
    width, height = _number(one.head, b"Width"), _number(one.head, b"Height")
    if not SMALLEST <= width * height <= MOST_PIXELS:
        return None
    filters = re.findall(rb"/(\w+Decode)\b", one.head)
    if filters == [b"DCTDecode"]:
        if not turned:
            return one.body
        shown = Image.open(io.BytesIO(one.body), formats=["JPEG"])
    elif filters == [b"CCITTFaxDecode"]:
        shown = Image.open(io.BytesIO(_as_tiff(one, height)), formats=["TIFF"])
    elif filters == [b"FlateDecode"] and _number(one.head, b"Predictor", 1) == 1:
        shown = _pixels(one, width, height)
    else:
        return None
    page = shown.convert("L" if shown.mode in ("1", "L") else "RGB")
    out = io.BytesIO()
    page.rotate(-turned, expand=True).save(out, "JPEG" if filters == [b"DCTDecode"] else "PNG")
    return out.getvalue()


def _as_tiff(one: Stream, height: int) -> bytes:
    """The same fax coding with the head of a TIFF before it, which Pillow reads."""
    coding, columns = _number(one.head, b"K"), _number(one.head, b"Columns", 1728)
    inverted = bool(re.search(rb"/BlackIs1\s+true", one.head)) != bool(_UPSIDE.search(one.head))
    tags = [
        (256, 4, columns), (257, 4, height), (258, 3, 1), (259, 3, 4 if coding < 0 else 3), (262, 3, int(inverted)),
        (273, 4, 0), (277, 3, 1), (278, 4, height), (279, 4, len(one.body)), (292, 4, int(coding > 0)),
    ]  # fmt: skip
    tags = [row for row in tags if row[0] != 292 or coding >= 0]
    begins = 8 + 2 + 12 * len(tags) + 4
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, begins if tag == 273 else value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + rows + b"\0\0\0\0" + one.body


def _pixels(one: Stream, width: int, height: int) -> "Image.Image":
    """Packed without any other art: one, eight or three times eight bits a point."""
    from PIL import Image

    raw = zlib.decompressobj().decompress(one.body, 3 * width * height + 1)
    size = width * height
    if _number(one.head, b"BitsPerComponent", 8) == 1:
        inverted = "1;I" if _UPSIDE.search(one.head) else "1"
        return Image.frombytes("1", (width, height), raw[: (width + 7) // 8 * height], "raw", inverted)
    mode = "RGB" if len(raw) >= 3 * size else "L"
    return Image.frombytes(mode, (width, height), raw[: size * len(mode)])


def _turned(data: bytes, streams: list[Stream]) -> dict[int, int]:
    """By how many degrees each picture is turned, clockwise, on the page that shows it."""
    entries = _entries(data)
    for one in streams:
        entries |= _packed(one)
    turned: dict[int, int] = {}
    for said in entries.values():
        if _PAGE.search(said) and (degrees := _degrees(said, entries)):
            shown = said
            for name in (rb"/Resources", rb"/XObject"):
                for number in re.findall(name + rb"\s+(\d{1,9})\s+\d{1,5}\s+R\b", shown):
                    shown += entries.get(int(number), b"")
            turned |= {int(number): degrees for number in _REFERENCE.findall(shown)}
    return turned


def _degrees(said: bytes, entries: dict[int, bytes]) -> int:
    """Its own word, or that of the group of pages which it belongs to."""
    for _level in range(DEEPEST):
        if b"/Rotate" in said:
            degrees = _number(said, b"Rotate") % 360
            return degrees if degrees % 90 == 0 else 0
        above = re.search(rb"/Parent\s+(\d{1,9})\s+\d{1,5}\s+R\b", said)
        said = entries.get(int(above[1]), b"") if above else b""
    return 0


def _packed(one: Stream) -> dict[int, bytes]:
    """The entries that newer PDFs keep packed together."""
    if not re.search(rb"/Type\s*/ObjStm\b", one.head):
        return {}
    first = _number(one.head, b"First")
    try:
        text = zlib.decompressobj().decompress(one.body, MOST_UNPACKED)
    except zlib.error:
        return {}
    table = [int(word) for word in text[:first].split() if word.isdigit() and len(word) < 10]
    places = list(zip(table[::2], table[1::2], strict=False))
    ends = [at for _number_, at in places[1:]] + [len(text)]
    return {number: text[first + at : first + end] for (number, at), end in zip(places, ends, strict=False)}
