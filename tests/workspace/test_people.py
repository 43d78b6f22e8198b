"""One person over all doors: found, proposed as a double, decided, taken back; and nobody gets anything by it (T3)."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.audit.models import Entry
from tanggap.cases.earlier import others_of
from tanggap.casework import doubles
from tanggap.casework.who import likely
from tanggap.people import vault
from tanggap.people.models import ContactPoint, Double, Person
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import words
from tests.workspace.test_inbox import desk

PAGE = "/desk/people/"
DOUBLES = "/desk/people/doubles/"
# Mallory knows Alice's number, and types it into the form as hers.
MALLORY = vault.contact(name="Mallory Santoso", phone="(+62) 812 1111 2222", email="mallory@example.org")
AGAIN = vault.contact(name="ALICE Rahmawati", organization="Kanaria", member_no="a-0 17")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def person_of(case) -> Person:
    return case.parties.get(role="complainant").person


def test_people_are_found_by_number_address_and_name_by_those_who_may_see_a_complaint(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    hidden, _party, _receipt = alice_complains(confidential=True, complainant=vault.contact(
        name="Zainab Utami", phone="081299990000"))  # fmt: skip
    alice, zainab, fitri = person_of(case), person_of(hidden), desk(sagara.fitri)
    for typed in ("0812 1111 2222", "+62812-1111-2222", "ALICE@example.org", "rahmawati alice"):
        assert f"{PAGE}{alice.pk}/" in fitri.post(PAGE, {"q": typed}).content.decode(), typed
    for typed in ("0812 9999 0000", "Zainab", "galon", "", "\0", "9" * 5000, "'; --"):
        said = fitri.post(PAGE, {"q": typed})
        assert said.status_code == 200 and f"{PAGE}{zainab.pk}/" not in said.content.decode(), typed
    nothing = words(desk(sagara.bob).post(PAGE, {"q": "0812 1111 2222"}))
    assert "Tidak ada yang ditemukan" in nothing, "he sees no complaint of hers"
    page = fitri.get(f"{PAGE}{alice.pk}/")
    assert case.reference in words(page) and "812-1111" not in page.content.decode()
    shown = fitri.post(f"{PAGE}{alice.pk}/").content.decode()
    assert "alice@example.org" in shown and Entry.objects.filter(subject=alice.key, verb="person_seen").count() == 1
    for who, number in ((sagara.bob, alice.pk), (sagara.sandi, zainab.pk), (sagara.fitri, 2**40)):
        assert desk(who).get(f"{PAGE}{number}/").status_code == 404
    assert desk(sagara.citra).get(f"{PAGE}{zainab.pk}/").status_code == 200
    assert Entry.objects.filter(subject=hidden.key, verb="read", actor=sagara.citra.key).exists()
    assert not likely(phone="081211112222", by=sagara.bob) and not likely(name="Alice Rahmawati", by=sagara.fitri)


def test_who_types_the_number_of_another_gets_nothing_and_is_only_proposed(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains(title="Galon Alice")
    other, _party, receipt = alice_complains(complainant=MALLORY, title="Lain")
    assert doubles.find_doubles() == 1 and doubles.find_doubles() == 0 and doubles.find_all_doubles() == 0
    double = Double.objects.get()
    assert double.why == ["phone"] and person_of(other).merged_into is None
    fitri = desk(sagara.fitri)
    assert "nomor telepon sama" in words(fitri.get(DOUBLES))
    assert "Mungkin orang yang sama" in words(fitri.get(f"{PAGE}{person_of(case).pk}/"))
    # Even where staff believe it, each goes on reading and getting letters for the own complaint alone.
    assert fitri.post(f"{DOUBLES}{double.pk}/same/").status_code == 303
    visitor = Client()
    visitor.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code})
    page = words(visitor.get("/track/case/"))
    assert "Lain" in page and "Galon Alice" not in page and case.reference not in page
    assert vault.read(person_of(other)).email == "mallory@example.org"
    assert vault.read(person_of(case)).email == "alice@example.org"


def test_a_proposal_is_decided_once_remembered_and_taken_back_exactly(sagara: Sagara) -> None:
    cases = [alice_complains(complainant=one)[0] for one in (
        vault.contact(name="Alice Rahmawati", organization="kanaria"), AGAIN,
        vault.contact(name="A. Rahmawati", member_no="A-017"), vault.contact(name="Alice Rahmawati"),
    )]  # fmt: skip
    people = [person_of(case) for case in cases]
    assert doubles.find_doubles() == 2, "a name alone is no sign"
    upper, lower = Double.objects.order_by("newer")
    assert (upper.why, lower.why) == (["name", "organization"], ["member_no"])
    before = list(Person.objects.order_by("pk").values_list("pk", "merged_into"))
    fitri = desk(sagara.fitri)
    assert fitri.post(f"{DOUBLES}{lower.pk}/same/").status_code == 303
    assert fitri.post(f"{DOUBLES}{upper.pk}/same/").status_code == 303
    assert [Person.objects.get(pk=one.pk).merged_into_id for one in people] == [None, people[0].pk, people[0].pk, None]
    assert [one.pk for one in others_of(cases[0], sagara.fitri)] == [cases[2].pk, cases[1].pk]
    page = words(fitri.get(f"{PAGE}{people[2].pk}/"))
    assert all(one.reference in page for one in cases[:3]) and cases[3].reference not in page
    # A second click, and an older tab that says otherwise.
    for act in ("same", "different"):
        assert fitri.post(f"{DOUBLES}{upper.pk}/{act}/", follow=True).status_code == 200
    upper.refresh_from_db()
    assert upper.state == Double.State.SAME
    assert f"{DOUBLES}{upper.pk}/back/" in fitri.get(f"{DOUBLES}?show=same").content.decode()
    assert fitri.post(f"{DOUBLES}{upper.pk}/back/").status_code == 303
    assert [Person.objects.get(pk=one.pk).merged_into_id for one in people] == [None, None, people[1].pk, None]
    fitri.post(f"{DOUBLES}{lower.pk}/back/")
    assert list(Person.objects.order_by("pk").values_list("pk", "merged_into")) == before
    verbs = list(Entry.objects.filter(subject=people[0].key).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["persons_joined", "persons_parted"]
    fitri.post(f"{DOUBLES}{upper.pk}/different/")
    assert doubles.find_doubles() == 0 and doubles.join(*people[:2], by=sagara.fitri) is None


def test_only_an_address_that_both_have_answered_from_ties_by_itself(sagara: Sagara) -> None:
    first, second = (person_of(alice_complains()[0]) for _time in range(2))
    doubles.prove(second, "email")
    assert not Person.objects.exclude(merged_into=None).exists(), "the other has typed it, no more"
    doubles.prove(first, "email")
    second.refresh_from_db()
    assert second.merged_into == first and ContactPoint.objects.filter(verified_at__isnull=False).count() == 2
    assert Entry.objects.get(subject=second.key, verb="persons_joined").actor == "worker"


def test_who_may_not_decide_is_kept_out_and_lists_cost_the_same(sagara: Sagara) -> None:
    alice_complains()
    alice_complains(complainant=MALLORY)
    doubles.find_doubles()
    double = Double.objects.get()
    for who, wanted in (("fitri", 200), ("olga", 200), ("maya", 200), ("quentin", 200), ("bob", 403), ("audy", 403)):
        assert desk(getattr(sagara, who)).get(DOUBLES).status_code == wanted, who
    assert "Mallory" not in words(desk(sagara.olga).get(DOUBLES)), "she sees neither complaint"
    assert desk(sagara.olga).post(f"{DOUBLES}{double.pk}/same/").status_code == 404
    assert desk(sagara.bob).post(f"{DOUBLES}{double.pk}/same/").status_code == 403
    fitri, counts = desk(sagara.fitri), []
    for _round in range(2):
        fitri.get(DOUBLES)
        with CaptureQueriesContext(connection) as asked:
            fitri.get(DOUBLES)
        counts.append(len(asked))
        for _more in range(2):
            alice_complains(complainant=MALLORY)
        doubles.find_doubles()
    assert counts[0] == counts[1], counts
