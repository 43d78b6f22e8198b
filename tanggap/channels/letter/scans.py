"""The pages of a scan as pictures: of a TIFF each of its frames, of a scanner's PDF the pictures in it.

A PDF that was not scanned has no such pictures: it is kept, handed out, and neither shown page by page nor read.
"""

import io

from django.utils.translation import gettext_lazy as _

from tanggap.channels.letter.pdf_pages import pictures_of
from tanggap.core.errors import Invalid
from tanggap.core.pictures import FORMATS, MOST_PIXELS
from tanggap.core.sniff import sniff

TIFF, PDF = "image/tiff", "application/pdf"
TAKEN = (*FORMATS, TIFF, PDF, "image/heic")
MOST_PAGES = 40
LOCKED = _("This PDF is locked with a password. Scan the letter without one, please.")
NOT_A_SCAN = _("This is neither a picture nor a PDF. Scan or photograph the letter, please.")
BROKEN = _("This file is damaged, so that it cannot be shown. Scan the letter again, please.")
TOO_MANY = _("At most %(most)d pages in one file, please. Send the rest as another.") % {"most": MOST_PAGES}


def check(data: bytes) -> None:
    """Raises Invalid with a sentence for what is no scan, or one that nobody could look at."""
    media_type = sniff(data)
    if data and media_type not in TAKEN:
        raise Invalid(NOT_A_SCAN, code="not_a_scan")
    # The names in the trailer of a PDF are never compressed themselves.
    if media_type == PDF and b"/Encrypt" in data:
        raise Invalid(LOCKED, code="locked")
    if media_type == PDF and (b"startxref" not in data or b"%%EOF" not in data[-2048:]):
        raise Invalid(BROKEN, code="broken")


def pages_of(data: bytes) -> list[bytes]:
    """Its pages as pictures of their own; none for a single picture, which is its own page. Raises Invalid."""
    media_type = sniff(data)
    if media_type == TIFF:
        return _frames(data)
    if media_type == PDF:
        found = pictures_of(data, MOST_PAGES)
        if len(found) > MOST_PAGES:
            raise Invalid(TOO_MANY, code="too_many_pages")
        return found
    return []


def _frames(data: bytes) -> list[bytes]:
    from PIL import Image, ImageSequence, UnidentifiedImageError  # here, because most processes never see a picture

    pages: list[bytes] = []
    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as picture:
            for frame in ImageSequence.Iterator(picture):
                if len(pages) == MOST_PAGES:
                    raise Invalid(TOO_MANY, code="too_many_pages")
                pages.append(_as_png(frame))
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError,
            IndexError, KeyError, TypeError, MemoryError) as problem:  # fmt: skip
        raise Invalid(BROKEN, code="broken") from problem
    return pages


def _as_png(frame: "Image.Image") -> bytes:  # type: ignore[name-defined]  # noqa: F821
    if frame.width * frame.height > MOST_PIXELS:
        raise Invalid(
            _("This picture has more than 40 million pixels. Make it smaller and send it again."),
            code="too_many_pixels",
        )
    out = io.BytesIO()
    frame.convert("L" if frame.mode in ("1", "L") else "RGB").save(out, "PNG")
    return out.getvalue()
