"""The form in the hands of the hurried, the anxious and the interrupted; nobody is shown the complaints of others."""

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tests.portal.filling import STORY, fill, send
from tests.sagara import Sagara, alice_complains

QUALITY = {"topic": {"topic": "quality"}, "reason": {"reason": "taste_or_smell"}}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def seat(client: Client, receipt) -> None:
    client.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code})


def test_a_story_that_was_written_while_the_form_expired_is_kept(sagara: Sagara, alice: Client) -> None:
    alice.post("/complain/", {"topic": "other"})
    alice.cookies.clear()
    assert alice.post("/complain/story/", {"body": STORY})["Location"] == "/complain/"
    assert "Yang baru Anda tulis tersimpan." in page(alice, "/complain/")
    assert alice.post("/complain/", {"topic": "other"})["Location"] == "/complain/story/"
    assert STORY in page(alice, "/complain/story/")
    assert "Formulirnya sudah kedaluwarsa" not in page(alice, "/complain/")


def test_whoever_may_be_in_danger_is_shown_help_before_the_form_goes_on(sagara: Sagara, alice: Client) -> None:
    assert 'href="tel:112"' in page(alice, "/complain/")
    alice.post("/complain/", {"topic": "quality"})
    assert alice.post("/complain/reason/", {"reason": "taste_or_smell"})["Location"] == "/complain/story/"
    assert alice.post("/complain/reason/", {"reason": "foreign_object"})["Location"] == "/complain/notice/"
    text = page(alice, "/complain/notice/")
    assert "Pertolongan dulu, keluhan kemudian" in text
    assert text.count('class="button danger" href="tel:') == 2
    assert "Telepon 119" in text


@pytest.mark.parametrize("typed", ["banyak", "-1", "1e9", "٣", "1" * 40, "3; drop"])
def test_a_number_is_asked_for_again_and_what_was_typed_stays(sagara: Sagara, alice: Client, typed: str) -> None:
    alice.post("/complain/", {"topic": "delivery"})
    alice.post("/complain/reason/", {"reason": "wrong_item"})
    alice.post("/complain/story/", {"body": STORY})
    answer = alice.post("/complain/details/", {"q-how_many": typed})
    assert answer.status_code == 400
    assert f'value="{typed}"' in answer.content.decode()
    assert "<title>Galat:" in answer.content.decode()
    assert alice.post("/complain/details/", {"q-how_many": "1.250"}).status_code == 302


def test_dates_are_read_back_in_words(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    assert "Minggu, 16\u00a0November\u00a02025" in page(alice, "/complain/check/")


def test_nothing_is_kept_on_the_device_of_somebody_who_wants_to_stay_unknown(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    assert 'data-autosave="/complain/story/"' in page(alice, "/complain/story/")
    assert "data-autosave" not in page(alice, "/complain/contact/")
    for keep in ("anonymous", "confidential"):
        alice.post("/complain/you/", {"keep": keep})
        for address in ("/complain/story/", "/complain/wish/", "/complain/check/"):
            text = page(alice, address)
            assert "data-autosave" not in text
            assert '<meta name="tanggap-sent" content="/complain/">' in text


def test_the_thanks_name_whoever_gave_a_name_openly(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    send(alice)
    assert "Terima kasih, Alice Rahmawati." in page(alice, "/complain/done/")
    alice.post("/complain/done/forget/")
    fill(alice, you={"keep": "confidential"})
    send(alice)
    assert "Alice" not in page(alice, "/complain/done/")


# ---- an earlier complaint is offered to its own complainant alone


def test_whoever_holds_the_code_may_add_to_the_open_complaint_instead(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains(category="taste_or_smell")
    seat(alice, receipt)
    fill(alice)
    assert f"Gabungkan ke {case.reference}" in page(alice, "/complain/check/")
    answer = alice.post("/complain/check/", {"join": case.reference})
    assert (answer.status_code, answer["Location"]) == (303, "/track/case/")
    assert Case.objects.count() == 1
    told = case.replies.get().body
    assert told.startswith(STORY)
    assert "Produk yang mana? Galon 19 liter" in told
    assert "Harapan saya: Galon diganti." in told
    assert STORY in page(alice, "/track/case/")
    assert alice.post("/complain/check/", {"join": case.reference})["Location"] == "/complain/"
    assert case.replies.count() == 1


def test_a_merely_typed_address_number_or_name_shows_no_earlier_complaint(sagara: Sagara, alice: Client) -> None:
    case, _party, _receipt = alice_complains(category="taste_or_smell")
    mallory = Client()
    fill(mallory)  # the very name and address of Alice
    assert case.reference not in page(mallory, "/complain/check/")
    answer = mallory.post("/complain/check/", {"join": case.reference})
    assert answer.status_code == 409
    assert not case.replies.exists()
    assert send(mallory).pk != case.pk  # nothing was lost by it


def test_no_earlier_complaint_is_offered_to_the_unknown_or_about_something_else(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains(category="taste_or_smell")
    seat(alice, receipt)
    fill(alice, you={"keep": "anonymous"}, contact=None)
    assert case.reference not in page(alice, "/complain/check/")
    alice.post("/complain/you/", {})
    alice.post("/complain/contact/", {"name": "Alice", "on_behalf": "nobody"})
    assert case.reference in page(alice, "/complain/check/")
    alice.post("/complain/", {"topic": "delivery"})
    alice.post("/complain/reason/", {"reason": "late_delivery"})
    assert case.reference not in page(alice, "/complain/check/")
