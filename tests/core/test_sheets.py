"""Style sheets are sent lean, and say the same."""

import gzip
import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from tanggap.core.sheets import lean

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


def test_what_is_collected_for_serving_is_lean_under_every_name(tmp_path: Path) -> None:
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "tanggap.core.sheets.LeanFiles"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", verbosity=0, interactive=False)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    for name in ("ui/tanggap.css", "portal/portal.css", "ui/print.css"):
        whole = Path(finders.find(name)).read_text()
        served = (tmp_path / names[name]).read_text()
        assert re.sub(r"\.[0-9a-f]{12}\.", ".", served) == lean(whole), name
        packed = gzip.decompress((tmp_path / f"{names[name]}.gz").read_bytes()).decode()
        assert packed == served and len(served) < len(whole)
    script = "ui/js/theme.js"
    assert (tmp_path / names[script]).read_text() == Path(finders.find(script)).read_text()
