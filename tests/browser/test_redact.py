"""A box is drawn over a picture with the mouse and with the keyboard, and the page is read by axe."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import leads_on, shot
from tests.browser.test_axe import RUN

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser


def test_a_box_is_drawn_moved_by_keys_and_painted(phone: "Page", world: "Sagara") -> None:
    from tanggap.cases.models import Redaction
    from tests.sagara import PASSWORD
    from tests.workspace.test_redact import where, with_picture

    one = with_picture(world, size=(800, 600))
    phone.goto("/desk/sign-in/")
    phone.fill("input[name=login]", world.bob.email)
    phone.fill("input[name=password]", PASSWORD)
    leads_on(phone.locator("main form button").first)
    phone.goto(where(one, "redact/"))
    area = phone.locator("[data-cover-picture]").bounding_box()
    assert area is not None
    at = lambda x, y: (area["x"] + area["width"] * x, area["y"] + area["height"] * y)  # noqa: E731
    phone.mouse.move(*at(0.25, 0.25))
    phone.mouse.down()
    phone.mouse.move(*at(0.75, 0.5), steps=4)
    phone.mouse.up()
    assert abs(int(phone.locator("[name=width]").first.input_value()) - 400) < 8
    phone.locator("[data-cover-add]").press("Enter")
    phone.keyboard.press("ArrowUp")
    assert phone.locator("[name=x]").nth(1).input_value() == "321"
    assert phone.locator("[data-cover-picture] rect").count() == 2
    shot(phone, "redact")
    axe = Path(pytest.importorskip("axe_core_python").__file__).parent / "axe.min.js"
    phone.evaluate(axe.read_text(encoding="utf-8") + "; 0")
    assert phone.evaluate(RUN) == []
    leads_on(phone.locator("button[value=save]"))
    assert phone.url.endswith(f"/cases/{one.case.reference}/")
    assert len(Redaction.objects.get().boxes) == 2
