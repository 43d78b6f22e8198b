"""A telephone rings: the whole intake by keyboard, from the menu to the number that is read out; and axe on the way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import session_of
from tests.browser.test_axe import axe, on_the_way  # noqa: F401
from tests.browser.test_by_keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
STORY = "Air galonnya keruh, anak saya sakit perut sejak tadi malam."


@pytest.fixture
def page(chromium: "Browser", live_server: Any, world: "Sagara") -> "Iterator[Page]":
    size = {"width": 1440, "height": 900}
    context = chromium.new_context(base_url=live_server.url, viewport=size, locale="id-ID", bypass_csp=True)
    context.add_cookies([{**session_of(world.fitri), "url": live_server.url}])
    yield context.new_page()
    context.close()


def picks(page: "Page", keys: str, choice: str) -> None:
    """Alt and a digit, from wherever the cursor is, which stays there."""
    before = page.evaluate("document.activeElement.id")
    with page.expect_response("**/desk/new/kind/"):
        page.keyboard.press(keys)
    page.wait_for_selector(f"{choice}:checked", state="attached")
    assert page.evaluate("document.activeElement.id") == before


def test_a_call_is_taken_down_by_keyboard_alone_and_its_number_read_out(
    page: "Page", world: "Sagara", axe: str,  # noqa: F811
) -> None:  # fmt: skip
    from tanggap.cases.models import Case
    from tanggap.casework.callbacks import promise_callback
    from tanggap.channels.models import Call
    from tanggap.core import time
    from tests.sagara import alice_complains

    earlier, _alice, _receipt = alice_complains()
    keys = Keyboard(page)
    page.goto("/desk/")
    keys.tab_to(href="/desk/new/")
    keys.goes_on()
    assert keys.at()["name"] == "name", "the cursor stands where one begins to speak"
    keys.type("Alice Rahmawati")
    keys.press("Enter")
    keys.type("0812-1111-2222")
    keys.press("Tab")
    page.wait_for_selector(f".found:has-text('{earlier.reference}')")
    keys.tab_to(name="body")
    assert "Dengarkan" in page.locator("[data-talk] [aria-current]").inner_text()
    with page.expect_response("**/desk/new/kind/"):
        keys.type(STORY)
    page.wait_for_selector(".emergency")
    picks(page, "Alt+2", "#type-product")
    page.wait_for_selector("#promise:has-text('Bidang Mutu')")
    picks(page, "Alt+3", "[name=category][data-digit='3']")
    picks(page, "Alt+9", "#severity-high")
    keys.press("Tab")
    assert keys.at()["name"] == "summary"
    keys.type("Galon keruh, anaknya sakit perut.")
    keys.press("Tab")
    keys.press("Space")
    keys.write("wish", "Galon diganti hari ini")
    page.wait_for_selector("[data-saved]:has-text('Draf tersimpan')")
    found = on_the_way(page, "the intake", axe)

    keys.goes_on("Escape")
    assert page.url.endswith("/desk/") and not Case.objects.exclude(pk=earlier.pk).exists()
    page.goto("/desk/new/")
    keys.tab_to(href="/desk/new/?kept=")
    keys.goes_on()
    assert page.locator("#f-body").input_value() == STORY and page.locator("#severity-high").is_checked()
    page.locator("#f-body").focus()
    keys.goes_on("Control+Enter")
    case = Case.objects.latest("pk")
    assert (case.type, case.severity, case.wish) == ("product", "high", "Galon diganti hari ini")
    assert case.contacts.get().restated and Call.objects.get(case_key=case.key).outcome == "recorded"
    assert "K, dua" in page.locator(".spoken-out").inner_text() and "K, two" in page.locator(".spoken-out").inner_text()
    found += on_the_way(page, "the receipt", axe)
    page.goto("/desk/new/")
    assert page.locator(".draft-acts").count() == 0, "what was sent is no draft any more"

    owed = promise_callback("0812-1111-2222", wanted_at=time.now() + timedelta(hours=2), by=world.fitri)
    for address in ("calls/", "calls/note/", "calls/status/", f"calls/back/{owed.pk}/", "new/?medium=letter"):
        page.goto(f"/desk/{address}")
        found += on_the_way(page, address, axe)
    assert found == []
