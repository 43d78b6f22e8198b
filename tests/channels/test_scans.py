"""A scanner's PDF has a picture on each page and no text: they are found, turned upright, shown, and read."""

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from tanggap.channels.letter import ocr, scans
from tanggap.core.errors import Invalid
from tanggap.core.glyphs import FONTS

DOTS = 300
A4 = (2480, 3508)
LINES = "Perihal: air keruh di lingkungan kami", "Sejak hari Senin air yang kami terima keruh.", "Mohon diperiksa."


def sheet(number: int, mode: str) -> Image.Image:
    """A page at 300 dots an inch, as it lay on the glass."""
    page = Image.new("L", A4, 255)
    font = ImageFont.truetype(str(sorted(FONTS.rglob("*.ttf"))[0]), 70)
    words = "\n".join((f"Halaman {number}", *LINES))
    ImageDraw.Draw(page).multiline_text((300, 300), words, fill=0, font=font, spacing=50)
    return page.convert("RGB") if mode == "RGB" else page.point(lambda value: 255 if value > 128 else 0).convert(mode)


def pdf(pages: list[Image.Image], *, turned: int = 0) -> bytes:
    """As scanners make it; `turned` is how the page lies, and by how much viewers are told to turn it."""
    out = io.BytesIO()
    laid = [one.rotate(turned, expand=True) for one in pages]
    laid[0].save(out, "PDF", save_all=True, append_images=laid[1:], resolution=DOTS)
    if not turned:
        return out.getvalue()
    writer = PdfWriter(clone_from=PdfReader(out))
    for page in writer.pages:
        page.rotate(turned)
    again = io.BytesIO()
    writer.write(again)
    return again.getvalue()


def alike(one: bytes, other: Image.Image) -> bool:
    """Nearly the same; JPEG changes a little."""
    shown = Image.open(io.BytesIO(one)).convert("L")
    small, wanted = (picture.resize((124, 175)) for picture in (shown, other.convert("L")))
    return shown.size == other.size and max(ImageChops.difference(small, wanted).getdata()) < 80


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_each_page_is_found_and_stands_upright_however_it_was_coded(mode: str, turned: int) -> None:
    pages = [sheet(number, mode) for number in (1, 2)]
    data = pdf(pages, turned=turned)
    coding = b"/CCITTFaxDecode" if mode == "1" else b"/DCTDecode"
    assert coding in data and not "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    scans.check(data)
    found = scans.pages_of(data)
    assert [alike(one, wanted) for one, wanted in zip(found, pages, strict=True)] == [True, True]
    assert not alike(found[0], pages[0].rotate(180)), "the test can tell which way up it is"


def test_what_is_no_page_or_broken_is_left_out_and_nothing_is_endless() -> None:
    assert scans.pages_of(pdf([Image.new("L", (200, 80), 255)])) == [], "a logo"
    whole = pdf([sheet(1, "1")])
    for broken in (
        whole.replace(b"/Height 3508", b"/Height 9999999"), b"%PDF-1.7\n" + b"stream\n" * 90_000,
        b"%PDF-1.7\n" + b"1 0 obj " * 90_000, whole.replace(b"/Subtype /Image", b"/Subtype /Form"),
    ):  # fmt: skip
        assert scans.pages_of(broken) == []
    assert len(scans.pages_of(whole[:3000])) <= 1, "what was cut off is shown as far as it goes, or left out"
    many = pdf([Image.new("1", (500, 500), 1)] * (scans.MOST_PAGES + 1))
    with pytest.raises(Invalid):
        scans.pages_of(many)


@pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed (apt: tesseract-ocr tesseract-ocr-ind)")
def test_tesseract_reads_a_turned_page_of_fax_coding() -> None:
    [page] = scans.pages_of(pdf([sheet(1, "1")], turned=90))
    assert all(line in ocr.read(page) for line in LINES)
