"""The one PDF maker: a Typst template and data in, a tagged PDF/UA-1 out.

Data reaches the template as JSON and is never read as markup; a template opens no file but its own, no network, and no
font but ours (T12).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from tanggap.core import time
from tanggap.core.glyphs import FONTS, printable


def render(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document of that template; `data` is what the template finds in `json(bytes(sys.inputs.data))`."""
    made = typst.compile(  # type: ignore[call-overload]  # its stub wants font paths in bytes like the source
        _source(template),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_in_our_letters(data), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(time.now().timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst answered with pages instead of one document")
    return made


def _in_our_letters(data: Any) -> Any:
    """The same, every text as our font can print it: one smiley would else stop the whole document."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {key: _in_our_letters(value) for key, value in data.items()}
    return [_in_our_letters(value) for value in data] if isinstance(data, list | tuple) else data


@lru_cache(maxsize=32)
def _source(template: Path) -> bytes:
    return template.read_bytes()


def qr_svg(text: str, *, border: int = 2) -> str:
    """A QR code as a picture without size of its own, for pages and for documents."""
    return segno.make(text, error="m").svg_inline(omitsize=True, border=border)
