"""One whole complaint, lived by people in real browsers: from Alice's telephone to the register."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import leads_on, session_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.sagara import Sagara

pytestmark = pytest.mark.browser
PRODUCT = {
    "type": "product", "category": "taste_or_smell", "severity": "high", "impact_satisfaction": "high",
    "impact_reputation": "medium", "impact_money": "medium", "impact_law": "low", "temperature": "angry",
}  # fmt: skip
REASON = "Menjawab sebab baunya dan mengganti kerugian pelapor."
APPROVE, SEND_BACK = "Setujui dan lanjutkan", "Kembalikan"
TOLD = (
    "Keluhan diterima dan diberi nomor.", "Diklasifikasi sebagai Mutu produk", "Diteruskan ke Bidang Mutu.",
    "Alternatif solusi diajukan.", "2 alternatif diajukan ke kepala bidang.", "Dikembalikan dengan catatan.",
    "Disetujui.", "Ditawarkan kepada pelapor.", "Pelapor menolak; putaran 2 dimulai.", "Pelapor menerima.",
    "Tugas selesai.", "Voucer diberikan.", "Voucer sudah ditukar.", "Semua sudah dijalankan.",
    "Pelapor memberi umpan balik.", "Ditutup: Terbukti.",
)  # fmt: skip
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
        leads_on(button.last)
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
    """`sit("bob")` opens a browser in which Bob has signed in; how one signs in is tried by keyboard and by passkey."""
    contexts = []

    def open_desk(name: str) -> Colleague:
        size = {"width": 1440, "height": 900}
        context = chromium.new_context(base_url=live_server.url, viewport=size, locale="id-ID")
        contexts.append(context)
        context.add_cookies([{**session_of(world.staff[name]), "url": live_server.url}])
        page = context.new_page()
        page.goto("/desk/")
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
        leads_on(phone.get_by_role("button", name="Lanjut"))
    leads_on(phone.get_by_role("button", name="Kirim keluhan"))
    return phone.locator(".receipt-number").inner_text(), phone.locator(".receipt-code").inner_text()


def alice_follows(phone: "Page", reference: str, code: str) -> None:
    phone.goto("/track/")
    phone.locator("main input[name=reference]").fill(reference)
    phone.locator("main input[name=code]").fill(code)
    leads_on(phone.locator("main form button[type=submit]").first)
    assert phone.url.endswith("/track/case/")


@dataclass
class Life:
    """The complaint on its way: who lives it, and its number and code."""

    world: "Sagara"
    phone: "Page"
    fitri: Colleague
    bob: Colleague
    olga: Colleague
    reference: str
    code: str

    @property
    def case(self) -> Any:
        """The case as it lies in the database now."""
        from tanggap.cases.models import Case

        return Case.objects.get(reference=self.reference)

    def solutions(self) -> list[Any]:
        return list(self.case.solutions.order_by("pk"))

    def decide(self, *options: Any) -> None:
        """Bob puts these before Olga; the last is recommended."""
        self.bob.act(self.reference, "decide", options=[one.pk for one in options], recommended=options[-1].pk,
                     reason=REASON)  # fmt: skip

    def offer_again(self, *options: Any) -> None:
        """Decided, approved by Olga, offered by Fitri."""
        self.decide(*options)
        self.olga.act(self.reference, "approve", APPROVE, remark="Baik.")
        self.fitri.act(self.reference, "offer", message="Silakan pilih yang paling menolong.")


def classified_and_proposed(life: Life) -> None:
    """SOP 3 to 6: Fitri classifies and forwards, Bob puts three alternatives on the table."""
    assert life.reference in life.fitri.reads("/desk/")
    life.fitri.act(life.reference, "assess", **PRODUCT)
    life.fitri.act(life.reference, "forward")
    assert life.case.unit == life.world.unit["quality"]
    for title, extra in (
        ("Ganti galon", {}), ("Uji laboratorium", {"cost": "400000"}),
        ("Ganti galon dan voucer", {"redress_kind": "voucher", "redress_amount": "250000"}),
    ):  # fmt: skip
        life.bob.act(life.reference, "propose", title=title, steps="Antar galon baru", **extra)


def returned_and_approved(life: Life) -> None:
    """SOP 7 to 10: decided, sent back with a remark, decided anew, approved, offered."""
    first, second, third = life.solutions()
    life.decide(third, first)
    assert life.reference in life.olga.reads("/desk/approvals/")
    shot(life.olga.page, "approvals")
    life.olga.act(life.reference, "send-back", SEND_BACK, remark="Sertakan voucer untuk pesanan yang batal.")
    assert "Sertakan voucer" in life.bob.reads(f"/desk/cases/{life.reference}/")
    life.offer_again(second, third)
    shot(life.fitri.page, "desk-case")


def declined_and_accepted(life: Life) -> None:
    """SOP 10: Alice declines with a proposal of her own; a second round, and she accepts."""
    phone, third = life.phone, life.solutions()[2]
    alice_follows(phone, life.reference, life.code)
    shot(phone, "offered")
    assert "Ganti galon dan voucer" in phone.locator("main").inner_text()
    phone.get_by_text("Tidak ada yang cocok").first.click()
    phone.locator("[name=expectation]").first.fill("Saya ingin kepastian tertulis.")
    leads_on(phone.locator("form:has([name=expectation]) button[type=submit]").last)
    assert life.case.round == 2
    phone.goto("/track/case/propose/")
    phone.locator("main [name=text]").fill("Surat hasil uji laboratorium")
    leads_on(phone.locator("main form:has([name=text]) button[type=submit]").last)
    table = life.bob.reads(f"/desk/cases/{life.reference}/decide/")
    assert "Saya ingin kepastian tertulis." in table and "Surat hasil uji laboratorium" in table
    life.offer_again(third)
    phone.goto("/track/case/")
    phone.locator(f'main [name=solution][value="{third.pk}"]').check()
    leads_on(phone.get_by_role("button", name="Terima solusi ini"))
    assert life.case.state == "putting_right"


def carried_out(life: Life) -> None:
    """SOP 8 and 11: the voucher is granted and redeemed, tasks and the feelings track are done."""
    redress = life.case.redress.get(state="reserved")
    life.olga.act(life.reference, f"grant-approved/{redress.pk}")
    counter = life.fitri.page
    counter.goto("/desk/vouchers/")
    redress.refresh_from_db()
    counter.locator("main input[name=code]").fill(redress.voucher.code)
    leads_on(counter.locator("main form button[type=submit]").last)
    redress.voucher.refresh_from_db()
    assert redress.voucher.redeemed_by == life.world.fitri.key
    for task in life.case.tasks.filter(state="open"):
        life.bob.act(life.reference, f"finish-task/{task.pk}", result="Sudah diantar.")
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        life.fitri.act(life.reference, "feeling", kind=kind)
    life.bob.act(life.reference, "complete")


def content_and_closed(life: Life) -> None:
    """SOP 11 and 12: Alice is content; the register gets its entry and its lesson."""
    life.phone.goto("/track/case/")
    leads_on(life.phone.locator("main a[href$='/track/case/feedback/']").first)
    life.phone.locator("main [name=solved][value=yes]").check()
    life.phone.locator("main [name=outcome_score][value='5']").check()
    leads_on(life.phone.locator("form:has([name=solved]) button[type=submit]").last)
    life.fitri.act(
        life.reference, "close", outcome="upheld", solution="Ganti galon dan voucer", cause="Pemasok galon baru",
        lesson="Uji cium tiap kiriman galon.",
    )  # fmt: skip
    entry = life.case.register.get()
    assert (entry.outcome, entry.rounds, entry.redress_total, entry.solved) == ("upheld", 2, 250_000, "yes")
    assert life.reference in life.fitri.reads("/desk/register/")


def test_one_complaint_from_the_telephone_to_the_register(phone: "Page", sit: Sit, world: "Sagara") -> None:
    from tanggap.audit import trail

    reference, code = alice_complains(phone)
    life = Life(world, phone, sit("fitri"), sit("bob"), sit("olga"), reference, code)
    classified_and_proposed(life)
    returned_and_approved(life)
    declined_and_accepted(life)
    carried_out(life)
    content_and_closed(life)

    life.fitri.page.goto(f"/desk/cases/{reference}/")
    life.fitri.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    told = " ".join(life.fitri.page.locator("main").inner_text().split())
    assert [sentence for sentence in TOLD if sentence not in told] == []
    assert not list(trail.verify([life.case]))
    shot(life.fitri.page, "desk-closed")
