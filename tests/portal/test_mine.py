"""My complaints of the last twelve months: a link by mail (U12, U13), and what Mallory gets with Alice's address."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.people import vault
from tanggap.people.models import MailedKey
from tests.sagara import Sagara, alice_complains

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str) -> str:
    answer = client.post("/mine/", {"email": email})
    assert answer.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def links() -> list[str]:
    """The addresses in the letters that were written for it."""
    found = [re.search(r"/mine/[\w-]+/", letter.body_text) for letter in Outbound.objects.order_by("pk")]
    return [one[0] for one in found if one]


def test_the_link_opens_the_list_and_each_complaint_opens_its_page(sagara: Sagara) -> None:
    alice_complains(title="Yang pertama")
    _case, _alice, second = alice_complains(title="Yang kedua")
    alice = Client()
    ask(alice, " ALICE@example.org ")
    [link] = links()
    assert "Buka" not in alice.get("/mine/").content.decode()
    assert alice.get(link).status_code == 200  # whoever only looks uses nothing up
    assert alice.post(link)["Location"] == "/mine/"
    said = alice.get("/mine/").content.decode()
    assert said.index("Yang kedua") < said.index("Yang pertama")
    opened = alice.post("/mine/open/", {"reference": second.reference})
    assert opened["Location"] == "/track/case/"
    assert "Yang kedua" in alice.get("/track/case/").content.decode()
    alice.post("/mine/forget/")
    assert "Yang kedua" not in alice.get("/mine/").content.decode()


def test_mallory_who_types_the_address_of_alice_learns_nothing(sagara: Sagara) -> None:
    _case, _alice, receipt = alice_complains()
    mallory = Client()
    assert ask(mallory, "alice@example.org") == ask(mallory, "nobody@example.org")
    assert len(links()) == 1 and MailedKey.objects.count() == 2
    assert mallory.post("/mine/wrong-token/").status_code == 404
    assert mallory.post("/mine/open/", {"reference": receipt.reference})["Location"] == "/mine/"
    assert mallory.get("/track/case/").status_code != 200
    mallory.cookies["mine"] = "00" * 32 + ":forged:forged"
    assert receipt.reference not in mallory.get("/mine/").content.decode()


def test_only_ordinary_complaints_of_a_year_from_that_address_stand_there(sagara: Sagara) -> None:
    alice_complains(title="Biasa")
    alice_complains(title="Rahasia", confidential=True)
    _case, _alice, beas = alice_complains(title="Milik Bea", complainant=vault.contact(email="bea@example.org"))
    with time.travel(time.now() - timedelta(days=400)):
        alice_complains(title="Lama sekali")
    alice = Client()
    ask(alice, "alice@example.org")
    alice.post(links()[0])
    said = alice.get("/mine/").content.decode()
    assert "Biasa" in said
    assert not [title for title in ("Rahasia", "Milik Bea", "Lama sekali") if title in said]
    for reference in (beas.reference, Case.objects.get(anonymous=False, visibility="confidential").reference, "\0"):
        assert alice.post("/mine/open/", {"reference": reference})["Location"] == "/mine/"


def test_a_link_is_good_once_for_half_an_hour_and_a_moment_more_for_scanners(sagara: Sagara) -> None:
    alice_complains()
    ask(Client(), "alice@example.org")
    [link] = links()
    assert Client().post(link).status_code == 303
    assert Client().post(link).status_code == 303  # within thirty seconds
    with time.travel(time.now() + timedelta(seconds=31)):
        assert Client().post(link).status_code == 404
    ask(Client(), "alice@example.org")
    with time.travel(time.now() + timedelta(minutes=31)):
        assert Client().post(links()[1]).status_code == 404


def test_letters_are_few_and_what_is_no_address_is_said(sagara: Sagara) -> None:
    alice_complains()
    for _turn in range(5):
        ask(Client(), "alice@example.org")
    assert len(links()) == 3
    answer = Client().post("/mine/", {"email": "alice"})
    assert answer.status_code == 400 and 'value="alice"' in answer.content.decode()
    assert Client().post("/mine/", {"email": "\x00@x"}).status_code == 400


def test_the_letter_speaks_the_language_of_the_complaint(sagara: Sagara) -> None:
    alice_complains(language="en")
    ask(Client(), "alice@example.org")
    letter = Outbound.objects.order_by("-pk")[0]
    assert letter.subject == "Your complaints of the last twelve months" and "PT Tirta Sagara" in letter.body_text
