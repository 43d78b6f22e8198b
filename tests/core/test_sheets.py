"""Style sheets are sent lean, and say the same."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.test import override_settings

from tanggap.core.sheets import LeanFiles, lean

SHEET = """/* why: "quoted" */
@layer a, b;
.note::before { content: "a ,  b; /"; color : red; }
@media (min-width: 40em) and (hover) {
  a:hover > b, .c  d { width: calc(100% - 2px); background: url('x y.png') ; }
}
"""
LEAN = (
    '@layer a,b;.note::before{content:"a ,  b; /";color :red}'
    "@media (min-width:40em) and (hover){a:hover > b,.c d{width:calc(100% - 2px);background:url('x y.png')}}"
)


def test_only_what_readers_need_is_left_out() -> None:
    assert lean(SHEET) == LEAN == lean(LEAN)


def test_the_storage_keeps_them_lean(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        files = LeanFiles(location=tmp_path)
        files.save("one.css", ContentFile(SHEET.encode()))
        files.save("one.js", ContentFile(b"/* stays */"))
    assert (tmp_path / "one.css").read_text() == LEAN and (tmp_path / "one.js").read_text() == "/* stays */"
