"""One whole complaint, lived by people in real browsers: from Alice's telephone to the register."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import shot
from tests.sagara import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
PRODUCT = {
    "type": "product", "category": "taste_or_smell", "severity": "high", "impact_satisfaction": "high",
    "impact_reputation": "medium", "impact_money": "medium", "impact_law": "low", "temperature": "angry",
}  # fmt: skip
REASON = "Menjawab sebab baunya dan mengganti kerugian pelapor."
Sit = Callable[[str], "Colleague"]


class Colleague:
    """A member of staff at a desk with a wide screen."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def act(self, reference: str, where: str, _button: str = "", **fields: Any) -> None:
        """Open the page of an act, fill it in by the names of its fields, send it, and land on the case."""
        self.page.goto(f"/desk/cases/{reference}/{where}/")
        for name, value in fields.items():
            fill(self.page, name, value)
        form = self.page.locator("main form").filter(has=self.page.locator("input[name=version]")).last
        button = form.get_by_role("button", name=_button) if _button else form.locator("button[type=submit]")
        button.last.click()
        self.page.wait_for_load_state()
        assert f"/{where}/" not in self.page.url, self.page.locator("main").inner_text()

    def reads(self, path: str) -> str:
        self.page.goto(path)
        return self.page.locator("main").inner_text()


def fill(page: "Page", name: str, value: Any) -> None:
    """Fill in a field as its kind wants it: choose, tick, or type."""
    field = page.locator(f"main [name={name}]")
    tag, kind = field.first.evaluate("e => [e.tagName, e.type]")
    if tag == "SELECT":
        field.select_option(str(value))
    elif kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            page.locator(f'main [name={name}][value="{one}"]').check()
    else:
        field.fill(str(value))


@pytest.fixture
def sit(chromium: "Browser", live_server: Any, world: "Sagara") -> Iterator[Sit]:
    """`sit("bob")` opens a browser in which Bob has signed in."""
    contexts = []

    def open_desk(name: str) -> Colleague:
        size = {"width": 1440, "height": 900}
        context = chromium.new_context(base_url=live_server.url, viewport=size, locale="id-ID")
        contexts.append(context)
        page = context.new_page()
        page.goto("/desk/")
        page.fill("input[name=login]", world.staff[name].email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/desk/")
        return Colleague(page)

    yield open_desk
    for context in contexts:
        context.close()


def alice_complains(phone: "Page") -> tuple[str, str]:
    """Alice tells her story on the portal; number and code from the page that she sees last."""
    pages: list[dict[str, str]] = [
        {"Mutu produk atau layanan": ""}, {"Rasa atau bau tidak wajar": ""},
        {"Cerita Anda": "Dua kiriman berturut-turut air galonnya berbau plastik."},
        {"Galon 19 liter": ""}, {"Harapan Anda": "Galon diganti."}, {},
        {"Nama Anda": "Alice Rahmawati", "Surel": "alice@example.org"},
    ]  # fmt: skip
    phone.goto("/complain/")
    for page in pages:
        for label, text in page.items():
            field = phone.get_by_label(label).first
            field.fill(text) if text else field.check()
        phone.get_by_role("button", name="Lanjut").click()
    phone.get_by_role("button", name="Kirim keluhan").click()
    phone.wait_for_url("**/complain/done/")
    return phone.locator(".receipt-number").inner_text(), phone.locator(".receipt-code").inner_text()


def alice_follows(phone: "Page", reference: str, code: str) -> None:
    phone.goto("/track/")
    phone.locator("main input[name=reference]").fill(reference)
    phone.locator("main input[name=code]").fill(code)
    phone.locator("main form button[type=submit]").first.click()
    phone.wait_for_url("**/track/case/")


def test_one_complaint_from_the_telephone_to_the_register(phone: "Page", sit: Sit, world: "Sagara") -> None:
    from tanggap.audit import trail
    from tanggap.cases.models import Case

    reference, code = alice_complains(phone)
    case = Case.objects.get(reference=reference)

    fitri = sit("fitri")
    assert case.reference in fitri.reads("/desk/")
    fitri.act(reference, "assess", **PRODUCT)
    fitri.act(reference, "forward")
    case.refresh_from_db()
    assert case.unit == world.unit["quality"]

    bob = sit("bob")
    for title, extra in (
        ("Ganti galon", {}), ("Uji laboratorium", {"cost": "400000"}),
        ("Ganti galon dan voucer", {"redress_kind": "voucher", "redress_amount": "250000"}),
    ):  # fmt: skip
        bob.act(reference, "propose", title=title, steps="Antar galon baru", **extra)
    first, second, third = case.solutions.order_by("pk")
    bob.act(reference, "decide", options=[first.pk, third.pk], recommended=first.pk, reason=REASON)

    olga = sit("olga")
    assert "Air" in olga.reads("/desk/approvals/") or reference in olga.reads("/desk/approvals/")
    shot(olga.page, "approvals")
    olga.act(reference, "send-back", "Kembalikan", remark="Sertakan voucer untuk pesanan yang batal.")
    assert "Sertakan voucer" in bob.reads(f"/desk/cases/{reference}/")
    bob.act(reference, "decide", options=[second.pk, third.pk], recommended=third.pk, reason=REASON)
    olga.act(reference, "approve", "Setujui dan lanjutkan")

    shot(fitri.page, "desk-case")
    fitri.act(reference, "offer", message="Silakan pilih yang paling menolong.")

    alice_follows(phone, reference, code)
    shot(phone, "offered")
    assert "Ganti galon dan voucer" in phone.locator("main").inner_text()
    phone.get_by_text("Tidak ada yang cocok").first.click()
    phone.locator("[name=expectation]").first.fill("Saya ingin kepastian tertulis.")
    phone.locator("[name=own_proposal]").first.fill("Surat hasil uji laboratorium")
    phone.locator("form:has([name=expectation]) button[type=submit]").last.click()
    phone.wait_for_url("**/track/case/**")
    case.refresh_from_db()
    assert case.round == 2

    assert "Surat hasil uji laboratorium" in bob.reads(f"/desk/cases/{reference}/decide/")
    bob.act(reference, "decide", options=[third.pk], recommended=third.pk, reason=REASON)
    olga.act(reference, "approve", "Setujui dan lanjutkan", remark="Baik.")
    fitri.act(reference, "offer", message="Dengan surat hasil uji.")
    phone.goto("/track/case/")
    phone.locator(f'main [name=solution][value="{third.pk}"]').check()
    phone.get_by_role("button", name="Terima solusi ini").click()
    phone.wait_for_load_state()
    case.refresh_from_db()
    assert case.state == "putting_right"

    redress = case.redress.get(state="reserved")
    olga.act(reference, f"grant-approved/{redress.pk}")
    redress.refresh_from_db()
    fitri.page.goto("/desk/vouchers/")
    fitri.page.locator("main input[name=code]").fill(redress.voucher.code)
    fitri.page.locator("main form button[type=submit]").last.click()
    fitri.page.wait_for_load_state()
    redress.voucher.refresh_from_db()
    assert redress.voucher.redeemed_by == world.fitri.key
    for task in case.tasks.filter(state="open"):
        bob.act(reference, f"finish-task/{task.pk}", result="Sudah diantar.")
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        fitri.act(reference, "feeling", kind=kind)
    bob.act(reference, "complete")

    phone.goto("/track/case/")
    phone.locator("main a[href$='/track/case/feedback/']").first.click()
    phone.locator("main [name=solved][value=yes]").check()
    phone.locator("main [name=outcome_score][value='5']").check()
    phone.locator("form:has([name=solved]) button[type=submit]").last.click()
    phone.wait_for_load_state()
    fitri.act(
        reference, "close", outcome="upheld", solution="Ganti galon dan voucer", cause="Pemasok galon baru",
        lesson="Uji cium tiap kiriman galon.",
    )  # fmt: skip

    entry = case.register.get()
    assert (entry.outcome, entry.rounds, entry.redress_total, entry.solved) == ("upheld", 2, 250_000, "yes")
    assert reference in fitri.reads("/desk/register/")
    told = fitri.reads(f"/desk/cases/{reference}/")
    for sentence in (
        "Keluhan diterima dan diberi nomor.", "Diklasifikasi sebagai Mutu produk", "Diteruskan ke Bidang Mutu.",
        "Alternatif solusi diajukan.", "2 alternatif diajukan ke kepala bidang.", "Dikembalikan dengan catatan.",
        "Disetujui.", "Ditawarkan kepada pelapor.", "Pelapor menolak; putaran 2 dimulai.", "Pelapor menerima.",
        "Tugas selesai.", "Voucer diberikan.", "Voucer sudah ditukar.", "Semua sudah dijalankan.",
        "Pelapor memberi umpan balik.", "Ditutup: Terbukti.",
    ):  # fmt: skip
        assert sentence in told, sentence
    assert not list(trail.verify([case]))
    shot(fitri.page, "desk-closed")
