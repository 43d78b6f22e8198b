"""The inbox by keyboard alone, from picking to taking back; read by axe in all its states, on a telephone too."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, press_on, shot
from tests.browser.test_axe import as_it_stands, axe, context  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: "BrowserContext", world: "Sagara", client: Any, live_server: Any, settings: Any) -> "Page":  # noqa: F811
    """Olga, the head of quality, at her inbox."""
    client.force_login(world.olga)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def picked(page: "Page") -> int:
    return page.locator("td.pick input:checked").count()


def current(page: "Page") -> str:
    return page.locator("[data-row][aria-current] .ref").inner_text()


def test_three_are_picked_given_to_bob_and_taken_back_without_a_mouse(world: "Sagara", page: "Page") -> None:
    from tanggap.cases.models import Case
    from tests.sagara import alice_complains, investigate

    for n in range(4):
        investigate(world, alice_complains(title=f"Keluhan {n}")[0])
    page.goto("/desk/?show=all")
    page.keyboard.press("j")
    first = current(page)
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    assert picked(page) == 3 and page.locator("#bulk [data-count]").inner_text() == "3 dipilih"
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert picked(page) == 2
    page.keyboard.press("x")
    press_on(page, "a")
    page.locator("main [name=handler]:focus").wait_for()
    page.keyboard.type(world.bob.full_name)
    page.keyboard.press("Tab")
    press_on(page, "Enter")
    assert "3 keluhan akan berubah" in page.locator(":focus").inner_text()
    shot(page, "bulk-assign")
    page.keyboard.press("Tab")  # the region of the table, which may scroll
    page.keyboard.press("Tab")
    press_on(page, "Enter")
    page.wait_for_selector(".toast-act")
    assert page.url.endswith("/desk/?show=all") and Case.objects.filter(handler=world.bob).count() == 3
    shot(page, "inbox-undo")
    press_on(page, "z")
    page.wait_for_selector(".toast:has-text('3 keluhan')")
    assert not Case.objects.filter(handler=world.bob).exists()

    # Shift with a click picks all between, a click on the box of the head all of them.
    boxes = page.locator("td.pick input")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    assert picked(page) == 3
    page.locator("[data-pick-all]").click()
    assert picked(page) == 4
    page.locator("#bulk [type=reset]").click()
    assert picked(page) == 0 and not page.locator("#bulk").is_visible()
    page.keyboard.press("j")
    assert current(page) == first
    press_on(page, "t")
    assert "/bulk/forward/" in page.url
    # What arrives meanwhile is told, and pushes nothing.
    page.goto("/desk/?show=all")
    before = page.locator("[data-row]").count()
    investigate(world, alice_complains()[0])
    page.evaluate("htmx.ajax('GET', document.querySelector('.news-place').getAttribute('hx-get'), '.news-place')")
    page.wait_for_selector(".news:has-text('1 keluhan baru')")
    assert page.locator("[data-row]").count() == before
    leads_on(page.get_by_role("link", name="Tampilkan"))
    assert page.locator("[data-row]").count() == before + 1


def test_axe_finds_nothing_in_any_state_of_the_inbox(world: "Sagara", page: "Page", axe: str) -> None:  # noqa: F811
    from tanggap.casework.queues import save_view
    from tests.sagara import alice_complains, investigate

    for confidential in (False, True):
        case, _alice, _receipt = alice_complains(confidential=confidential)
        investigate(world, case)
    mine = save_view("Berat dulu", {"show": ["all"], "severity": ["high"]}, share=world.unit["quality"], by=world.olga)
    save_view("Kategori lama", {"show": ["all"], "category": ["of_old"]}, by=world.olga)
    pick = f"pick={case.reference}&back=show%3Dall"
    found: list[str] = []
    for address, act in (
        ("?show=all", "pick"), ("?show=all&severity=high&severity=low&unit=quality", "filter"),
        ("?show=closed", ""), ("?show=all&medium=letter", ""), ("?show=all&category=of_old", ""),
        ("settings/views/", "more"), ("settings/views/new/?show=all&severity=high", ""),
        (f"bulk/assign/?{pick}&show=1&handler={world.bob.pk}", ""), (f"bulk/forward/?{pick}&show=1", ""),
        (f"bulk/classify/?{pick}&show=1&category=", ""),
    ):  # fmt: skip
        page.goto(f"/desk/{address}")
        page.evaluate(f"{axe}; 0")
        if act == "pick":
            page.locator("td.pick input").first.check()
        elif act == "filter":
            page.locator(".filter-more > summary").click()
        elif act == "more":
            page.locator("details.more summary").first.click()
        page.set_viewport_size({"width": 800, "height": 800})  # where the columns fold
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address} is {wide} wide at 800"] if wide > 800 else []
        found += as_it_stands(page, address)
    assert mine.pk and found == []
