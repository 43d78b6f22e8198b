"""Something breaks, the database is away, somebody was faster, the network is gone: it is said, and no word is lost."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, shot
from tests.browser.test_one_whole_life import Sit, sit  # noqa: F401
from tests.browser.test_track import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
WHY = "Tiga pelanggan lain melaporkan hal yang sama."
TEXT = "Galonnya masih berbau, sudah dua kali saya sampaikan."
ALTER = "tanggap.workspace.acts_classify.reclassify"


def breaks(error: Exception) -> Any:
    def act(*_given: object, **_more: object) -> None:
        raise error

    return act


def heading(page: "Page") -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_an_officer_loses_no_word_to_a_fault_of_ours_or_a_faster_colleague(
    world: "Sagara", sit: Sit, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    from django.db import OperationalError

    from tanggap.casework.assess import assign
    from tests.sagara import alice_complains, investigate

    case, _alice, _receipt = alice_complains()
    investigate(world, case)
    page = sit("bob").page
    address = f"/desk/cases/{case.reference}/reclassify/"
    page.goto(address)
    page.get_by_label("Kritis").check()
    page.locator("[name=reason]").fill(WHY)
    send = page.locator("main form button[type=submit]").first
    for error, said in (
        (OperationalError("away"), "Kami belum dapat menjawab sekarang"),
        (RuntimeError("a fault"), "Ada gangguan di pihak kami"),
    ):
        monkeypatch.setattr(ALTER, breaks(error))
        leads_on(send)
        assert heading(page) == said
        assert "masih ada di halaman sebelumnya" in page.locator("main").inner_text()
        page.go_back()
        assert page.locator("[name=reason]").input_value() == WHY and page.get_by_label("Kritis").is_checked()
    leads_on(send)
    shot(page, "failure-desk")
    leads_on(page.get_by_role("link", name="Kembalikan yang saya tulis"))
    assert page.locator("[name=reason]").input_value() == WHY and page.get_by_label("Kritis").is_checked()
    monkeypatch.undo()

    # Olga gives the complaint to him meanwhile: Bob sees it, and sends again what he had written.
    assign(case, handler=world.bob, by=world.olga)
    leads_on(send)
    assert "/reclassify/" in page.url and page.locator("[name=reason]").input_value() == WHY
    shot(page, "failure-stale")

    # Without a network it stays on the page, and goes when it is sent again.
    page.context.set_offline(True)
    page.get_by_text("Sambungan terputus").wait_for()
    send.click()
    page.get_by_text("Belum terkirim").wait_for()
    assert page.locator("[name=reason]").input_value() == WHY
    page.context.set_offline(False)
    page.locator(".offline").wait_for(state="detached")
    leads_on(send)
    assert page.url.endswith(f"/cases/{case.reference}/")
    case.refresh_from_db()
    assert case.severity == "critical"


def test_what_alice_writes_survives_a_fault_and_waits_for_the_network(
    phone: "Page", world: "Sagara", monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.sagara import alice_complains

    case, _alice, receipt = alice_complains()
    enter(phone, receipt)
    field, send = phone.get_by_label("Tulis kepada kami"), phone.get_by_role("button", name="Kirim pesan")
    field.fill(TEXT)
    monkeypatch.setattr("tanggap.portal.acts.converse.hear", breaks(RuntimeError("a fault")))
    leads_on(send)
    assert heading(phone) == "Ada gangguan di pihak kami"
    shot(phone, "failure-portal")
    monkeypatch.undo()
    phone.go_back()
    assert field.input_value() == TEXT
    phone.context.set_offline(True)
    phone.locator("[data-offline]").wait_for()
    send.click()
    phone.get_by_text("Ini dikirim begitu sambungan kembali.").wait_for()
    shot(phone, "track-offline")
    assert field.input_value() == TEXT and not case.replies.exists()
    with phone.expect_navigation(url="**said=reply**"):
        phone.context.set_offline(False)  # it goes by itself now
    assert [one.body for one in case.replies.all()] == [TEXT]
