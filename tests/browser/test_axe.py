"""Every main page in both themes, wide and at 320 points, read by axe: no violation, nothing beyond the edge."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
READ = (
    "/", "/complain/", "/track/", "/track/lost/", "/mine/", "/mine/abc/", "/sop/", "/privacy/", "/accessibility/",
    "/figures/", "/conflict/", "/nowhere/", "/desk/sign-in/",
    "/help/", "/help/complain/", "/queue/b/organisation/", "/queue/display/organisation/",
)  # fmt: skip
FOLLOWED = "case", "decline", "withdraw", "review", "call"
LISTS = (
    "guide/", "guide/case/",
    "", "?view=open&severity=high", "approvals/", "approvals/said/",
    "tasks/", "vouchers/", "promises/", "promises/?show=week", "notices/",
    "register/", "costs/", "staff/", "units/", "units/quality/", "new/", "search/?q=galon", "search/?q=tidakada",
    "settings/", "settings/keys/", "account/", "settings/improvements/", "settings/deputies/",
    "settings/deputies/away/", "load/", "settings/trainings/", "settings/trainings/new/",
    "settings/deputies/stand-in/", "calendars/", "calendars/office/", "front-desk/", "quarantine/",
    "letters/", "letters/new/", "letters/post/",
)  # fmt: skip
KEPT = (
    "units/", "units/new/", "units/quality/", "units/quality/close/", "units/depok/close/", "posts/",
    "posts/?show=ended", "posts/new/", "roster/", "roster/new/", "people/",
    "queue/", "queue/service/", "queue/counter/",
)  # fmt: skip
ACTS = "", "reclassify/", "propose/", "approve/", "add-task/", "grant/", "close/", "merge/", "beside/", "reach/"
# Nothing of ours plays sound by itself, so no file is loaded to look for it; what is in order stays in the browser.
RUN = "() => axe.run(document, {resultTypes: ['violations'], preload: false}).then((found) => found.violations)"
WIDE, NARROW = 1280, 320  # the second is the first at 400 %
# Each width and each theme, once with the other; what only one width shows is the frame, and the first pages
# of both faces, which show the whole of it, are read in all four ways.
TWO_WAYS = (WIDE, "light"), (NARROW, "dark")
FOUR_WAYS = *TWO_WAYS, (WIDE, "dark"), (NARROW, "light")
FIRST_PAGES = "/", "/desk/"


@pytest.fixture(scope="session")
def axe() -> str:
    package = pytest.importorskip("axe_core_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def context(chromium: "Browser", live_server: Any) -> "Iterator[BrowserContext]":
    context = chromium.new_context(
        base_url=live_server.url, locale="id-ID", viewport={"width": 1280, "height": 900}, reduced_motion="reduce",
        bypass_csp=True,
    )  # fmt: skip
    yield context
    context.close()


def violations(page: "Page", address: str, axe: str) -> list[str]:
    """What axe finds on that page, in the light and in the dark."""
    page.goto(address)
    page.evaluate(f"{axe}; 0")
    found = as_it_stands(page, address)
    shot(page, "axe-" + address.strip("/").replace("/", "-").replace("?", "-"))
    return found


def as_it_stands(page: "Page", what: str) -> list[str]:
    """The same of a page that is open and knows axe already, perhaps with a dialog on it."""
    found = []
    for width, theme in FOUR_WAYS if what in FIRST_PAGES else TWO_WAYS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{what}: it needs {needed} points of {width}")
        for one in page.evaluate(RUN):
            where = [node["target"] for node in one["nodes"][:3]]
            found.append(f"{what} ({theme}, {width}): {one['id']}, {one['help']}: {where}")
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.emulate_media(color_scheme="light")
    return found


def on_the_way(page: "Page", what: str, axe: str) -> list[str]:
    """The same of a page that knows no axe yet, in the middle of what somebody does."""
    page.emulate_media(reduced_motion="reduce")  # else colours are read while they change with the theme
    page.evaluate(f"{axe}; 0")
    return as_it_stands(page, what)


def test_the_portal(context: "BrowserContext", world: "Sagara", axe: str) -> None:
    from tests.sagara import alice_complains, until_offered

    case, _party, receipt = alice_complains()
    until_offered(world, case)
    page = context.new_page()
    found = [line for address in READ for line in violations(page, address, axe)]
    page.goto("/track/")
    page.locator("main input[name=reference]").fill(receipt.reference)
    page.locator("main input[name=code]").fill(receipt.tracking_code)
    leads_on(page.locator("main form button").first)
    addresses = ["/track/case/" if name == "case" else f"/track/case/{name}/" for name in FOLLOWED]
    found += [line for address in addresses for line in violations(page, address, axe)]
    assert found == []


def test_the_form(context: "BrowserContext", world: "Sagara", axe: str) -> None:
    page = context.new_page()
    found: list[str] = []
    page.goto("/complain/")
    for given in (
        "[value=quality]", "[value=foreign_object]", "", "[name=body]", "[value=gallon], [name=q-drunk][value=no]", "",
        "", "[name=name]", "",
    ):  # fmt: skip
        if given == "[name=body]":
            leads_on(page.locator("form.complaint .primary"))  # once with an error
            found += violations(page, page.url, axe)
        else:
            found += violations(page, page.url, axe)
        for field in page.locator(given).all() if given else ():
            field.fill("Alice") if given in ("[name=body]", "[name=name]") else field.check()
        leads_on(page.locator("form.complaint .primary"))
    assert page.url.endswith("/done/")
    found += violations(page, page.url, axe)
    assert found == []


def _while_somebody_works_on_it(page: "Page", case: Any, axe: str) -> list[str]:
    """The page of a case with what can be opened on it, and with a reply that was stopped."""
    from tanggap.casework.converse import hear

    found = []
    page.goto(f"/desk/cases/{case.reference}/")
    page.evaluate(f"{axe}; 0")
    for opened in (".phrases > summary", ".more-promises > summary", "[popovertarget=case-menu]", "[role=tab]"):
        page.locator(opened).last.click()
        found += as_it_stands(page, opened)
    page.reload()
    page.fill("#reply-body", "Kami sedang memeriksanya.")
    hear(case, text="Masih berbau.", by=case.parties.get(role="complainant"))
    leads_on(page.locator("[data-key-send]"))
    page.wait_for_selector(".arrived")
    page.evaluate(f"{axe}; 0")
    return found + as_it_stands(page, "stopped reply")


def _on_the_table(world: "Sagara") -> Any:
    """A complaint with alternatives to be compared, one dropped, after a decision that was sent back."""
    from tanggap.casework.decide import send_back
    from tanggap.casework.propose import Alternative, drop, propose
    from tests.sagara import alice_complains, bob_decides, bob_proposes, investigate

    case, _party, _receipt = alice_complains(title="Segel rusak")
    investigate(world, case)
    options = bob_proposes(world, case, kind="refund", recurrence_risk="low", wish_fit="partly", cost=3_000_000)
    drop(propose(case, Alternative(title="Tunggu saja"), by=world.bob), by=world.bob)
    bob_decides(world, case, options[:2])
    send_back(case, remark="Hasil uji belum dilampirkan.", suggestion=options[2], by=world.olga)
    return case


def test_the_workspace(
    context: "BrowserContext", world: "Sagara", axe: str, client: Any, live_server: Any, settings: Any
) -> None:
    from tests.sagara import alice_complains, bob_decides, bob_proposes, investigate

    case, _party, _receipt = alice_complains()
    investigate(world, case)
    bob_decides(world, case, bob_proposes(world, case)[:2])
    alice_complains(title="Galon bocor", body="Galonnya bocor, lantai saya basah semua.")
    table = _on_the_table(world)
    client.force_login(world.olga)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    addresses = [f"/desk/{name}" for name in LISTS] + [f"/desk/cases/{case.reference}/{name}" for name in ACTS]
    addresses += [f"/desk/cases/{table.reference}/{name}" for name in ("decide/", "propose/")]
    found = [line for address in addresses for line in violations(page, address, axe)]
    found += _while_somebody_works_on_it(page, case, axe)
    for key, opened in (("?", "#keys[open]"), ("Control+k", "#palette [role=option]")):
        page.goto("/desk/")
        page.evaluate(f"{axe}; 0")
        page.keyboard.press(key)
        page.wait_for_selector(opened)
        found += as_it_stands(page, opened)
    assert found == []


def test_the_settings_that_administrators_keep(
    context: "BrowserContext", world: "Sagara", axe: str, client: Any, live_server: Any, settings: Any
) -> None:
    from tanggap.core import time
    from tanggap.people import units
    from tanggap.people.models import Absence, Deputy, Duty, Post

    units.plant("depok", name_id="Cabang Depok", name_en="Depok branch", parent=world.unit["organisation"])
    Duty.objects.create(staff=world.sandi, medium="web", since=time.today())
    Absence.objects.create(staff=world.olga, since=time.now())
    Deputy.objects.create(of=world.olga, by=world.sari, only_when_absent=True)
    client.force_login(world.ade)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    post = Post.objects.get(staff=world.olga).pk
    addresses = [f"/desk/settings/{name}" for name in (*KEPT, f"posts/{post}/end/", "deputies/")]
    addresses += [f"/desk/staff/{world.olga.pk}/{name}" for name in ("", "leave/", "sign-in/")]
    found = [line for address in addresses for line in violations(page, address, axe)]
    # Mistakes are read, too, and what a change would mean.
    page.goto("/desk/settings/deputies/stand-in/")
    page.evaluate(f"{axe}; 0")
    leads_on(page.locator("[name=look]"))
    page.wait_for_selector("[role=alert]")
    page.evaluate(f"{axe}; 0")
    found += as_it_stands(page, "a form with a mistake")
    assert found == []
