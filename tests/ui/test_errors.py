"""Pages for what cannot be done: what happened, what is safe, what to do, and whom to call, in both languages."""

import logging
import re

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils.translation import override

from tanggap.core.errors import Refused, TooMany
from tanggap.ui.errors import error_page
from tests.sagara import Sagara

# What each status is called, Indonesian and English.
CALLED = {
    400: ("Permintaan ini tidak dapat kami baca", "We could not read this request"),
    403: ("Halaman ini tidak terbuka untuk Anda", "This is not open to you"),
    404: ("Halaman ini tidak ditemukan", "This page was not found"),
    405: ("Alamat ini hanya menerima formulir", "This address takes a form only"),
    409: ("Ini tidak dapat dilakukan sekarang", "This cannot be done now"),
    410: ("Halaman ini sudah tidak ada", "This page is no longer there"),
    413: ("Ini terlalu besar", "This is too large"),
    429: ("Terlalu banyak percobaan", "Too many tries"),
    500: ("Ada gangguan di pihak kami", "Something went wrong on our side"),
    503: ("Kami belum dapat menjawab sekarang", "We cannot answer right now"),
}
CODE = re.compile(r"[0-9A-F]{4}-[0-9A-F]{2}, \d+\u00a0\w+\u00a0\d{4}, \d")


def page(status: int, language: str, path: str = "/track/", error: Exception | None = None, post: bool = False) -> str:
    make = RequestFactory().post if post else RequestFactory().get
    with override(language):
        answer = error_page(make(path), status, error)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("status", CALLED)
def test_every_failure_has_its_words_in_both_languages_and_the_contact_in_one_place(
    sagara: Sagara, status: int
) -> None:
    cache.clear()
    for language, heading in zip(("id", "en"), CALLED[status], strict=True):
        for path in ("/track/", "/desk/cases/K26-00001/"):
            text = page(status, language, path)
            assert f"<h1>{heading}</h1>" in text and text.count("<h1") == 1
            assert f"<title>{heading} · Tanggap</title>" in text
            assert f'<html lang="{language}"' in text
            assert bool(CODE.search(text)) == (status >= 500), "a short code where staff can find out what happened"
        told = page(status, language)
        assert re.search(r'<p class="failure-call">[^<]+ <a href="tel:02150914400">\(021\) 5091-4400</a></p>', told)
        assert "site-help" in told and 'class="buttons"' in told


@pytest.mark.django_db
def test_a_page_that_may_work_in_a_moment_offers_itself_again_and_a_form_never(sagara: Sagara) -> None:
    assert 'href="/track/?x=1"' in page(500, "id", "/track/?x=1")
    assert "<span>Coba lagi</span>" in page(503, "id") and "<span>Coba lagi</span>" not in page(503, "id", post=True)
    assert "Yang Anda tulis masih ada di halaman sebelumnya." in page(500, "id", post=True)


@pytest.mark.django_db
def test_our_own_sentence_is_told_and_how_long_to_wait(sagara: Sagara) -> None:
    assert "Somebody has it." in page(409, "en", error=Refused("Somebody has it."))
    assert "Please try again in 15\u00a0minutes." in page(429, "en", error=TooMany("No.", retry_after=841))
    assert "Silakan coba lagi dalam 1\u00a0menit." in page(429, "id", error=TooMany("Tidak.", retry_after=5))


@pytest.mark.django_db
def test_the_code_that_a_visitor_reads_out_stands_in_the_log(sagara: Sagara, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "tanggap.web"):
        code = CODE.search(page(500, "id", error=RuntimeError("a secret of the house")))
    assert code is not None
    [line] = [one.getMessage() for one in caplog.records if "was told code" in one.getMessage()]
    assert code[0][:7] in line and "RuntimeError at /track/" in line and "secret" not in line


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_as_such_with_the_phone_that_was_known(
    sagara: Sagara, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    client = Client(raise_request_exception=False, headers={"accept-language": "id"})
    client.get("/")
    page(404, "id")  # whoever has shown one page knows the number

    def away(*_given: object, **_more: object) -> None:
        raise OperationalError("the database system is shutting down")

    cache.delete("reach")
    for place in ("tanggap.portal.views.home.current_edition", "tanggap.ui.context.current_edition"):
        monkeypatch.setattr(place, away)
    answer = client.get("/")
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Kami belum dapat menjawab sekarang" in text and "(021) 5091-4400" in text and CODE.search(text)
    assert "shutting down" not in text


@pytest.mark.django_db
def test_a_form_that_is_too_large_is_told_as_such(sagara: Sagara) -> None:
    answer = Client(headers={"accept-language": "id"}).post("/complain/story/", {"body": "x" * 2_200_000})
    assert answer.status_code == 413
    assert "Ini terlalu besar" in answer.content.decode()
    many = Client(headers={"accept-language": "en"}).post("/complain/story/", {f"field-{n}": "x" for n in range(1001)})
    assert many.status_code == 400 and "back button" in many.content.decode()


@pytest.mark.django_db
def test_staff_keep_their_menu_unless_something_is_broken(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(sagara.bob)
    lost = client.get("/desk/cases/K26-99999/")
    assert lost.status_code == 404
    text = lost.content.decode()
    assert 'id="nav"' in text and "This page was not found" in text and 'href="/desk/search/"' in text

    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("tanggap.workspace.notices.render", broken)
    away = client.get("/desk/notices/")
    assert away.status_code == 500
    told = away.content.decode()
    assert 'id="nav"' not in told and "give this code to your administrator" in told and "secret" not in told


@pytest.mark.django_db
def test_a_wrong_method_leads_to_a_page_with_words_not_to_a_blank_one() -> None:
    answer = Client(headers={"accept-language": "id"}).get("/track/leave/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Alamat ini hanya menerima formulir" in answer.content.decode()
