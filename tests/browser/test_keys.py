"""The workspace by keyboard alone: from the tasks to a sent reply, by letters and by the palette."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import leads_on, press_on, shot, until
from tests.browser.test_one_whole_life import Sit, sit  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser


def focused(page: "Page") -> str:
    return page.locator(":focus").evaluate("one => one.id || one.textContent")


def _open_palette(page: "Page") -> None:
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")


def test_a_reply_is_found_written_and_sent_without_a_mouse(world: "Sagara", sit: Sit) -> None:  # noqa: F811
    from tests.sagara import alice_complains, investigate

    case, _alice, _receipt = alice_complains()
    investigate(world, case)
    page = sit("bob").page
    page.goto("/desk/tasks/")
    page.keyboard.press("g")
    press_on(page, "k")
    assert page.url.endswith("/desk/")

    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    shot(page, "keys")
    page.keyboard.press("Escape")
    assert not page.locator("#keys[open]").count()

    _open_palette(page)
    page.keyboard.type("berbau plas")
    page.wait_for_selector("#palette-found [role=option]:has-text('Air galon berbau plastik')")
    shot(page, "palette")
    press_on(page, "Enter")
    assert page.url.endswith(f"/cases/{case.reference}/")

    press_on(page, "/")
    assert page.url.endswith("/desk/search/")
    page.goto(f"/desk/cases/{case.reference}/")

    page.keyboard.press("Alt+2")
    assert "Tenggat" in focused(page)
    page.keyboard.press("s")
    assert "Alternatif solusi" in focused(page)
    page.keyboard.press("r")
    assert focused(page) == "reply-body"
    page.keyboard.type("Kami ganti hari ini, g k ? n.")
    press_on(page, "Control+Enter")
    page.wait_for_selector(".toast-act")
    assert case.replies.count() == 1

    # The palette knows the acts of the case it was opened on, in the other language too.
    _open_palette(page)
    page.keyboard.type("propose")
    press_on(page, "Enter")
    assert page.url.endswith("/propose/")


def test_enter_waits_for_the_answer_to_what_is_typed(world: "Sagara", sit: Sit) -> None:  # noqa: F811
    """The first answer is on the screen, the second is slow: Enter must not take the first."""
    from tanggap.cases.models import Case
    from tests.sagara import alice_complains, investigate

    case, _alice, _receipt = alice_complains()
    investigate(world, case)
    page = sit("olga").page
    page.goto(f"/desk/cases/{case.reference}/")
    held: list = []
    page.route("**/desk/palette/*q=propose*", lambda route: held.append(route))
    _open_palette(page)
    page.keyboard.type("klasifikasi")
    page.wait_for_selector("#palette-found [aria-selected=true]:has-text('Klasifikasi')")
    page.keyboard.press("Control+a")
    page.keyboard.type("propose")
    page.keyboard.press("Enter")
    until(page, lambda: page.locator("#palette-found").get_attribute("aria-busy") == "true")
    assert page.locator("#palette[open]").count() and page.url.endswith(f"/cases/{case.reference}/")
    until(page, lambda: bool(held))
    with page.expect_navigation(url="**/propose/"):
        held.pop().continue_()

    # A value acts at once, and Z takes it back; whoever types on after Enter has changed his or her mind.
    page.goto(f"/desk/cases/{case.reference}/")
    _open_palette(page)
    page.keyboard.type("assign bob")
    press_on(page, "Enter")
    page.wait_for_selector(".toast-act")
    assert Case.objects.get(pk=case.pk).handler == world.bob
    press_on(page, "z")
    page.wait_for_selector(".toast:has-text('diurungkan')")
    assert Case.objects.get(pk=case.pk).handler is None


def test_decisions_are_approved_and_sent_back_one_after_the_other(world: "Sagara", sit: Sit) -> None:  # noqa: F811
    from tanggap.remedy.models import Approval
    from tests.sagara import alice_complains, bob_decides, bob_proposes, investigate

    for _number in range(3):
        case, _alice, _receipt = alice_complains()
        investigate(world, case)
        bob_decides(world, case, bob_proposes(world, case)[:2])
    page = sit("olga").page
    page.goto("/desk/approvals/")
    # J and K open what they come to: what Y approves is always what is read.
    opened = [row.get_attribute("href") for row in page.locator("[data-row]").all()]
    for key, place in (("j", 1), ("j", 2), ("k", 1), ("k", 0)):
        press_on(page, key)
        assert page.url.endswith(opened[place]) and page.locator("[data-row][aria-current=page]").count() == 1
    for left in (2, 1):
        press_on(page, "y")
        page.wait_for_selector(f".topbar .pill:has-text('{left} menunggu')")
    page.keyboard.press("b")
    assert focused(page) == "f-remark"
    page.keyboard.type("Bandingkan juga dengan uang kembali.")
    press_on(page, "Control+Enter")
    page.wait_for_selector("text=Dikembalikan dengan catatan Anda")
    said = Approval.objects.order_by("pk").values_list("verdict", "stored_remark")
    assert list(said) == [("approved", ""), ("approved", ""), ("returned", "Bandingkan juga dengan uang kembali.")]


def test_along_the_list_one_came_from(world: "Sagara", sit: Sit) -> None:  # noqa: F811
    from tests.sagara import alice_complains

    cases = [alice_complains(title=f"Keluhan {n}")[0] for n in range(3)]
    page = sit("fitri").page
    page.goto("/desk/?show=all&sort=newest")
    leads_on(page.get_by_role("link", name="Keluhan 1").first)
    page.wait_for_selector(".neighbours:has-text('2 dari 3')")
    press_on(page, "]")
    assert page.url.endswith(f"/cases/{cases[0].reference}/")
    assert page.locator(".neighbours .neighbour").count() == 1
    press_on(page, "[")
    assert page.url.endswith(f"/cases/{cases[1].reference}/")
    leads_on(page.locator(".neighbours a").first)
    assert page.url.endswith("/desk/?show=all&sort=newest")


def test_a_key_of_ones_own_acts_the_old_one_does_not_and_all_can_be_switched_off(
    world: "Sagara", sit: Sit  # noqa: F811
) -> None:
    from tests.sagara import alice_complains, investigate

    case, _alice, _receipt = alice_complains()
    investigate(world, case)
    page = sit("bob").page
    page.goto("/desk/settings/keys/")
    shot(page, "settings-keys")
    page.get_by_label("balas", exact=True).fill("n")
    leads_on(page.get_by_role("button", name="Simpan", exact=True))
    assert "sudah dipakai" in page.locator("[role=alert]").inner_text()
    assert page.get_by_label("balas", exact=True).input_value() == "n"
    page.get_by_label("balas", exact=True).fill("q")
    page.get_by_label("kotak masuk", exact=True).fill("i")
    leads_on(page.get_by_role("button", name="Simpan", exact=True))
    assert not page.locator("[role=alert]").count()

    page.goto(f"/desk/cases/{case.reference}/")
    page.keyboard.press("r")
    assert focused(page) != "reply-body" if page.locator(":focus").count() else True
    page.keyboard.press("q")
    assert focused(page) == "reply-body"
    page.keyboard.press("Escape")
    page.locator("#reply-body").blur()
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    shown = page.locator("#keys").inner_text()
    assert "Q" in shown.split() and "R" not in shown.split()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    press_on(page, "i")
    assert page.url.endswith("/desk/")

    page.goto("/desk/settings/keys/")
    page.get_by_label("Matikan semuanya").check()
    leads_on(page.get_by_role("button", name="Simpan", exact=True))
    page.goto("/desk/")
    for key in ("?", "c", "g", "t"):
        page.keyboard.press(key)
    assert page.url.endswith("/desk/")
    assert not page.locator("dialog[open]").count()
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
