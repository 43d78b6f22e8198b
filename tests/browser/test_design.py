"""The design in a browser: components in both themes and sizes, narrow, spaced, in forced colours, on paper."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

import tanggap
from tanggap.core.sheets import lean
from tests.browser.conftest import SHOTS, shot
from tests.browser.test_axe import as_it_stands, axe, context  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
FRAMES = "/desk/_components/", "/desk/_components/?frame=portal"
# What readers may set for themselves (WCAG 1.4.12).
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
# Words that are cut off by a box that hides what is too much. A list of cases shortens what is told in full elsewhere.
CUT = """() => [...document.querySelectorAll("main :is(button, a, p, h1, h2, h3, label, td, th, li, dt, dd, span, b)")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .q-what p, svg, [hidden], .stages"))
  .filter((one) => getComputedStyle(one).overflow !== "visible")
  .filter((one) => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2)
  .map((one) => `${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""
# What sticks out on the right, unless it lies in a part that scrolls by itself.
WIDER = """() => {
  const scrolls = (one) => one && (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.checkVisibility() && !one.closest("svg, .unseen, [popover]") && !scrolls(one.parentElement))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => `${one.tagName}.${one.className}`).slice(0, 5);
}"""
MOVES = """() => [...document.querySelectorAll("*")]
  .flatMap((one) => ["", "::before", "::after"].map((part) => getComputedStyle(one, part)))
  .filter((style) => [style.animationDuration, style.transitionDuration].some((one) => parseFloat(one) > .01)).length"""
BARE = """() => [...document.querySelectorAll(".pill, .tag, .clock, .button, .notice, .message, .input")]
  .filter((one) => one.checkVisibility() && !parseFloat(getComputedStyle(one).borderTopWidth))
  .map((one) => one.className)"""
GROUND = "getComputedStyle(document.querySelector('.ours .message')).backgroundColor"


def signed_in(context: "BrowserContext", client: Any, live_server: Any, settings: Any, staff: Any) -> "Page":  # noqa: F811
    client.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def test_every_component(
    context: "BrowserContext", world: "Sagara", axe: str, client: Any, live_server: Any, settings: Any  # noqa: F811
) -> None:
    page = signed_in(context, client, live_server, settings, world.bob)
    found: list[str] = []
    for path in FRAMES:
        page.goto(path)
        page.evaluate(f"{axe}; 0")
        found += as_it_stands(page, path)
        page.emulate_media(color_scheme="light")
        shot(page, "components" + ("-portal" if "portal" in path else ""))
        found += [f"{path} moves" for _ in range(page.evaluate(MOVES))][:1]
        page.emulate_media(forced_colors="active")
        found += [f"{path} bare in forced colours: {one}" for one in page.evaluate(BARE)]
        shot(page, "components-forced" + ("-portal" if "portal" in path else "")) if SHOTS else None
        page.emulate_media(forced_colors="none")
        page.set_viewport_size({"width": 320, "height": 800})
        found += [f"{path} wider than 320: {one}" for one in page.evaluate(WIDER)]
        page.add_style_tag(content=SPACING)
        found += [f"{path} spaced, wider than 320: {one}" for one in page.evaluate(WIDER)]
        found += [f"{path} spaced, cut off: {one}" for one in page.evaluate(CUT)]
        page.set_viewport_size({"width": 1280, "height": 900})
    assert not found, "\n".join(found)


SHEETS = sorted(Path(tanggap.__path__[0]).glob("*/static/*/*.css"))
RULES = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((one) => one.cssText);
}"""


def test_lean_sheets_say_the_same_to_a_browser(chromium: "Browser") -> None:
    page = chromium.new_page()
    whole = {path.name: path.read_text(encoding="utf-8") for path in SHEETS}
    read = {name: page.evaluate(RULES, text) for name, text in whole.items()}
    assert len(read) > 9 and all(read.values())
    # Where a rule asks for a token the browser keeps its text as it was written, blanks after signs too.
    plain = lambda rules: [re.sub(r"([,:]) ", r"\1", rule) for rule in rules]  # noqa: E731
    for name, text in whole.items():
        assert plain(page.evaluate(RULES, lean(text))) == plain(read[name]), name
    page.close()


def on_paper(page: "Page") -> list[str]:
    """The words of each sheet, as a printer would get them."""
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in sheets}
    assert sizes == {(595, 842)}, "A4"
    return [" ".join(one.extract_text().replace("\u00a0", " ").split()) for one in sheets]


def test_a_case_on_paper_is_complete_and_shows_no_internal_note(
    context: "BrowserContext", world: "Sagara", client: Any, live_server: Any, settings: Any  # noqa: F811
) -> None:
    from tanggap.casework.converse import note, reply
    from tests.sagara import alice_complains, investigate

    case, _party, _receipt = alice_complains()
    investigate(world, case)
    for count in range(14):
        text = f"Jawaban nomor {count}. " + "Kami sedang memeriksa segelnya. " * 12
        reply(case, text=text, by=world.bob)
    note(case, text="Rahasia dapur kita.", by=world.bob)
    page = signed_in(context, client, live_server, settings, world.bob)
    context.add_cookies([{"name": "tema", "value": "dark", "url": live_server.url}])
    page.goto(f"/desk/cases/{case.reference}/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheets = on_paper(page)
    assert len(sheets) > 1
    whole = " ".join(sheets)
    for number, sheet in enumerate(sheets, 1):
        assert f"{number} / {len(sheets)}" in sheet, "which page of how many"
        assert case.reference in sheet and "dicetak" in sheet, sheet[-200:]
    assert "Jawaban nomor 0." in whole and "Jawaban nomor 13." in whole, "what is folded on the screen is printed"
    assert "Rahasia dapur" not in whole
    for pressed in ("Balas pelapor", "Simpan catatan", "Kirim dan tunggu", "Kotak masuk", "Langsung ke isi"):
        assert pressed not in whole, pressed
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(17, 32, 39)", "light, whatever the theme"
    assert page.evaluate(GROUND) == "rgba(0, 0, 0, 0)", "no ground"
    for path, words in (("/desk/register/", "Register"), ("/desk/?show=all", "Air galon"), ("/figures/", "Angka kami")):
        page.emulate_media(media="null")
        page.goto(path)
        told = " ".join(on_paper(page))
        assert words in told and "dicetak" in told and "1 / " in told, path
        assert "Menu" not in told and "Ctrl K" not in told
