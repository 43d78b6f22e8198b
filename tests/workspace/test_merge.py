"""Two files become one, in steps: choose, compare, merge; and both codes open the target only where it is proven."""

import pytest
from django.core.cache import cache
from django.test import Client

from tanggap.audit import trail
from tanggap.cases.models import Case, Link
from tanggap.casework import offer, put_right
from tanggap.casework.merge import merge, unmerge
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.people import vault
from tanggap.remedy.models import Redress
from tests.sagara import ALICE, Sagara, alice_complains, investigate, until_offered
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import done

BODY = "Galon kedua juga berbau plastik, segelnya sobek."
CHECKED = {"proven": "yes", "checked": "Menelepon balik ke 0812-1111-2222."}
# Mallory knows Alice's address, and types it into the form as hers.
MALLORY = vault.contact(name="Mallory", email="alice@example.org")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def opened(receipt) -> str:
    """What the complainant's page shows to whoever has this receipt."""
    visitor = Client(headers={"accept-language": "en"})
    answer = visitor.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code})
    assert answer.status_code == 303
    return words(visitor.get("/track/case/"))


def two(**second: object) -> tuple[Case, Case, object, object]:
    case, _party, receipt = alice_complains(body=BODY, title="Galon kedua", **second)
    into, _alice, other = alice_complains()
    return case, into, receipt, other


def test_in_steps_one_chooses_compares_and_merges_and_the_message_takes_it_back(sagara: Sagara) -> None:
    case, into, _receipt, _other = two()
    fitri = Desk(sagara.fitri)
    assert f"?into={into.reference}" in fitri.open(case, "merge").content.decode()
    preview = fitri.client.get(f"/desk/cases/{case.reference}/merge/?into={into.reference.lower()}")
    said = words(preview)
    assert "segelnya sobek" in said and into.title in said
    assert "The same on both: name, email, telephone." in said and "Nothing proves yet" in said
    refused = fitri.act(case, "merge", other=into.reference, proven="yes", checked=" ")
    assert refused.status_code == 400 and "Say how you checked" in words(refused)
    version = Case.objects.get(pk=case.pk).version
    for _click in range(2):  # a double click
        answer = fitri.act(case, "merge", version=version, other=into.reference, proven="no", checked="")
        assert answer["Location"] == f"/desk/cases/{into.reference}/"
    page = fitri.open(into).content.decode()
    assert f"/desk/cases/{case.reference}/unmerge/now/" in page and "Galon kedua" in page
    done(fitri.client.post(f"/desk/cases/{case.reference}/unmerge/now/"))
    assert Case.objects.get(pk=case.pk).state == "received"
    assert not Outbound.objects.filter(case_key=case.key, subject__contains=into.reference, state="queued").exists()
    assert fitri.client.post(f"/desk/cases/{case.reference}/unmerge/now/").status_code == 409
    assert not list(trail.verify([case, into]))


def test_others_are_searched_and_linked_and_what_may_not_be_seen_is_not_found(sagara: Sagara) -> None:
    case, into, _receipt, _other = two()
    bea = vault.contact(name="Bea", email="bea@example.org")
    other, _bea, _receipt = alice_complains(title="Segel sobek Bea", complainant=bea)
    alice_complains(title="Segel rahasia", confidential=True)
    fitri = Desk(sagara.fitri)
    page = fitri.client.get(f"/desk/cases/{case.reference}/merge/?q=segel")
    assert "Segel sobek Bea" in words(page) and "Segel rahasia" not in words(page)
    done(fitri.act(case, "link", other=other.reference))
    refused = fitri.client.get(f"/desk/cases/{case.reference}/merge/?into={other.reference}")
    assert refused.status_code == 400 and "of two people" in words(refused)
    assert fitri.act(case, "merge", other=other.reference).status_code == 400
    investigate(sagara, case)
    at_quality = words(Desk(sagara.bob).open(case, "merge"))
    assert into.reference not in at_quality  # it is still at the front desk, which Bob does not see
    assert Desk(sagara.mallory).open(case, "merge").status_code == 404


def test_a_borrowed_address_does_not_open_the_file_of_its_owner(sagara: Sagara) -> None:
    case, into, receipt, other = two(complainant=MALLORY)
    merge(case, into=into, by=sagara.fitri)
    said = opened(receipt)
    assert into.title not in said and f"goes on as {into.reference}" in said
    assert into.title in opened(other) and "Galon kedua" not in opened(other)
    told = Client().post(
        "/api/v1/track", {"reference": receipt.reference, "tracking_code": receipt.tracking_code},
        content_type="application/json",
    ).json()  # fmt: skip
    assert told["reference"] == case.reference and into.title not in str(told)
    assert "still opens only this one" in words(Desk(sagara.fitri).open(case))


def test_checked_by_staff_both_codes_open_the_target_until_the_merge_is_taken_back(sagara: Sagara) -> None:
    case, into, receipt, other = two()
    done(Desk(sagara.fitri).act(case, "merge", other=into.reference, **CHECKED))
    assert into.title in opened(receipt) and f"{case.reference} was merged into this one" in opened(receipt)
    assert into.title in opened(other)
    told = Client().post(
        "/api/v1/track", {"reference": receipt.reference, "tracking_code": receipt.tracking_code},
        content_type="application/json",
    ).json()  # fmt: skip
    assert told["reference"] == into.reference
    entry = next(one for one in trail.entries(case) if one.verb == "merged")
    assert entry.read_private(None) == {"checked": CHECKED["checked"]} and "0812" not in str(entry.facts)
    unmerge(case, by=sagara.fitri)
    assert "Galon kedua" in opened(receipt) and into.title not in opened(receipt)


def test_what_came_by_mail_from_the_mailbox_on_file_is_proven(sagara: Sagara) -> None:
    only_mail = vault.contact(name="Alice", email=ALICE.email)
    case, into, receipt, _other = two(entered_by="mail", medium="email", complainant=only_mail)
    merge(case, into=into, by=sagara.fitri)
    assert Link.objects.get(case=case, how="merged").proof == "mailbox"
    assert into.title in opened(receipt)
    into.parties.update(may_read=False)
    assert into.title not in opened(receipt)


def test_merged_twice_in_a_row_is_followed_only_as_far_as_it_is_proven(sagara: Sagara) -> None:
    case, middle, receipt, _other = two()
    last, _alice, _receipt = alice_complains(title="Yang ketiga")
    merge(case, into=middle, checked="Menelepon.", by=sagara.fitri)
    merge(middle, into=last, by=sagara.fitri)
    assert middle.title in opened(receipt) and "Yang ketiga" not in opened(receipt)
    Link.objects.filter(case=middle).update(proof="checked")
    assert "Yang ketiga" in opened(receipt)


def test_tasks_and_what_was_set_aside_come_back_with_the_case(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case, redress_kind="refund", redress_amount=50_000)
    offer.accept(case, solution=options[0], by=alice)
    put_right.add_task(case, title="Telepon Alice", unit=sagara.unit["quality"], by=sagara.bob)
    into, _alice, _receipt = alice_complains(title="Yang lain")
    investigate(sagara, into)
    before = sorted(case.tasks.values_list("stored_title", "state"))
    said = words(Desk(sagara.fitri).client.get(f"/desk/cases/{case.reference}/merge/?into={into.reference}"))
    assert "task" in said and "Rp50,000" in said
    merge(case, into=into, by=sagara.fitri)
    assert set(case.tasks.values_list("state", flat=True)) <= {"cancelled", "done"}
    assert not Redress.objects.filter(case=case, state="reserved").exists()
    with time.travel(time.now()):
        unmerge(case, by=sagara.fitri)
    assert (case.state, sorted(case.tasks.values_list("stored_title", "state"))) == ("putting_right", before)
    aside = Redress.objects.filter(case=case, solution=options[0]).order_by("pk")
    assert list(aside.values_list("state", "amount")) == [("released", 50_000), ("reserved", 50_000)]
    assert not list(trail.verify([case, into]))
