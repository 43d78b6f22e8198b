"""A visitor takes a number, the desk calls it by keyboard, the display shows and says it, the telephone too."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, session_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
# Speech and sound are the browser's own; what it is asked to say is kept, and the rest goes its way.
LISTEN = """
window.said = [];
speechSynthesis.speak = (words) => window.said.push([words.lang, words.text]);
"""


def test_from_the_kiosk_to_the_counter(
    phone: "Page", chromium: "Browser", live_server: Any, world: "Sagara"
) -> None:
    desk = chromium.new_context(base_url=live_server.url, locale="id-ID", viewport={"width": 1440, "height": 900})
    desk.add_cookies([{**session_of(world.fitri), "url": live_server.url}])
    # Whoever waits for what a page says evaluates text in it, which its policy rightly forbids.
    wall = chromium.new_context(
        base_url=live_server.url, locale="id-ID", viewport={"width": 1920, "height": 1080}, bypass_csp=True
    )
    wall.add_init_script(LISTEN)
    try:
        clerk, screen = desk.new_page(), wall.new_page()
        clerk.goto("/desk/front-desk/")
        clerk.select_option("#f-counter", index=1)
        leads_on(clerk.locator("form[action$='/seat/'] button"))

        screen.goto("/queue/display/organisation/")
        screen.locator("[data-sound]").click()

        phone.goto("/queue/")
        leads_on(phone.locator(".kiosk-choices a").first)
        leads_on(phone.locator(".kiosk-choices button").first)
        phone.locator(".big-number", has_text="A-001").wait_for()

        clerk.reload()
        with clerk.expect_navigation():
            clerk.keyboard.press("Space")
        clerk.locator(".at-number", has_text="A-001").wait_for()
        screen.locator(".wall-number", has_text="A-001").wait_for()
        screen.wait_for_function("window.said.length === 4")  # both languages, twice
        assert screen.evaluate("window.said[0]") == ["id-ID", "Nomor antrean A 1, silakan menuju loket 1."]
        phone.locator(".called-now").wait_for()
        shot(screen, "queue-display")
        shot(clerk, "queue-desk")
        shot(phone, "queue-ticket")

        # A key that presses a button with the focus presses that button, and calls nobody else.
        clerk.locator("[data-key=U]").focus()
        with clerk.expect_navigation():
            clerk.keyboard.press("Space")
        screen.wait_for_function("window.said.length === 8")
        with clerk.expect_navigation():
            clerk.keyboard.press("c")
        assert "from=ticket:" in clerk.url
    finally:
        desk.close()
        wall.close()
