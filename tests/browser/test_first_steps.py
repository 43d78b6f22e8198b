"""From an empty installation to the first complaint, answered by somebody who was invited: what a newcomer does."""

import time as wall
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, shot
from tests.browser.test_axe import RUN
from tests.browser.test_one_whole_life import alice_complains

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
PASSWORD = "air jernih sekali 9"
GO_ON = ".settings-page form .button.primary"
# What a quick hand needs for the pages themselves is seconds; the ten minutes are for reading and thinking.
SECONDS = 90


@pytest.fixture
def open_browser(chromium: "Browser", live_server: Any, transactional_db: None) -> "Iterator[Any]":
    """`open_browser()`: a browser of somebody who has not been here."""
    from django.core.cache import cache

    cache.clear()
    contexts: list[BrowserContext] = []

    def new() -> "Page":
        contexts.append(chromium.new_context(
            base_url=live_server.url, locale="id-ID", viewport={"width": 1280, "height": 900}, reduced_motion="reduce",
            bypass_csp=True,
        ))  # fmt: skip
        return contexts[-1].new_page()

    yield new
    cache.clear()
    for context in contexts:
        context.close()


class Newcomer:
    """Somebody who sets up, page by page; each page is read by axe and photographed on the way."""

    def __init__(self, page: "Page") -> None:
        package = pytest.importorskip("axe_core_python")
        self.axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
        self.page, self.wrong = page, []  # type: ignore[var-annotated]

    def reads(self, name: str) -> None:
        self.page.evaluate(f"{self.axe}; 0")
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            for one in self.page.evaluate(RUN):
                where = [node["target"] for node in one["nodes"][:3]]
                self.wrong.append(f"{name} ({theme}): {one['id']}, {one['help']}: {where}")
        self.page.set_viewport_size({"width": 320, "height": 700})
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append(f"{name}: wider than 320")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        shot(self.page, f"first-{name}")

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.fill(f"main [name={name}]", text)

    def presses(self, button: str, leads_to: str) -> None:
        leads_on(self.page.locator(button).first)
        assert self.page.url.endswith(leads_to), self.page.url


def invites(ade: Newcomer, email: str, name: str, role: str, unit: str) -> str:
    """The path of the link that is shown where no letter leaves."""
    ade.fills(email=email, full_name=name)
    ade.page.check(f"input[name=role][value={role}]")
    ade.page.select_option("select[name=unit]", unit)
    leads_on(ade.page.locator(GO_ON).first)
    ade.page.wait_for_selector(f".one-time:has-text('/desk/invitation/'), .notice:has-text('{email}')")
    return "/desk/" + ade.page.locator(".one-time").inner_text().split()[0].partition("/desk/")[2]


def test_a_newcomer_sets_up_invites_and_the_first_complaint_is_answered(open_browser: Any, phone: "Page") -> None:
    from tanggap.cases.models import Case
    from tanggap.core.secrets import setup_code

    begun = wall.monotonic()  # noqa: TID251
    ade = Newcomer(open_browser())
    ade.page.goto("/")
    ade.reads("not-open-yet")
    ade.page.goto("/desk/")
    ade.page.wait_for_url("**/desk/begin/")
    ade.reads("begin")
    ade.fills(code=setup_code(), name="Ade Nugroho", email="ade@maju.example", password=PASSWORD)
    ade.presses("main .button.primary", "/desk/setup/organisation/")
    ade.reads("organisation")
    ade.fills(name_id="PT Maju Bersama", phone="(021) 555-0101")
    ade.presses(GO_ON, "/desk/setup/hours/")
    ade.reads("hours")
    ade.presses(GO_ON, "/desk/setup/appearance/")
    ade.page.check("input[name=choice][value='255']")
    leads_on(ade.page.locator("form:has([name=choice]) button"))
    ade.page.wait_for_selector("link[href='/look/1-255.css']", state="attached")
    ade.reads("appearance")
    ade.presses(".setup-foot button", "/desk/setup/sop/")
    ade.reads("sop")
    ade.presses("a[href$='/read/company/']", "/read/company/")
    ade.reads("sop-read")
    ade.page.go_back()
    ade.presses(GO_ON, "/desk/setup/units/")
    ade.reads("units")
    ade.presses(GO_ON, "/desk/setup/people/")
    fitri_link = invites(ade, "fitri@maju.example", "Fitri Handayani", "frontdesk", "frontdesk")
    for name, role, unit in (("bob", "officer", "quality"), ("olga", "head", "quality")):
        invites(ade, f"{name}@maju.example", name.title(), role, unit)
    ade.reads("people")
    ade.presses(".setup-foot button", "/desk/setup/mailbox/")
    ade.reads("mailbox")
    ade.presses(".setup-foot button", "/desk/setup/ready/")
    ade.reads("ready")
    assert wall.monotonic() - begun < SECONDS  # noqa: TID251

    reference, _code = alice_complains(phone)
    fitri = Newcomer(open_browser())
    fitri.page.goto(fitri_link)
    fitri.reads("invitation")
    fitri.fills(password=PASSWORD)
    fitri.presses("main .button.primary", "/desk/")
    leads_on(fitri.page.get_by_role("link", name="galonnya berbau").first)
    assert fitri.page.url.endswith(f"/{reference}/")
    fitri.page.locator("#reply-body").first.fill("Terima kasih, galonnya kami ganti besok pagi.")
    leads_on(fitri.page.get_by_role("button", name="Kirim").first)
    fitri.page.wait_for_selector("text=galonnya kami ganti besok pagi")
    assert Case.objects.get(reference=reference).replies.count() == 1
    ade.page.goto("/desk/")
    assert "Ada yang menerima keluhan" not in ade.page.locator("main").inner_text()
    ade.reads("desk")
    assert ade.wrong + fitri.wrong == []
