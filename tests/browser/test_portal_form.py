"""The complaint form in a browser: without script, on bad networks, in two tabs, with hurried fingers and big files."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
MEGABYTE = 1024 * 1024
# Five thousand words, a name from right to left with a sign that turns the line around, and pasted markup.
WORDS = "Galon bocor dan lantai basah semua. " * 834
NAME = "\u202eفاطمة 👩🏽\u200d⚖️ Alice"
PASTED = '<b onclick="alert(1)">Penting</b><script>document.title="Mallory"</script>'


def file_of(name: str, size: int) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": b"x" * size}


def on(page: "Page") -> None:
    leads_on(page.get_by_role("button", name="Lanjut"))


def to_the_story(page: "Page") -> None:
    page.goto("/complain/")
    page.get_by_label("Hal lain atau tidak yakin").check()
    on(page)


def from_the_story(page: "Page", name: str = "Alice Rahmawati") -> None:
    """What follows, up to the last page."""
    for _page in ("details", "wish", "you"):
        on(page)
    page.get_by_label("Nama Anda", exact=False).fill(name)
    on(page)
    assert page.url.endswith("/complain/check/")


def test_alice_complains_with_two_files_and_no_script(
    chromium: "Browser", live_server: Any, world: "Sagara"
) -> None:
    from tanggap.cases.models import Case

    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="id-ID", java_script_enabled=False
    )
    page = context.new_page()
    to_the_story(page)
    page.get_by_label("Cerita Anda").fill("Segelnya rusak.")
    leads_on(page.get_by_role("button", name="EN", exact=True))
    assert page.get_by_label("Your story").input_value() == "Segelnya rusak."
    leads_on(page.get_by_role("button", name="ID", exact=True))
    page.get_by_label("Foto atau berkas").set_input_files([file_of("besar.txt", 11 * MEGABYTE)])
    on(page)
    assert page.title().startswith("Galat:")
    assert "lebih dari 10 MB" in page.locator(".error-summary").inner_text()
    assert page.get_by_label("Cerita Anda").input_value() == "Segelnya rusak."
    for name in ("segel.txt", "nota.txt"):
        page.get_by_label("Foto atau berkas").set_input_files([file_of(name, 900)])
        leads_on(page.get_by_role("button", name="Tambahkan dan pilih lagi"))
    shot(page, "story-without-script")
    on(page)
    page.go_back()
    assert [one.inner_text().split("\n")[0] for one in page.locator(".uploads span").all()] == ["segel.txt", "nota.txt"]
    on(page)
    from_the_story(page)
    assert "segel.txt, nota.txt" in page.content()
    leads_on(page.get_by_role("button", name="Kirim keluhan"))
    case = Case.objects.get()
    assert page.locator(".receipt-number").inner_text() == case.reference
    assert page.locator(".receipt-code").inner_text()
    assert case.evidence.count() == 2
    context.close()


def test_files_go_with_their_progress_and_the_page_waits_for_them(phone: "Page", world: "Sagara") -> None:
    to_the_story(phone)
    phone.get_by_label("Cerita Anda").fill("Segelnya rusak.")
    picks = phone.get_by_label("Berkas", exact=True)
    picks.set_input_files([file_of("besar.txt", 11 * MEGABYTE)])
    assert "Lebih besar dari 10 MB" in phone.locator("[data-waiting]").inner_text()
    phone.locator("[data-waiting]").get_by_role("button", name="Hapus").click()
    network = phone.context.new_cdp_session(phone)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 250_000,
    })  # fmt: skip
    picks.set_input_files([file_of("segel.txt", 200_000), file_of("nota.txt", 200_000)])
    on(phone)  # while both are on their way
    assert phone.url.endswith("/complain/details/")
    network.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    })  # fmt: skip
    phone.go_back()
    assert phone.locator("[data-uploads] li").count() == 2
    # Without a network a file waits on the device, beyond a reload, and goes when the network is back.
    phone.context.set_offline(True)
    picks = phone.get_by_label("Berkas", exact=True)
    picks.set_input_files([file_of("surat.txt", 500)])
    phone.get_by_text("dikirim begitu sambungan kembali").wait_for()
    assert phone.locator("[data-offline]").is_visible()
    phone.get_by_role("button", name="Lanjut").click()
    assert phone.url.endswith("/complain/story/")
    shot(phone, "story-offline")
    phone.context.set_offline(False)
    phone.locator("[data-uploads] li").nth(2).wait_for()
    phone.locator("[data-waiting] li").wait_for(state="detached")
    kept = phone.locator("[data-kept]")
    phone.get_by_label("Cerita Anda").press_sequentially(" Ya.")
    kept.get_by_role("button").click()
    assert "Tidak ada lagi yang disimpan" in kept.inner_text()
    assert phone.evaluate("Object.keys(localStorage)") == []


def test_hurried_fingers_a_lost_network_and_two_tabs_make_one_complaint(phone: "Page", world: "Sagara") -> None:
    from tanggap.cases.models import Case

    to_the_story(phone)
    phone.get_by_label("Cerita Anda").fill(WORDS + PASTED)
    on(phone)
    other = phone.context.new_page()
    other.goto("/complain/story/")
    assert other.get_by_label("Cerita Anda").input_value().endswith(PASTED)
    from_the_story(phone, NAME)
    assert "Mallory" not in phone.title()
    assert PASTED in phone.locator("form .answers").inner_text()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Kirim keluhan").dblclick()
    phone.get_by_role("heading", name="Keluhan Anda tersimpan, belum terkirim").wait_for()
    shot(phone, "unsent")
    assert not Case.objects.exists()
    with phone.expect_navigation(url="**/complain/done/"):
        phone.context.set_offline(False)  # it goes by itself now
    case = Case.objects.get()
    assert case.body == WORDS + PASTED
    assert phone.evaluate("Object.keys(localStorage)") == []
    # Back after sending, and the other tab, which still stands at the story: both lead to the receipt.
    phone.go_back()
    phone.goto("/complain/check/")
    assert phone.locator(".receipt-number").inner_text().strip() == case.reference
    on(other)
    assert other.url.endswith("/complain/done/")
    assert Case.objects.count() == 1
    # On paper there is the receipt and nothing to press.
    phone.emulate_media(media="print")
    assert phone.locator(".receipt").is_visible()
    assert not phone.get_by_role("button").first.is_visible()
    assert not phone.locator(".site-foot").is_visible()
