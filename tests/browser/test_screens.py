"""Every screen that was drawn, in both languages: it says so, it has one headline, and it fits a telephone.

With TANGGAP_TEST_SHOTS they are photographed under the names of the drawings, 360 and 1440 points wide, light and dark.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from tests.browser.conftest import leads_on, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
LANGUAGES = "en", "id"
TELEPHONE = 360
# What a page says besides what people wrote: read once in each language.
SAID = """() => {
    const headlines = [...document.querySelectorAll('h1')].filter(one => one.checkVisibility());
    const root = document.documentElement;
    return [root.lang, headlines.length, root.scrollWidth, document.body.innerText];
}"""


@pytest.fixture
def page(chromium: "Browser", live_server: Any) -> "Iterator[Page]":
    context = chromium.new_context(
        base_url=live_server.url, locale="id-ID", viewport={"width": TELEPHONE, "height": 780}, reduced_motion="reduce"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def speak(context: "BrowserContext", language: str) -> None:
    """Whoever pressed ID or EN has this cookie."""
    address = urljoin(context.pages[0].url, "/")
    context.add_cookies([{"name": "bahasa", "value": language, "url": address}])


def check_screen(page: "Page", name: str, *, ready: Callable[[], None] = lambda: None) -> None:
    """The page that is open, in both languages; `ready` brings it into the state of the drawing again."""
    texts = {}
    for language in LANGUAGES:
        speak(page.context, language)
        page.reload()
        ready()
        lang, headlines, width, texts[language] = page.evaluate(SAID)
        assert (lang, headlines) == (language, 1), f"{name}: {lang}, {headlines} headlines"
        assert width <= TELEPHONE, f"{name} in {language}: it needs {width} points"
        shot(page, f"{name}-{language}")
    assert texts["en"] != texts["id"], f"{name}: one text for both languages"


def enter(page: "Page", client: Any, settings: Any, live_server: Any, who: Any) -> None:
    """Somebody of the staff sits down."""
    client.force_login(who)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def test_what_the_complainant_sees(page: "Page", world: "Sagara") -> None:
    page.goto("/")
    check_screen(page, "01-home")
    onwards = page.locator("form.complaint .primary")
    page.goto("/complain/")
    page.locator("[value=quality]").check()
    leads_on(onwards)
    check_screen(page, "02a-topic")
    page.locator("[value=foreign_object]").check()
    leads_on(onwards)
    leads_on(onwards)
    check_screen(page, "02b-story")
    page.locator("[name=body]").fill("Ada benda hitam di dalam galon, segelnya utuh. Anak saya sempat meminumnya.")
    leads_on(onwards)
    page.locator("[value=gallon]").check()
    page.locator("[name=q-drunk][value=no]").check()
    leads_on(onwards)
    leads_on(onwards)
    check_screen(page, "02c-identity")
    leads_on(onwards)
    page.locator("[name=name]").fill("Alice Rahmawati")
    leads_on(onwards)
    check_screen(page, "02d-check")
    leads_on(onwards)
    assert page.url.endswith("/done/")
    check_screen(page, "02e-success")
    for address, name in (("/track/", "03-enter"), ("/nowhere/", "12b-not-found"), ("/desk/sign-in/", "12a-login")):
        page.goto(address)
        check_screen(page, name)


def test_how_it_goes_on(page: "Page", world: "Sagara") -> None:
    from tests.portal.life import until_followed_up, until_offered
    from tests.sagara import alice_complains

    case, _party, receipt = alice_complains()
    options = until_offered(case, world)
    page.goto("/track/")
    page.locator("main input[name=reference]").fill(receipt.reference)
    page.locator("main input[name=code]").fill(receipt.tracking_code)
    leads_on(page.locator("main form button").first)
    check_screen(page, "03-track")
    page.goto("/track/case/decline/")
    check_screen(page, "03-decline")
    page.goto("/track/case/")
    page.get_by_label(options[0].title).check()
    leads_on(page.locator("form:has([type=radio]:checked) button").first)
    case.refresh_from_db()
    until_followed_up(case, world)
    page.goto("/track/case/feedback/")
    check_screen(page, "03-survey")


def test_what_the_staff_see(page: "Page", world: "Sagara", client: Any, settings: Any, live_server: Any) -> None:
    from tests.sagara import alice_complains, bob_decides, bob_proposes, investigate, until_offered

    decided, _party, _receipt = alice_complains()
    investigate(world, decided)
    bob_decides(world, decided, bob_proposes(world, decided)[:2])
    asked, _party, _receipt = alice_complains(title="Galon bocor", body="Galonnya bocor, lantai saya basah semua.")
    investigate(world, asked)
    bob_proposes(world, asked)
    offered, _party, _receipt = alice_complains(title="Segel rusak", body="Segelnya sudah terbuka waktu datang.")
    until_offered(world, offered)
    enter(page, client, settings, live_server, world.olga)
    screens = {
        "04-queue": "/desk/", "05-case": f"/desk/cases/{offered.reference}/",
        "06a-decision": f"/desk/cases/{asked.reference}/decide/", "06b-approvals": "/desk/approvals/",
        "06c-approval": f"/desk/approvals/{decided.reference}/", "09-sop": "/sop/",
        "12b-no-match": "/desk/?view=mine&q=zz", "register": "/desk/register/", "promises": "/desk/promises/",
    }  # fmt: skip
    for name, address in screens.items():
        page.goto(address)
        check_screen(page, name)
    page.goto("/desk/")

    def palette() -> None:
        page.keyboard.press("Control+k")
        page.wait_for_selector("#palette [role=option]")

    check_screen(page, "04b-palette", ready=palette)
