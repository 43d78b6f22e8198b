"""A number at the kiosk, called at the desk, spoken on the display, seen on a telephone; branches do not mix."""

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, session_of, until
from tests.browser.test_axe import as_it_stands, axe  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
# What the browser would say aloud is written down instead.
HEARD = "window.said = []; SpeechSynthesis.prototype.speak = (words) => said.push(`${words.lang} ${words.text}`);"


def read_by_axe(page: "Page", name: str, axe: str) -> list[str]:  # noqa: F811
    page.evaluate(f"{axe}; 0")
    return as_it_stands(page, name)


def take_a_number(kiosk: "Page", office: str) -> str:
    """The device becomes the kiosk of that branch, and a visitor touches it twice."""
    kiosk.goto(f"/desk/front-desk/?branch={office}")
    leads_on(kiosk.locator("form[action$='/front-desk/kiosk/'] button:not(.quiet)"))
    kiosk.goto("/queue/")
    assert kiosk.url.endswith(f"/queue/b/{office}/")
    assert kiosk.locator(".kiosk-choices a").first.bounding_box()["height"] >= 88
    with kiosk.expect_navigation():
        kiosk.locator(".kiosk-choices a").first.tap()
    with kiosk.expect_navigation():
        kiosk.locator(".kiosk-choices button").first.tap()
    until(kiosk, lambda: kiosk.evaluate("window.printed") == 1)
    number = kiosk.locator(".big-number").inner_text()
    assert number == "A-001" and "(" in kiosk.locator("[data-begin-anew]").inner_text()
    return number


def device_of(chromium: "Browser", url: str, width: int, height: int, **more: Any) -> "Page":
    context = chromium.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="id-ID", reduced_motion="reduce",
        bypass_csp=True, **more,
    )  # fmt: skip
    return context.new_page()


def write_while_waiting(phone: "Page") -> None:
    """The number stays above the form, and tells the call without losing a word."""
    leads_on(phone.locator("button[name=write]"))
    phone.locator("input[name=topic][value=other]").check()
    leads_on(phone.locator("form.complaint button.primary"))
    phone.locator("textarea[name=body]").fill("Galon pecah.")
    leads_on(phone.locator("form.complaint button.primary"))
    phone.go_back()
    phone.locator("textarea[name=body]").fill("Galon pecah saat diturunkan.")


def said_in_both_languages(wall: "Page") -> None:
    """Twice aloud, and once for who cannot hear."""
    until(wall, lambda: len(wall.evaluate("said")) == 4)
    assert wall.evaluate("said")[:2] == [
        "id-ID Nomor antrean A 1, silakan menuju loket 1.", "en-GB Number A 1, please come to counter 1.",
    ]  # fmt: skip
    assert wall.locator("[data-told]").text_content() == "Nomor antrean A 1, silakan menuju loket 1."


def stays_open(desk: "Page") -> None:
    """What the clerk has opened stays open while the list comes anew."""
    desk.locator(".desk-more summary").click()
    with desk.expect_response(lambda answer: "/live/" in answer.url):
        pass
    desk.wait_for_timeout(300)
    assert desk.locator(".desk-more").get_attribute("open") is not None


def test_a_number_from_the_kiosk_to_the_counter(
    chromium: "Browser", live_server: Any, world: "Sagara", axe: str  # noqa: F811
) -> None:
    from tanggap.casework import queue_kept, queue_places
    from tanggap.people.units import plant

    office = queue_places.branches()[0]
    plant("bogor-1", name_id="Cabang Bogor", parent=office, kind="branch")

    device = partial(device_of, chromium, live_server.url)
    desk, kiosk = device(1440, 900), device(1080, 1400, has_touch=True)
    wall, bogor, phone = device(1920, 1080), device(1920, 1080), device(360, 740, has_touch=True)
    for page in (desk, kiosk):
        page.context.add_cookies([{**session_of(world.fitri), "url": live_server.url}])
    queue_places.sit_down(queue_places.counters(office)[0], by=world.fitri)
    queue_kept.keep_kiosk(office, prints_at_once=True, by=world.ade)
    kiosk.context.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    number = take_a_number(kiosk, office.code)
    phone.goto(kiosk.url.removesuffix("given/"))
    assert phone.locator(".big-number").inner_text() == number
    for screen, branch in ((wall, office.code), (bogor, "bogor-1")):
        screen.context.add_init_script(HEARD)
        screen.goto(f"/queue/display/{branch}/")
    wall.locator("[data-sound]").click()
    write_while_waiting(phone)

    desk.goto("/desk/front-desk/")
    with desk.expect_navigation():
        desk.keyboard.press("Space")
    wall.wait_for_selector(".wall-number")
    assert wall.locator(".wall-number").inner_text() == number and wall.locator(".wall-counter b").inner_text() == "1"
    said_in_both_languages(wall)
    phone.wait_for_selector(".beside-number.us")
    assert "loket 1" in phone.locator(".beside-number").inner_text()
    assert phone.locator("textarea[name=body]").input_value() == "Galon pecah saat diturunkan."
    written = read_by_axe(phone, "writing", axe)
    phone.goto(kiosk.url.removesuffix("given/"))
    assert "loket 1" in phone.locator(".called-now").inner_text()
    stays_open(desk)
    assert "A-001" in desk.locator(".at-number").inner_text()
    assert number not in bogor.locator("main").inner_text()

    # A key that presses a button with the focus presses that button, and calls nobody else.
    desk.locator("[data-key=U]").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Space")
    until(wall, lambda: len(wall.evaluate("said")) == 8)
    with desk.expect_navigation():
        desk.keyboard.press("c")
    assert "from=ticket:" in desk.url
    assert desk.locator("textarea[name=body]").input_value() == "Galon pecah."
    found = written + [line for page, name in ((wall, "display"), (kiosk, "given"), (phone, "ticket"))
             for line in read_by_axe(page, name, axe)]  # fmt: skip
    kiosk.goto("/queue/")
    leads_on(kiosk.locator(".kiosk-choices a").first)
    found += read_by_axe(kiosk, "priority", axe)
    for page in (desk, kiosk, wall, bogor, phone):
        page.context.close()
    assert found == []
