"""On the desk: the page of a task, vouchers at the counter and at a till, budgets, fairness and costs."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Notice
from tanggap.casework import close, give, offer, outside, put_right, vouchers
from tanggap.cli.staff import add_token
from tanggap.core import time
from tanggap.remedy.models import Budget, LedgerLine, Redress, Voucher
from tests.sagara import Sagara, alice_complains, this_year, until_offered
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db


def with_voucher(sagara: Sagara, amount: int = 250_000) -> tuple[Case, Voucher]:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case, redress_kind="voucher", redress_amount=amount)
    offer.accept(case, solution=options[0], by=alice)
    give.grant(case, redress=case.redress.get(state="reserved"), by=sagara.olga)
    return case, Voucher.objects.get(redress__case=case)


def test_the_page_of_a_task_ticks_adds_lends_and_answers(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case)
    offer.accept(case, solution=options[1], by=alice)
    task, bob = case.tasks.order_by("pk").first(), Desk(sagara.bob)
    here = f"tasks/{task.pk}"
    path = f"/desk/cases/{case.reference}/{here}/"
    assert bob.client.post(path, {"checklist": "Segel\nNota", "body": "Hari ini."}).status_code == 303
    points = [str(one.pk) for one in task.checklist.order_by("place")]
    bob.client.post(path, {"ticks": "1", "point": points[:1]})
    shown = words(bob.open(case, here))
    assert "Segel" in shown and "Hari ini." in shown
    blocked = bob.act(case, f"finish-task/{task.pk}", result="")
    assert blocked.status_code == 409 and "Not everything on the checklist" in words(blocked)

    who = {"name": "Joko", "email": "", "language": "id", "message": "", "shared": "", "days": "5"}
    lent = bob.act(case, f"outside-party/{task.pk}", **who)
    assert lent.status_code == 303, words(lent)
    shown = bob.open(case, here).content.decode()
    assert "/errand/" in shown
    errand = outside.in_hand(task)
    Client().post(re.sub(r"^http://[^/]+", "", outside.link_of(errand)),
                  {"version": errand.version, "what": "cannot", "body": "Tidak ada orang."})  # fmt: skip
    shown = words(bob.open(case, here))
    assert "reports that it cannot be done" in shown and "Tidak ada orang." in shown
    assert "Reported as impossible" in words(bob.open(case))
    assert bob.act(case, f"not-yet/{task.pk}", body="Coba sore.").status_code == 303
    assert bob.act(case, f"renew-link/{task.pk}", days="7").status_code == 303
    assert bob.act(case, f"end-link/{task.pk}").status_code == 303
    assert Desk(sagara.mallory).open(case, here).status_code == 404
    other, _alice, _receipt = alice_complains()
    assert Desk(sagara.fitri).open(other, here).status_code == 404
    assert bob.client.post(path, {"ticks": "1", "point": "x"}).status_code == 400


def test_a_voucher_is_looked_up_redeemed_taken_back_and_printed(sagara: Sagara) -> None:
    case, voucher = with_voucher(sagara)
    fitri = Desk(sagara.fitri)
    found = fitri.client.post("/desk/vouchers/", {"what": "look", "code": voucher.code.lower().replace("-", " ")})
    assert "Rp250" in words(found) and "Valid" in words(found) and Voucher.objects.get().redeemed_at is None
    for _click in range(2):
        fitri.client.post("/desk/vouchers/", {"what": "redeem", "code": voucher.code})
    assert Voucher.objects.get().redeemed_by == sagara.fitri.key
    assert Entry.objects.filter(verb="redeemed").count() == 1
    assert "Take it back" in words(fitri.read("/desk/vouchers/"))
    assert Desk(sagara.sandi).client.post("/desk/vouchers/", {"what": "undo", "code": voucher.code}).status_code == 409
    assert fitri.client.post("/desk/vouchers/", {"what": "undo", "code": voucher.code}).status_code == 303
    assert Voucher.objects.get().redeemed_at is None

    redress = Redress.objects.get()
    paper = Desk(sagara.olga).client.get(f"/desk/cases/{case.reference}/vouchers/{redress.pk}.pdf")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert fitri.client.get(f"/desk/cases/{case.reference}/vouchers/{redress.pk}.pdf").status_code == 404
    # Whoever does not see the complaint learns nothing of it from the code.
    looked = Desk(sagara.mallory).client.post("/desk/vouchers/", {"what": "look", "code": voucher.code})
    assert looked.status_code == 200 and case.reference not in words(looked)


def test_a_till_has_a_token_that_does_nothing_else(sagara: Sagara) -> None:
    _case, voucher = with_voucher(sagara)
    token = add_token("fitri@sagara.test", name="till", scope="till")
    till = Client(headers={"authorization": f"Bearer {token}"})

    def post(path: str) -> Any:
        return till.post(f"/api/v1/vouchers/{path}", {"code": voucher.code}, content_type="application/json")

    assert post("check").json()["state"] == "valid"
    assert (post("redeem").status_code, post("redeem").status_code) == (200, 409)
    assert post("undo").json()["state"] == "valid"
    assert till.get("/api/v1/cases").status_code == 401 and till.get("/api/v1/me").status_code == 401


def test_a_voucher_that_nobody_redeems_ends_by_itself_and_frees_its_money_once(sagara: Sagara) -> None:
    case, voucher = with_voucher(sagara)
    budget = Budget.objects.get()
    assert budget.spent == 250_000
    with time.travel(time.now() + timedelta(days=(voucher.valid_until - time.today()).days + 1)):
        assert (vouchers.expire_due(), vouchers.expire_due()) == (1, 0)
    budget.refresh_from_db()
    assert (budget.spent, LedgerLine.objects.filter(kind="expire").count()) == (0, 1)
    refused = Desk(sagara.fitri).client.post("/desk/vouchers/", {"what": "redeem", "code": voucher.code})
    assert refused.status_code == 409 and "no longer valid" in words(refused)
    assert "expired" in words(Desk(sagara.olga).open(case))


def test_it_has_arrived_is_written_down_once_with_who_took_it(sagara: Sagara) -> None:
    case, _voucher = with_voucher(sagara)
    redress, bob = Redress.objects.get(), Desk(sagara.bob)
    fields = {"received_by": "Alice", "on": time.today().isoformat(), "remark": ""}
    assert bob.act(case, f"handed-over/{redress.pk}", **fields).status_code == 303
    assert bob.act(case, f"handed-over/{redress.pk}", **fields).status_code == 409
    assert "Alice received it" in words(bob.open(case))
    tomorrow = (time.today() + timedelta(days=1)).isoformat()
    assert bob.act(case, f"handed-over/{redress.pk}", **{**fields, "on": tomorrow}).status_code == 400


def test_the_same_failure_shows_what_was_given_and_an_apology_may_cost_nothing(sagara: Sagara) -> None:
    for amount in (20_000, 40_000, 90_000):
        case, _alice, _receipt = alice_complains(category="taste_or_smell")
        give.grant(case, kind="gift", amount=amount, by=sagara.fitri)
    case, _alice, _receipt = alice_complains(category="taste_or_smell")
    fitri = Desk(sagara.fitri)
    shown = words(fitri.open(case, "grant"))
    assert re.search(r"Gift 3 Rp20.000 Rp40.000 Rp90.000", shown.replace("\xa0", "")), shown
    assert fitri.act(case, "grant", kind="apology", amount="").status_code == 303
    assert Redress.objects.get(kind="apology").amount == 0
    assert not LedgerLine.objects.filter(redress__kind="apology").exists()
    assert fitri.act(case, "grant", kind="gift", amount="").status_code == 400


def test_budgets_are_read_by_whom_they_concern_warn_at_80_percent_and_are_set_by_managers(sagara: Sagara) -> None:
    with_voucher(sagara)
    address = f"/desk/budgets/quality/{this_year()}/"
    assert "Rp250" in words(Desk(sagara.olga).read(address))
    assert Desk(sagara.sari).read(address).status_code == 404
    assert Desk(sagara.fitri).read("/desk/budgets/").status_code == 403
    maya, seen = Desk(sagara.maya), str(Budget.objects.get().limit)
    change = {"limit": "300.000", "reason": "Tahun ini hemat.", "seen": seen}
    assert Desk(sagara.olga).client.post(address, change).status_code == 403
    assert maya.client.post(address, {**change, "limit": "100.000"}).status_code == 400
    assert maya.client.post(address, {**change, "seen": "1"}).status_code == 409
    assert maya.client.post(address, change).status_code == 303
    assert Entry.objects.get(verb="budget_limit").facts["after"] == 300_000
    assert "Tahun ini hemat." in words(maya.read(address)) and "nearly used up" in words(maya.read("/desk/budgets/"))
    for strange in ("year=99999", "year=x", "year=%00", "year=2026&before=x"):
        assert maya.read(f"/desk/budgets/?{strange}").status_code == 200
        assert maya.read(f"{address}?{strange}").status_code == 200

    Budget.objects.create(unit=sagara.unit["frontdesk"], year=this_year(), limit=120_000)
    case, _alice, _receipt = alice_complains()
    for _n in range(2):
        give.grant(case, kind="gift", amount=50_000, by=sagara.fitri)
    assert Notice.objects.filter(kind="budget").exists()


def test_what_complaints_cost_is_counted_when_they_close_by_category_and_cause(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(type="product", category="taste_or_smell")
    give.grant(case, kind="gift", amount=80_000, by=sagara.fitri)
    close.withdraw(case, reason="Sudah baik.", by=case.parties.get(role="complainant"))
    entry = case.register.get()
    assert (entry.redress_total, entry.cost_total) == (80_000, 0)
    page = words(Desk(sagara.maya).read("/desk/costs/"))
    assert "Strange taste or smell" in page and "Rp80" in page and "No cause written down" in page
    file = Desk(sagara.maya).client.get("/desk/costs.csv").content.decode("utf-8-sig")
    assert "80000" in file and file.count("\n") == 3
    assert "Strange taste" not in words(Desk(sagara.sari).read("/desk/costs/"))


def test_lists_ask_the_database_equally_often_for_one_row_and_for_three(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    task = put_right.add_task(case, title="Antar", unit=case.unit, containment=True, checklist="Satu", by=sagara.fitri)
    errand = outside.lend(task, name="Joko", by=sagara.fitri)
    fitri, maya = Desk(sagara.fitri), Desk(sagara.maya)
    pages = (
        (fitri, f"/desk/cases/{case.reference}/tasks/{task.pk}/"), (fitri, "/desk/vouchers/"),
        (fitri, "/desk/tasks/?of=outside"), (maya, f"/desk/budgets/frontdesk/{this_year()}/"), (maya, "/desk/costs/"),
        (Desk(sagara.fitri), outside.link_of(errand)),
    )  # fmt: skip

    def counts() -> list[int]:
        found = []
        for desk, path in pages:
            cache.clear()
            desk.read(path)
            with CaptureQueriesContext(connection) as asked:
                assert desk.read(path).status_code == 200
            found.append(len(asked))
        return found

    def more() -> None:
        outside.report(errand, text=f"Sudah {Voucher.objects.count()}.", version=errand.version)
        put_right.remark_on_task(task, text="Baik.", shown=True, by=sagara.fitri)
        voucher = give.grant(case, kind="voucher", amount=10_000, by=sagara.fitri).voucher
        give.redeem(voucher.code, by=sagara.fitri)
        other, alice, _receipt = alice_complains()
        lent = put_right.add_task(other, title="Lagi", unit=other.unit, containment=True, by=sagara.fitri)
        outside.lend(lent, name="Lain", by=sagara.fitri)
        gone, alice, _receipt = alice_complains()
        close.withdraw(gone, by=alice)

    more()
    one = counts()
    more()
    more()
    assert counts() == one
