"""Pictures without what cameras write into them: where, when, by whom, with which device."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 4096  # of the copy that is shown; the original keeps its size
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}


class Box(NamedTuple):
    """A part of a picture, in its pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


class TooManyPixels(Exception):
    """A picture that would fill the memory when unpacked."""


def without_metadata(data: bytes, media_type: str) -> bytes | None:
    """The picture drawn anew, upright, at most 4096 pixels a side; None when it is no picture or cannot be read.

    Raises TooManyPixels, told from the header, before anything is unpacked.
    """
    form = FORMATS.get(media_type)
    if form is None:
        return None
    from PIL import Image, UnidentifiedImageError  # here, because most processes never see a picture

    try:
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels
            return _redrawn(picture, form)
    except Image.DecompressionBombError as problem:
        raise TooManyPixels from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError):
        return None


def made_small(data: bytes, media_type: str, box: tuple[int, int]) -> bytes | None:
    """The picture drawn anew as PNG that fits into the box; None when it is no picture or cannot be read.

    Raises TooManyPixels, told from the header, before anything is unpacked.
    """
    clean = without_metadata(data, media_type)
    if clean is None:
        return None
    from PIL import Image

    with Image.open(io.BytesIO(clean)) as picture:
        small = picture.convert("RGBA")
    small.thumbnail(box)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _redrawn(picture: "Image.Image", form: str) -> bytes:
    from PIL import Image, ImageOps

    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # lets JPEG unpack at a smaller size at once
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    mode = "RGBA" if has_alpha and form != "JPEG" else "RGB"
    # A new picture that gets only the pixels: no EXIF, no XMP, no comments, no colour profile with a name in it.
    clean = Image.new(mode, upright.size)
    clean.paste(upright.convert(mode))
    out = io.BytesIO()
    clean.save(out, "PNG" if form == "GIF" else form, quality=88, **({"optimize": True} if form == "JPEG" else {}))
    return out.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that was made here."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def painted_over(data: bytes, boxes: Iterable[Box]) -> bytes:
    """A picture that was made by `without_metadata`, with these parts black: what was below is nowhere in it."""
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(data)) as picture:
        form, bare = picture.format, picture.convert("RGBA" if "A" in picture.mode else "RGB")
    brush = ImageDraw.Draw(bare)
    for box in boxes:
        # The far corner belongs to the rectangle.
        corner = (box.x + box.width - 1, box.y + box.height - 1)
        brush.rectangle(((box.x, box.y), corner), fill=(0, 0, 0, 255) if bare.mode == "RGBA" else (0, 0, 0))
    out = io.BytesIO()
    bare.save(out, form, quality=88, **({"optimize": True} if form == "JPEG" else {}))
    return out.getvalue()


def type_of_copy(media_type: str) -> str:
    """The media type of what `without_metadata` makes: a GIF becomes a still PNG."""
    return "image/png" if media_type == "image/gif" else media_type
