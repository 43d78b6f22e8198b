"""Two officers on one complaint in two browsers: they see each other, a stale reply stops, and no word is lost."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import leads_on, shot, until
from tests.browser.test_one_whole_life import Sit, sit  # noqa: F401

if TYPE_CHECKING:
    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
BODY = "#reply-body"
SAVED = ".write.reply [data-saved]:text('Draf tersimpan')"


def test_two_officers_on_one_complaint(world: "Sagara", sit: Sit) -> None:  # noqa: F811
    from tanggap.cases.models import Unsent
    from tanggap.casework.converse import hear
    from tests.sagara import alice_complains, investigate

    case, alice, _receipt = alice_complains()
    investigate(world, case)
    bob, olga = sit("bob").page, sit("olga").page
    there = f"/desk/cases/{case.reference}/"
    bob.goto(there)
    bob.fill(BODY, "Ibu Alice, galonnya ")
    bob.locator(BODY).press_sequentially("kami ganti hari ini.")
    until(bob, lambda: any(one.text.endswith("hari ini.") for one in Unsent.objects.all()))
    bob.wait_for_selector(SAVED)

    # Olga sees that Bob is writing; whoever opens the page anew finds the words as they were last edited.
    olga.goto(there)
    olga.wait_for_selector("#around .writing")
    assert "Bob Siregar sedang menulis" in olga.locator("#around").inner_text()
    assert olga.locator(BODY).input_value() == ""
    shot(olga, "case-presence")
    again = bob.context.new_page()
    again.goto(there)
    assert again.locator(BODY).input_value() == "Ibu Alice, galonnya kami ganti hari ini."

    # The window that is behind is told so, and what is typed there stays.
    again.locator(BODY).press("Control+End")
    again.locator(BODY).press_sequentially(" Salam.")
    until(again, lambda: Unsent.objects.get().text.endswith("Salam."))
    bob.locator(BODY).press_sequentially(" Terima kasih.")
    bob.wait_for_selector(".write.reply [data-saved].refused")
    assert bob.locator(BODY).input_value().endswith("hari ini. Terima kasih.")
    assert Unsent.objects.get().text.endswith("hari ini. Salam.")

    # Alice writes meanwhile: the reply stops, her words stand above it, and it is sent all the same.
    hear(case, text="Jangan diganti, kembalikan uang saya.", by=alice)
    leads_on(again.locator("[data-key-send]"))
    again.wait_for_selector(".arrived")
    assert "kembalikan uang saya" in again.locator(".arrived").inner_text()
    assert again.locator(BODY).input_value().endswith("hari ini. Salam.")
    shot(again, "case-stale-reply")
    leads_on(again.get_by_role("button", name="Tetap kirim"))
    again.wait_for_selector(".toast-act")
    assert not Unsent.objects.exists()

    # Taken back within ten seconds, it is a draft again; a phrase goes in where the cursor is.
    leads_on(again.locator(".toast-act"))
    again.wait_for_selector(SAVED)
    assert again.locator(BODY).input_value().endswith("hari ini. Salam.")
    again.locator(".phrases summary").click()
    shot(again, "case-phrases")
    again.locator("[data-phrase][value=thank-you]").click()
    assert "Terima kasih sudah meluangkan waktu" in again.locator(BODY).input_value()
