"""After sending: sheets over the offers, hurried fingers, an ended visit, the survey, the receipt, and no script."""

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from tests.browser.conftest import leads_on, shot, until
from tests.browser.test_axe import as_it_stands, axe  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser


def enter(page: "Page", receipt: Any) -> None:
    page.goto("/track/")
    page.locator("main [name=reference]").fill(receipt.reference)
    page.locator("main [name=code]").fill(receipt.tracking_code)
    leads_on(page.locator("main form .primary"))
    assert page.url.endswith("/track/case/")


def fits(page: "Page", *widths: int) -> None:
    """Nothing lies beyond the edge; 320 points are 1280 at 400 percent."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size({"width": 390, "height": 844})


def test_an_angry_person_on_a_telephone(phone: "Page", world: "Sagara") -> None:
    from tests.portal.life import until_offered
    from tests.sagara import alice_complains

    case, _party, receipt = alice_complains()
    until_offered(case, world)
    enter(phone, receipt)
    places = [phone.locator(one).bounding_box() for one in (".next-step", ".offers", ".track-journey", ".track-talk")]
    tops = [one["y"] for one in places if one]
    assert len(tops) == 4 and tops == sorted(tops), "next step, offers, journey, conversation"
    fits(phone, 320, 360)
    shot(phone, "track-offer")
    # The sheet: opened, left with Escape, opened again; what was typed is still there, and the focus comes back.
    opener = phone.get_by_role("link", name="Tidak ada yang cocok")
    opener.click()
    sheet = phone.get_by_role("dialog", name="Apa yang belum cocok?")
    sheet.get_by_label("Kerugian saya belum diganti").check()
    sheet.get_by_label("Solusi seperti apa yang Anda harapkan?").fill("Pesanan yang batal diganti penuh.")
    fits(phone, 320)
    shot(phone, "track-sheet")
    until(phone, lambda: "diganti penuh" in phone.evaluate("Object.values(localStorage).join()"))
    phone.keyboard.press("Escape")
    assert opener.evaluate("one => one === document.activeElement")
    phone.reload()
    opener.click()
    assert sheet.get_by_role("textbox").input_value() == "Pesanan yang batal diganti penuh."
    # Her visit ends while she writes; number and code again, and nothing is lost.
    phone.context.clear_cookies(name="track")
    leads_on(sheet.get_by_role("button", name="Kirim usulan saya"), click_count=2)
    phone.get_by_text("Kunjungan Anda sudah berakhir.").wait_for()
    shot(phone, "track-ended")
    phone.locator("main [name=reference]").fill(receipt.reference)
    phone.locator("main [name=code]").fill(receipt.tracking_code)
    leads_on(phone.locator("main form .primary"))
    phone.get_by_role("heading", name="Apa yang belum cocok?").wait_for()
    assert phone.get_by_label("Kerugian saya belum diganti").is_checked()
    leads_on(phone.get_by_role("button", name="Kirim usulan saya"), click_count=2)
    assert "said=decline" in phone.url
    case.refresh_from_db()
    assert (case.state, case.round) == ("investigating", 2)
    # Ten angry clicks are one message.
    phone.get_by_label("Tulis kepada kami").fill("Cepat dong!")
    with phone.expect_navigation(url="**said=reply**"):
        phone.evaluate("for (let i = 0; i < 10; i++) document.querySelector('.message-form .button').click()")
    assert case.replies.filter(author=None).count() == 1


def test_without_script_each_answer_has_a_page(chromium: "Browser", live_server: Any, world: "Sagara") -> None:
    from tests.portal.life import until_followed_up, until_offered
    from tests.sagara import alice_complains

    case, _party, receipt = alice_complains()
    options = until_offered(case, world)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    enter(page, receipt)
    leads_on(page.get_by_role("link", name="Tidak ada yang cocok"))
    assert page.get_by_role("heading", level=1).inner_text() == "Apa yang belum cocok?"
    page.go_back()
    page.locator(".solution", has_text=options[0].title).click(position={"x": 200, "y": 60})
    leads_on(page.get_by_role("button", name="Terima solusi ini"))
    case.refresh_from_db()
    assert (case.state, case.offers.get().accepted_id) == ("putting_right", options[0].pk)
    page.get_by_text("Lampirkan foto atau dokumen").click()
    page.locator("#f-files").set_input_files(
        [{"name": "nota.txt", "mimeType": "text/plain", "buffer": b"nota"}]
    )
    page.get_by_label("Tulis kepada kami").fill("Ini notanya.")
    leads_on(page.get_by_role("button", name="Kirim pesan"))
    assert "nota.txt" in page.content()
    until_followed_up(case, world)
    page.goto("/track/case/")
    leads_on(page.get_by_role("link", name="Nilai hasilnya").first)
    page.get_by_label("Sudah selesai").check()
    leads_on(page.get_by_role("button", name="Kirim penilaian"))
    assert (case.feedback.get().solved, case.feedback.get().outcome_score) == ("yes", None)
    context.close()


def test_pages_after_sending_are_clean_and_the_receipt_fits_its_paper(
    phone: "Page", world: "Sagara", axe: str  # noqa: F811
) -> None:
    from tests.portal.life import until_offered
    from tests.sagara import alice_complains

    case, _party, receipt = alice_complains()
    until_offered(case, world)
    enter(phone, receipt)
    found: list[str] = []

    def look(name: str) -> None:
        shot(phone, name)
        found.extend(as_it_stands(phone, name))

    phone.emulate_media(reduced_motion="reduce")  # else colours are read while they change with the theme
    phone.context.new_cdp_session(phone).send("Page.setBypassCSP", {"enabled": True})
    for address in ("/track/case/", "/track/case/propose/", "/track/case/receipt/", "/track/case/receipt/?paper=a5"):
        phone.goto(address)
        fits(phone, 320, 360, 640)
        phone.set_viewport_size({"width": 320, "height": 640})
        phone.evaluate(f"{axe}; 0")
        look("track-" + address.strip("/").replace("/", "-").replace("?", "-"))
    phone.goto("/track/case/")
    phone.evaluate(f"{axe}; 0")
    phone.get_by_role("link", name="Usulkan solusi lain").click()
    # Of the sheet alone: what lies half under it is no text to be read now.
    sheet = phone.evaluate("() => axe.run('#propose', {resultTypes: ['violations']})")["violations"]
    assert (found, sheet) == ([], [])
    for paper, millimetres in (("roll", 80), ("a5", 148)):
        phone.goto(f"/track/case/receipt/?paper={paper}")
        document = pypdf.PdfReader(BytesIO(phone.pdf(prefer_css_page_size=True)))
        assert (len(document.pages), round(float(document.pages[0].mediabox.width) / 72 * 25.4)) == (1, millimetres)
        text = document.pages[0].extract_text()
        assert receipt.tracking_code in text and "Cetak" not in text, json.dumps(text)
