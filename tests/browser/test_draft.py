"""The draft of an edition in a browser: read by axe, by keyboard alone, with the dialog and without any script."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, press_on
from tests.browser.test_axe import as_it_stands, axe, context, violations  # noqa: F401
from tests.browser.test_design import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
SETTINGS = "/desk/settings/"
PAGES = (
    "categories/", "categories/new/", "categories/late_delivery/", "questions/", "questions/product/", "letters/",
    "letters/reply/", "draft/", "draft/publish/",
)  # fmt: skip


def test_a_draft_is_begun_changed_looked_at_and_asked_for(
    context: "BrowserContext", world: "Sagara", axe: str, client: Any, live_server: Any, settings: Any  # noqa: F811
) -> None:
    page = signed_in(context, client, live_server, settings, world.maya)
    found = violations(page, f"{SETTINGS}draft/", axe)
    page.keyboard.press("Tab")
    page.locator("form[action$='/draft/begin/'] button").focus()
    press_on(page, "Enter")
    page.wait_for_selector("text=Draf edisi 2")
    page.goto(f"{SETTINGS}categories/late_delivery/")
    page.locator("#f-label_id").fill("Barang datang terlambat")
    press_on(page, "Enter")  # the form of a category has one button
    assert page.url.endswith(f"{SETTINGS}categories/")
    found += [line for address in PAGES for line in violations(page, SETTINGS + address, axe)]
    # In a letter, Enter looks at it and saves nothing.
    page.goto(f"{SETTINGS}letters/reply/")
    page.locator("#f-subject_id").fill("Jawaban kami {reference}")
    page.keyboard.press("Enter")
    page.wait_for_selector("#preview >> text=Jawaban kami")
    page.evaluate(f"{axe}; 0")
    found += as_it_stands(page, "preview")
    page.goto(f"{SETTINGS}draft/")
    page.locator("a[data-dialog=publish]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog#publish[open]")
    page.evaluate(f"{axe}; 0")
    found += as_it_stands(page, "dialog")
    page.locator("dialog#publish textarea").fill("Nama kategori diperjelas.")
    page.keyboard.press("Tab")
    leads_on(page.locator("dialog#publish button.primary"))
    page.wait_for_selector("text=Anda mengajukan draf ini untuk diterbitkan.")
    signed_in(context, client, live_server, settings, world.ade).close()
    found += violations(page, f"{SETTINGS}draft/agree/", axe)
    assert found == []


def test_without_script_two_people_publish(
    chromium: "Browser", world: "Sagara", client: Any, live_server: Any, settings: Any
) -> None:
    from tanggap.casework import draft_pieces, drafting
    from tanggap.sop.models import current_edition

    drafting.begin(by=world.maya)
    draft_pieces.retire_category("delivery", retired=True, by=world.maya)
    for staff, where in ((world.maya, "draft/publish/"), (world.ade, "draft/agree/")):
        bare = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-US")
        page = signed_in(bare, client, live_server, settings, staff)
        page.goto(f"{SETTINGS}draft/")
        leads_on(page.locator(f"a[href$='{where}']"))
        leads_on(page.locator(".asked button.primary"))
        bare.close()
    assert (current_edition().number, current_edition().seconded_by) == (2, world.ade)
