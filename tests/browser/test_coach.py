"""The coach in a browser: lines below the words while one writes, words on request, nothing sent; and read by axe."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_axe import as_it_stands, axe, context  # noqa: F401
from tests.browser.test_design import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
BEGUN = "Kami mohon maaf, Bu Alice. Seharusnya Ibu memeriksa dulu."


def test_the_coach_follows_what_is_written_and_puts_words_in_when_it_is_asked(
    context: "BrowserContext", world: "Sagara", axe: str, client: Any, live_server: Any, settings: Any  # noqa: F811
) -> None:
    from tests.sagara import alice_complains

    case, _alice, _receipt = alice_complains()
    page = signed_in(context, client, live_server, settings, world.fitri)
    page.goto(f"/desk/cases/{case.reference}/")
    text, coach = page.locator("#reply-body"), page.locator(".write.reply .coach")
    assert not coach.is_visible()  # nobody writes yet
    text.fill(BEGUN)
    page.wait_for_selector(".under mark.read-warning", state="attached")
    assert page.locator(".under mark.read-1").inner_text() == "Kami mohon maaf, Bu Alice."
    assert "1 dari 4" in coach.inner_text() and "terdengar menyalahkan" in coach.inner_text()
    page.wait_for_selector("[data-coach-said]:has-text('1 hal perlu diperhatikan')", state="attached")
    # The lines lie where the words are: both boxes are of one size and wrap alike.
    sizes = page.evaluate("() => [...document.querySelectorAll('.under, #reply-body')].map((one) => one.clientWidth)")
    assert sizes[0] == sizes[1] and not page.locator(".under").evaluate("(under) => under.hidden")
    page.evaluate(f"{axe}; 0")
    found = as_it_stands(page, "coach")

    page.locator("[data-coach-show]").click()
    chosen = text.evaluate("(text) => text.value.slice(text.selectionStart, text.selectionEnd)")
    assert chosen == "Seharusnya Ibu"
    text.evaluate("(text) => text.setSelectionRange(text.value.length, text.value.length)")
    page.locator("[data-coach-insert]").click()
    assert text.input_value().startswith(f"{BEGUN} Kami mengerti")
    page.wait_for_selector(".under mark.read-2", state="attached")

    page.set_viewport_size({"width": 320, "height": 800})
    found += as_it_stands(page, "coach, narrow")
    assert found == [] and case.replies.count() == 0
