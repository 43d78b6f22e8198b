"""Alice with her telephone: she complains, keeps the receipt, and follows it."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import leads_on, shot

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser


def tell_what_happened(phone: "Page") -> None:
    """From the first page to the story, with a photo, past the notice that the SOP wants said."""
    phone.goto("/")
    shot(phone, "home")
    leads_on(phone.get_by_role("link", name="Sampaikan keluhan").first)
    lanjut = phone.get_by_role("button", name="Lanjut")
    leads_on(lanjut)
    assert phone.title().startswith("Galat:")
    shot(phone, "topic-error")
    phone.get_by_label("Mutu produk atau layanan").check()
    shot(phone, "topic")
    leads_on(lanjut)
    phone.get_by_label("Air keruh atau ada benda asing").check()
    leads_on(lanjut)
    assert "jangan diminum" in phone.content()
    shot(phone, "notice")
    leads_on(lanjut)
    phone.get_by_label("Cerita Anda").fill("Ada benda hitam di dalam galon, segelnya utuh.")
    photo = {"name": "galon.txt", "mimeType": "text/plain", "buffer": b"segel B-1609"}
    phone.get_by_label("Berkas", exact=True).set_input_files([photo])
    phone.locator("[data-uploads]").get_by_text("galon.txt").wait_for()
    assert phone.get_by_label("Cerita Anda").input_value().startswith("Ada benda hitam")
    shot(phone, "story")
    leads_on(lanjut)


def say_who_and_what_for(phone: "Page") -> None:
    """The guided questions, the wish, back and forth, and who she is."""
    lanjut = phone.get_by_role("button", name="Lanjut")
    phone.get_by_label("Galon 19 liter").check()
    phone.get_by_label("Kode produksi").fill("B-1609")
    phone.get_by_label("Tidak", exact=True).check()
    shot(phone, "details")
    leads_on(lanjut)
    phone.get_by_label("Harapan Anda").fill("Galon diganti, dan penjelasan.")
    shot(phone, "wish")
    phone.go_back()
    assert phone.get_by_label("Kode produksi").input_value() == "B-1609"
    leads_on(lanjut)
    leads_on(lanjut)
    shot(phone, "you")
    phone.get_by_label("Rahasiakan laporan saya").check()
    leads_on(lanjut)
    phone.get_by_label("Nama Anda", exact=False).fill("Alice Rahmawati")
    phone.get_by_label("Surel").first.fill("alice@example.org")
    shot(phone, "contact")
    leads_on(lanjut)
    shot(phone, "check")


def test_alice_complains_on_her_telephone_and_follows_it(phone: "Page", world: "Sagara") -> None:
    from tanggap.cases.models import Case

    tell_what_happened(phone)
    say_who_and_what_for(phone)
    leads_on(phone.get_by_role("button", name="Kirim keluhan"), click_count=2)
    assert phone.url.endswith("/complain/done/")
    shot(phone, "done")
    case = Case.objects.get()
    code = phone.locator(".receipt-code").inner_text()
    assert re.match(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    leads_on(phone.get_by_role("button", name="Lihat perkembangan"))
    assert phone.url.endswith("/track/case/")
    assert phone.locator(".next-step-lead").inner_text() == "Kami sedang membaca keluhan Anda."
    shot(phone, "case")
    phone.get_by_label("Tulis kepada kami").fill("Segelnya masih saya simpan.")
    leads_on(phone.get_by_role("button", name="Kirim pesan"))
    assert "Segelnya masih saya simpan." in phone.locator(".bubbles").inner_text()
    assert case.replies.count() == 1
    leads_on(phone.get_by_role("button", name="Keluar dari halaman ini"))
    phone.goto("/track/")
    shot(phone, "track")
    phone.get_by_label("Nomor keluhan").fill(case.reference.lower())
    phone.get_by_label("Kode lacak").fill("0000-0000-0000-0000")
    leads_on(phone.get_by_role("button", name="Lihat perkembangan"))
    assert phone.title().startswith("Galat:")
    shot(phone, "track-error")
    phone.get_by_label("Kode lacak").fill(code.replace("-", " ").lower())
    leads_on(phone.get_by_role("button", name="Lihat perkembangan"))
    assert phone.url.endswith("/track/case/")


def test_alice_chooses_a_solution_and_judges_it_in_english(phone: "Page", world: "Sagara") -> None:
    from tests.portal.life import until_followed_up, until_offered
    from tests.sagara import alice_complains

    case, _party, receipt = alice_complains(language="en")
    options = until_offered(case, world)
    phone.goto("/")
    leads_on(phone.get_by_role("button", name="EN"))
    shot(phone, "home-en")
    phone.goto("/track/")
    phone.get_by_label("Complaint number").fill(receipt.reference)
    phone.get_by_label("Tracking code").fill(receipt.tracking_code)
    leads_on(phone.get_by_role("button", name="See the progress"))
    assert phone.url.endswith("/track/case/")
    shot(phone, "offer-en")
    phone.get_by_role("link", name="None of them fits").click()
    shot(phone, "decline-en")
    phone.keyboard.press("Escape")
    phone.get_by_label(options[0].title).check()
    leads_on(phone.get_by_role("button", name="Accept this solution"))
    assert "We begin to carry it out" in phone.content()
    case.refresh_from_db()
    until_followed_up(case, world)
    phone.goto("/track/case/")
    leads_on(phone.get_by_role("link", name="Tell us how it was").first)
    shot(phone, "feedback-en")
    phone.get_by_label("Not yet").check()
    phone.get_by_label("What would make it right?").fill("All twelve gallons.")
    leads_on(phone.get_by_role("button", name="Send my answer"))
    case.refresh_from_db()
    assert (case.state, case.round) == ("investigating", 2)
    shot(phone, "again-en")


@pytest.mark.parametrize("address", ["/sop/", "/privacy/", "/accessibility/", "/track/lost/", "/t/abc", "/nowhere/"])
def test_pages_to_read_fit_a_narrow_telephone(phone: "Page", world: "Sagara", address: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 700})
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    shot(phone, address.strip("/").replace("/", "-"))
