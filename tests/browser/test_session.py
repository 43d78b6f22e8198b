"""The session ends while somebody is at work: warned two minutes ahead, in every tab, and nothing typed is lost."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import leads_on, press_on, shot, until
from tests.browser.test_axe import axe, on_the_way  # noqa: F401
from tests.browser.test_one_whole_life import Sit, sit  # noqa: F401
from tests.sagara import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
WARNING = "#session[open]"


def quiet_for(minutes: float, *, begun: float = 1) -> None:
    """Nobody has done anything for so long; the session began so many hours ago."""
    from django.contrib.sessions.models import Session

    from tanggap.core import time
    from tanggap.people.session_store import SessionStore

    now = int(time.now().timestamp())
    for row in Session.objects.all():
        store = SessionStore(row.session_key)
        store["seen"], store["begun"] = now - int(minutes * 60), now - int(begun * 3600)
        store.save()


def test_a_warning_two_minutes_ahead_with_one_button_to_stay(
    world: "Sagara", sit: Sit, axe: str  # noqa: F811
) -> None:
    page = sit("bob").page
    page.clock.install()
    page.goto("/desk/tasks/")
    other = page.context.new_page()
    other.clock.install()
    other.goto("/desk/")
    quiet_for(28.2)
    for one in (page, other):
        one.clock.fast_forward("28:05")
        one.wait_for_selector(WARNING)
    shot(page, "session-warning")
    assert on_the_way(page, "session", axe) == []
    assert page.get_by_role("alertdialog").get_attribute("aria-labelledby") == "session-head"
    assert "2 menit" in page.locator("#session-text").inner_text()
    assert page.locator(":focus").inner_text() == "Tetap masuk"
    page.keyboard.press("Enter")
    page.wait_for_selector(WARNING, state="detached")
    other.wait_for_selector(WARNING, state="detached")

    # Esc stays too; whoever has just typed is not asked; when it is over, the page is left as it is.
    quiet_for(28.5)
    page.clock.fast_forward("28:05")
    page.wait_for_selector(WARNING)
    page.keyboard.press("Escape")
    page.wait_for_selector(WARNING, state="detached")
    quiet_for(28.5)
    page.evaluate("localStorage.clear()")
    page.clock.fast_forward("27:30")
    page.keyboard.press("Shift")
    page.clock.fast_forward("00:40")
    until(page, lambda: page.evaluate("localStorage.getItem('session-stayed')"))  # heard, and the next look is set
    assert not page.locator(WARNING).count()
    quiet_for(31)
    page.clock.fast_forward("28:05")
    page.wait_for_selector("#session:has-text('Anda sudah keluar')")
    assert page.url.endswith("/desk/tasks/")


def test_a_note_that_is_sent_too_late_comes_back_to_its_writer_alone(
    world: "Sagara", sit: Sit, axe: str  # noqa: F811
) -> None:
    from tests.sagara import alice_complains, investigate

    case, _alice, _receipt = alice_complains()
    investigate(world, case)
    page = sit("bob").page
    page.goto(f"/desk/cases/{case.reference}/reclassify/")
    page.get_by_label("Kritis").check()
    page.locator("[name=reason]").fill("Tiga pelanggan lain melaporkan hal yang sama.")
    quiet_for(31)
    leads_on(page.locator("main form button[type=submit]"))
    page.wait_for_selector("text=Yang Anda tulis disimpan hanya untuk Anda")
    shot(page, "sign-in-kept")
    _sign_in(page, world.olga.email)
    assert "Tiga pelanggan" not in page.content()
    page.go_back()
    page.go_back()
    assert "Tiga pelanggan" not in page.content(), "what is kept in no cache cannot be gone back to"
    page.context.clear_cookies(name="session")
    page.goto("/desk/sign-in/?kept=1&next=/desk/kept/1/")
    # The number of the row is nothing that a test may know.
    from tanggap.people.models import KeptForm

    page.goto(f"/desk/sign-in/?next=/desk/kept/{KeptForm.objects.get().pk}/")
    _sign_in(page, world.bob.email)
    assert page.locator("[name=reason]").input_value() == "Tiga pelanggan lain melaporkan hal yang sama."
    assert page.get_by_label("Kritis").is_checked()
    shot(page, "came-back")
    assert on_the_way(page, "came back", axe) == []
    # A form that has no page to come back to is shown on a page of its own.
    page.goto("/desk/settings/views/new/?show=all&severity=high")
    page.locator("main [name=name]").fill("Yang berat dulu")
    quiet_for(31)
    leads_on(page.locator("main form .primary"))
    _sign_in(page, world.bob.email)
    assert "/desk/kept/" in page.url and page.locator("main [name=name]").input_value() == "Yang berat dulu"
    assert on_the_way(page, "kept", axe) == []


def _sign_in(page: "Page", email: str) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    press_on(page, "Enter")
    assert "/sign-in/" not in page.url
