"""The twelve main tasks by keyboard alone: no mouse, and at each stop of the focus it is visible where one is."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_one_whole_life import Sit, sit  # noqa: F401
from tests.sagara import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
# Where the focus is: its element, its words, and whether a ring can be seen on it or on what it is drawn by.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const ringed = (one) => {
    const look = getComputedStyle(one);
    return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow.includes('inset');
  };
  const around = at.closest('label, .write, .palette-field');
  const drawn = [at, at.nextElementSibling, at.parentElement, around].filter(Boolean);
  const words = [at.ariaLabel, ...[...(at.labels ?? [])].map((one) => one.innerText), at.innerText];
  return {
    tag: at.tagName, type: at.type ?? '', name: at.name ?? '', value: at.value ?? '', checked: at.checked ?? false,
    words: words.filter(Boolean).join(' '), href: at.getAttribute('href') ?? '',
    visible: drawn.some(ringed) && (at.closest('label') ?? at).getBoundingClientRect().width > 0,
  };
}"""


class Keyboard:
    """Somebody at a browser who has no mouse."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.press = page.keyboard.press
        self.type = page.keyboard.type

    def at(self) -> dict[str, Any]:
        stop = self.page.evaluate(STOP) or {"tag": "", "type": "", "name": "", "value": "", "words": "", "href": ""}
        if stop["tag"] not in ("", "MAIN"):
            assert stop["visible"], f"nobody sees where the focus is: {stop} on {self.page.url}"
        return stop

    def tab_to(self, most: int = 90, **wanted: str) -> dict[str, Any]:
        """On to the first stop that fits."""
        for _step in range(most):
            stop = self.at()
            if stop["tag"] and all(text in stop[name] for name, text in wanted.items()):
                return stop
            self.press("Tab")
        raise AssertionError(f"no stop of the focus has {wanted} on {self.page.url}")

    def to_main(self) -> None:
        """By the link that skips the menu."""
        self.press("Tab")
        self.tab_to(most=3, href="#content")
        self.press("Enter")

    def choose(self, name: str, value: str) -> None:
        """In a group of radio buttons, with the arrows; boxes with Space."""
        stop = self.tab_to(name=name)
        if stop["type"] == "checkbox":
            while (stop["name"], stop["value"]) != (name, value):
                self.press("Tab")
                stop = self.at()
        if not stop["checked"]:
            self.press("Space")
        for _step in range(12):
            if self.at()["value"] == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")

    def write(self, name: str, words: str) -> None:
        self.tab_to(name=name)
        self.type(words)

    def goes_on(self, how: str = "Enter") -> None:
        """Presses, and waits for the next page."""
        try:
            with self.page.expect_navigation(timeout=10_000):
                self.press(how)
        except Exception as problem:
            seen = self.page.locator("main, dialog[open]").all_inner_texts()
            raise AssertionError(f"{how} leads nowhere on {self.page.url}, at {self.at()}: {seen}") from problem

    def palette(self, words: str) -> None:
        self.press("Control+k")
        self.page.wait_for_selector("#palette[open]")
        self.type(words)
        self.at()
        self.goes_on()


def complain(keys: Keyboard) -> tuple[str, str]:
    """1: Alice tells her story on the portal."""
    page = keys.page
    page.goto("/")
    keys.tab_to(href="/complain/")
    keys.goes_on()
    for fields in (
        {"topic": "quality"}, {"reason": "taste_or_smell"}, {"body": "Dua kiriman galon berbau plastik."},
        {"": "gallon"}, {"wish": "Galon diganti."}, {}, {"name": "Alice Rahmawati", "email": "alice@example.org"},
    ):  # fmt: skip
        for name, value in fields.items():
            _fill(keys, name, value)
        keys.tab_to(tag="BUTTON", words="Lanjut")
        keys.goes_on()
    keys.tab_to(tag="BUTTON", words="Kirim keluhan")
    keys.goes_on()
    return page.locator(".receipt-number").inner_text(), page.locator(".receipt-code").inner_text()


def _fill(keys: Keyboard, name: str, value: str) -> None:
    name = name or keys.page.locator(f"main [value={value}]").first.get_attribute("name") or ""
    if keys.page.locator(f"main [name={name}]").first.get_attribute("type") in ("radio", "checkbox"):
        keys.choose(name, value)
    else:
        keys.write(name, value)


def track_and_reply(keys: Keyboard, reference: str, code: str) -> None:
    """2: she follows it and writes."""
    keys.page.goto("/track/")
    keys.write("reference", reference)
    keys.write("code", code)
    keys.goes_on()
    keys.write("body", "Galonnya masih ada di rumah.")
    keys.tab_to(tag="BUTTON", words="Kirim")
    keys.goes_on()
    assert "Galonnya masih ada di rumah." in keys.page.content()


def sign_in(keys: Keyboard, email: str) -> None:
    """3"""
    keys.page.goto("/desk/")
    keys.write("login", email)
    keys.write("password", PASSWORD)
    keys.goes_on()


def classify_and_forward(keys: Keyboard, reference: str) -> None:
    """4 to 6: found by the palette, classified, forwarded."""
    keys.palette("galon berbau")
    assert keys.page.url.endswith(f"/cases/{reference}/")
    keys.palette("keparahan tinggi")
    _in_order(keys, {
        "type": "product", "category": "Rasa atau bau", "impact_satisfaction": "high", "impact_reputation": "medium",
        "impact_money": "medium", "impact_law": "low",
    })  # fmt: skip
    keys.goes_on("Control+Enter")
    keys.palette("teruskan")
    keys.tab_to(name="unit")
    keys.goes_on("Control+Enter")


def _in_order(keys: Keyboard, fields: dict[str, str]) -> None:
    """From the beginning of the form."""
    keys.page.evaluate("document.querySelector('main').focus()")
    for name, value in fields.items():
        if keys.page.locator(f"main [name={name}]").first.evaluate("one => one.tagName") == "SELECT":
            keys.tab_to(name=name)
            keys.type(value)
        else:
            _fill(keys, name, value)


def note_and_propose(keys: Keyboard, reference: str) -> None:
    """7 and 8: Bob writes to colleagues and puts two solutions on the table."""
    keys.page.goto(f"/desk/cases/{reference}/")
    keys.press("n")
    keys.at()
    keys.type("Sudah dicek di gudang.")
    keys.goes_on("Control+Enter")
    for title in ("Ganti galon", "Uji laboratorium", "Kembalikan uang"):
        keys.palette("propose")
        keys.write("title", title)
        keys.page.wait_for_selector("[data-saved]:has-text('Draf tersimpan')")  # kept on the server while one goes on
        keys.write("steps", "Antar galon baru")
        keys.goes_on("Control+Enter")


def decide(keys: Keyboard, case: Any) -> None:
    """9a: Bob chooses what to offer."""
    options = [str(pk) for pk in case.solutions.order_by("pk").values_list("pk", flat=True)]
    keys.palette("putuskan")
    for pk in options:
        keys.page.evaluate("document.querySelector('main').focus()")
        keys.choose("options", pk)
    keys.page.evaluate("document.querySelector('main').focus()")
    keys.choose("recommended", options[0])
    keys.write("reason", "Menjawab sebab baunya.")
    keys.goes_on("Control+Enter")


def approve(keys: Keyboard, reference: str) -> None:
    """9b: Olga says yes."""
    keys.press("g")
    keys.goes_on("p")
    if reference not in keys.page.url:
        keys.to_main()
        keys.tab_to(href=reference)
        keys.goes_on()
    keys.goes_on("y")


def reply_and_take_back(keys: Keyboard, case: Any) -> None:
    """10: a phrase of the SOP, sent, taken back while it is held."""
    keys.page.goto(f"/desk/cases/{case.reference}/")
    keys.press("r")
    keys.tab_to(tag="SUMMARY", words="Templat")
    keys.press("Enter")
    keys.tab_to(name="phrase")
    keys.press("Enter")
    assert keys.at()["name"] == "body" and len(keys.at()["value"]) > 20
    keys.goes_on("Control+Enter")
    keys.page.wait_for_selector(".toast-act")
    keys.press("F6")
    keys.at()
    keys.goes_on()
    assert case.replies.filter(withdrawn_at__isnull=False).count() == 1


def merge(keys: Keyboard, case: Any, into: Any) -> None:
    """11: the second letter about the same matter."""
    keys.page.goto(f"/desk/cases/{case.reference}/")
    keys.palette("gabungkan")
    keys.to_main()
    keys.tab_to(href=f"into={into.reference}")
    keys.goes_on()
    keys.to_main()
    keys.tab_to(tag="BUTTON", words="Gabungkan")
    keys.goes_on()
    case.refresh_from_db()
    assert case.merged_into_id == into.pk


def close(keys: Keyboard, case: Any) -> None:
    """12: solved at once, and closed with its entry in the register."""
    keys.page.goto(f"/desk/cases/{case.reference}/")
    keys.palette("close")
    keys.tab_to(name="outcome")
    keys.press("Space")
    keys.write("lesson", "Periksa segel galon sebelum dikirim.")
    for name in ("feelings_skipped", "without_follow_up"):
        if keys.page.locator(f"main [name={name}]").count():
            keys.write(name, "Pelapor sudah puas di loket.")
    keys.goes_on("Control+Enter")
    case.refresh_from_db()
    assert case.state == "closed", keys.page.locator("main").inner_text()


def test_the_twelve_main_tasks_without_a_mouse(world: "Sagara", sit: Sit, phone: "Page") -> None:  # noqa: F811
    from tanggap.cases.models import Case
    from tanggap.casework.at_once import Remedy, resolve_at_once
    from tests.sagara import PRODUCT, alice_complains

    alice = Keyboard(phone)
    reference, code = complain(alice)
    track_and_reply(alice, reference, code)
    case = Case.objects.get(reference=reference)
    fitri = Keyboard(sit("fitri").page)
    fitri.page.context.clear_cookies()
    sign_in(fitri, world.fitri.email)
    classify_and_forward(fitri, reference)
    bob = Keyboard(sit("bob").page)
    note_and_propose(bob, reference)
    decide(bob, case)
    approve(Keyboard(sit("olga").page), reference)
    case.refresh_from_db()
    assert case.state == "approved" and case.unit == world.unit["quality"]
    reply_and_take_back(fitri, case)
    second, _party, _receipt = alice_complains(title="Galon bau lagi")
    first, _party, _receipt = alice_complains(title="Galon bau")
    merge(fitri, second, first)
    done = Remedy(solution="Galon diganti di loket.")
    resolve_at_once(Case.objects.get(pk=first.pk), done, seen=PRODUCT, by=world.fitri)
    close(fitri, first)
