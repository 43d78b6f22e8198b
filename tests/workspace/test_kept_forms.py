"""The session ends while somebody types: what is sent then comes back to the writer, and to nobody else."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.people import kept_forms
from tanggap.people.models import KeptForm, Staff
from tests.sagara import PASSWORD, Sagara, alice_complains, investigate
from tests.workspace.browsing import words

WORDS = "Ibu Alice, galonnya kami ganti hari ini."


def sign_in(client: Client, staff: Staff, where: str) -> HttpResponse:
    given = {"login": staff.email, "password": PASSWORD, "next": where}
    return client.post("/desk/sign-in/", given, follow=True)


def whose(html: str) -> str:
    found = re.search(r'name="whose" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def sent_too_late(client: Client, case: Case, where: str, **fields: object) -> str:
    """Opened while signed in, sent when the session is over, without a script; where one comes after signing in."""
    page = client.get(f"/desk/cases/{case.reference}/" + ("reclassify/" if where == "reclassify" else ""))
    client.logout()
    given = {"whose": whose(page.content.decode()), "seen": 0, "version": case.version, **fields}
    answer = client.post(f"/desk/cases/{case.reference}/{where}/", given)
    assert answer.status_code == 303 and answer["Location"].startswith("/desk/sign-in/?")
    assert "Yang Anda tulis disimpan hanya untuk Anda" in words(client.get(answer["Location"]))
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


@pytest.fixture
def case(sagara: Sagara) -> Case:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    return case


@pytest.fixture
def bob(sagara: Sagara) -> Client:
    client = Client(headers={"accept-language": "id"})
    client.force_login(sagara.bob)
    return client


def test_a_reply_comes_back_in_the_composer_and_is_not_sent_by_itself(case: Case, bob: Client, sagara: Sagara) -> None:
    before = case.replies.count()
    where = sent_too_late(bob, case, "reply", body=WORDS)
    assert WORDS.encode() not in bytes(KeptForm.objects.get().sealed)
    page = sign_in(bob, sagara.bob, where)
    assert WORDS in page.content.decode() and "Ini belum terkirim." in words(page)
    assert case.replies.count() == before


def test_a_form_comes_back_filled_in_and_is_forgotten_when_it_is_sent(case: Case, bob: Client, sagara: Sagara) -> None:
    fields = {
        "type": "product", "category": "taste_or_smell", "severity": "critical", "impact_satisfaction": "high",
        "impact_reputation": "high", "impact_money": "medium", "impact_law": "low", "temperature": "angry",
        "reason": "Tiga pelanggan lain melaporkan hal yang sama.",
    }  # fmt: skip
    where = sent_too_late(bob, case, "reclassify", **fields)
    page = sign_in(bob, sagara.bob, where)
    html = page.content.decode()
    assert fields["reason"] in html and re.search(r'name="severity" value="critical" checked', html)
    assert Case.objects.get(pk=case.pk).severity == "high"
    path = page.redirect_chain[-1][0]
    done = bob.post(path, {**fields, "version": case.version})
    assert done.status_code == 303 and Case.objects.get(pk=case.pk).severity == "critical"
    assert not KeptForm.objects.exists()


def test_whoever_signs_in_at_the_same_device_never_sees_it(case: Case, bob: Client, sagara: Sagara) -> None:
    where = sent_too_late(bob, case, "note", body=WORDS)
    page = sign_in(bob, sagara.olga, where)
    assert WORDS not in page.content.decode() and "Tidak ada yang disimpan untuk Anda" in words(page)
    for path in (where, f"/desk/cases/{case.reference}/note/?kept={KeptForm.objects.get().pk}"):
        assert WORDS not in bob.get(path, follow=True).content.decode()
    assert bob.post(where).status_code == 302 and KeptForm.objects.exists(), "she cannot throw it away either"


def test_a_form_of_bobs_page_is_kept_for_bob_when_olga_is_signed_in_by_then(case: Case, sagara: Sagara) -> None:
    device = Client(enforce_csrf_checks=True, headers={"accept-language": "id", "sec-fetch-site": "same-origin"})
    device.force_login(sagara.bob)
    mark = whose(device.get(f"/desk/cases/{case.reference}/").content.decode())
    device.force_login(sagara.olga)
    given = {"whose": mark, "body": WORDS, "seen": 0, "csrfmiddlewaretoken": "x" * 32}
    answer = device.post(f"/desk/cases/{case.reference}/note/", given)
    assert answer.status_code == 403 and WORDS not in answer.content.decode()
    assert KeptForm.objects.get().staff == sagara.bob
    # Bob himself, who signed in anew in another window, goes on where he was; another site sends nothing of his.
    device.force_login(sagara.bob)
    again = device.post(f"/desk/cases/{case.reference}/note/", given)
    assert again.status_code == 303 and again["Location"].startswith("/desk/kept/")
    foreign = device.post(f"/desk/cases/{case.reference}/note/", given, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403


def test_what_is_kept_is_little_and_not_for_long(case: Case, bob: Client, sagara: Sagara) -> None:
    mark = whose(bob.get(f"/desk/cases/{case.reference}/").content.decode())
    path = f"/desk/cases/{case.reference}/note/"
    bob.logout()
    for odd in ({"body": ""}, {"body": WORDS, "whose": f"{sagara.bob.pk}-{'0' * 24}"}, {"body": "x" * 300_000},
                {"body": WORDS, "whose": "9" * 60}, {"body": WORDS, "whose": "\0é"}):  # fmt: skip
        bob.post(path, {"whose": mark, **odd})
    bob.post("/desk/account/password/", {"whose": mark, "oldpassword": "geheim", "body": WORDS})
    bob.post(path, {"whose": mark, "body": WORDS}, headers={"tanggap-draft": "1"})
    assert not KeptForm.objects.exists()
    for number in range(kept_forms.MOST_EACH + 2):
        bob.post(path, {"whose": mark, "body": f"{WORDS} {number}", "password": "geheim"})
    assert KeptForm.objects.count() == kept_forms.MOST_EACH
    newest = KeptForm.objects.latest("pk")
    found = kept_forms.open_(newest.pk, by=sagara.bob)
    assert found is not None and list(found[1]) == ["body"]
    with time.travel(time.now() + timedelta(days=1, minutes=1)):
        assert kept_forms.open_(newest.pk, by=sagara.bob) is None
        kept_forms.purge()
    assert not KeptForm.objects.exists()


def test_other_forms_come_back_on_a_page_of_their_own(bob: Client, sagara: Sagara, case: Case) -> None:
    mark = whose(bob.get("/desk/new/").content.decode())
    bob.logout()
    answer = bob.post("/desk/new/", {"whose": mark, "body": WORDS, "title": "Galon bau", "severity": "high"})
    where = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    page = sign_in(bob, sagara.bob, where)
    html = page.content.decode()
    assert WORDS in html and 'action="/desk/new/"' in html and 'name="severity" value="high"' in html
    assert bob.post(where, follow=True).redirect_chain[-1][0] == "/desk/" and not KeptForm.objects.exists()


def test_what_a_fault_of_ours_has_stopped_can_be_brought_back(
    case: Case, bob: Client, sagara: Sagara, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_more: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("tanggap.workspace.acts_talk.note", breaks)
    bob.raise_request_exception = False
    mark = whose(bob.get(f"/desk/cases/{case.reference}/").content.decode())
    path, given = f"/desk/cases/{case.reference}/note/", {"seen": 0, "body": WORDS}
    told = bob.post(path, {"whose": mark, **given})
    assert told.status_code == 500 and WORDS not in told.content.decode()
    [where] = re.findall(r'href="(/desk/kept/\d+/)"', told.content.decode())
    assert WORDS in bob.get(where, follow=True).content.decode()
    stranger = bob.post(path, {"whose": f"{sagara.olga.pk}-{'0' * 24}", **given})
    assert stranger.status_code == 500 and "/desk/kept/" not in stranger.content.decode()
