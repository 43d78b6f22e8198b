"""Pages to read, the language switch, and pages for what cannot be done."""

import pytest
from django.test import Client

from tests.sagara import Sagara


@pytest.mark.parametrize(
    ("address", "indonesian", "english"),
    [
        ("/", "Ada yang tidak beres?", "Something wrong?"),
        ("/complain/", "Keluhan Anda tentang apa?", "What is your complaint about?"),
        ("/track/", "Lacak keluhan Anda", "Follow your complaint"),
        ("/track/lost/", "Kode lacak hilang?", "Lost the code?"),
        ("/sop/", "Prosedur penanganan keluhan pelanggan", "Customer complaint procedure"),
        ("/privacy/", "Apa yang kami simpan", "What we keep of you"),
        ("/accessibility/", "Aksesibilitas", "Accessibility"),
    ],
)
def test_every_page_speaks_both_languages(sagara: Sagara, address: str, indonesian: str, english: str) -> None:
    assert indonesian in Client(headers={"accept-language": "id"}).get(address).content.decode()
    assert english in Client(headers={"accept-language": "en"}).get(address).content.decode()


def test_the_procedure_is_readable_with_numbered_clauses_and_promises(sagara: Sagara, alice: Client) -> None:
    text = alice.get("/sop/").content.decode()
    assert 'id="step-12"' in text
    assert "5.12" in text
    assert "<table>" in text


def test_no_link_of_the_portal_leads_nowhere(sagara: Sagara, alice: Client) -> None:
    import re

    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        answer = alice.get(address, follow=True)
        assert answer.status_code == 200, address
        found = re.findall(r'href="(/[^"#]*)"', answer.content.decode())
        new = {href.replace("&amp;", "&") for href in found if not href.startswith("/static/")} - seen
        seen |= new
        waiting += sorted(new)
    assert {"/sop/", "/privacy/", "/track/", "/complain/?topic=quality"} <= seen


def test_the_language_switch_keeps_the_page_and_goes_nowhere_else(sagara: Sagara, alice: Client) -> None:
    alice.post("/complain/", {"topic": "other"})
    alice.post("/complain/story/", {"body": "Cerita saya."})
    answer = alice.post("/set-language/", {"language": "en", "next": "/complain/story/"})
    assert (answer.status_code, answer["Location"]) == (303, "/complain/story/")
    text = alice.get("/complain/story/").content.decode()
    assert "What happened?" in text
    assert "Cerita saya." in text
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\t/x"):
        assert alice.post("/set-language/", {"language": "id", "next": elsewhere})["Location"] == "/"
    assert "bahasa" not in alice.post("/set-language/", {"language": "xx"}).cookies


def test_what_cannot_be_done_has_a_page_in_both_languages(sagara: Sagara) -> None:
    for language, sentence in (("id", "Halaman ini tidak ditemukan"), ("en", "This page was not found")):
        answer = Client(headers={"accept-language": language}).get("/nowhere/")
        assert answer.status_code == 404
        assert sentence in answer.content.decode()
        assert "Content-Security-Policy" in answer


def test_a_wrong_host_is_refused(sagara: Sagara) -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


def test_an_error_says_what_is_safe_and_tells_nothing(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("tanggap.portal.views.home.current_edition", broken)
    client = Client(raise_request_exception=False, headers={"accept-language": "id"})
    answer = client.get("/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Keluhan yang sudah mendapat nomor tetap aman." in text
    assert "secret of the house" not in text


def test_under_the_api_what_is_not_there_is_told_to_machines(sagara: Sagara, alice: Client) -> None:
    answer = alice.get("/api/nowhere")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_a_visitor_is_sent_to_sign_in_and_comes_back(sagara: Sagara, alice: Client) -> None:
    answer = alice.get("/desk/account/")
    assert answer["Location"].startswith("/desk/sign-in/?next=")


def test_a_page_with_everything_it_loads_stays_under_sixty_kilobytes(sagara: Sagara, alice: Client) -> None:
    import gzip
    import re

    from django.contrib.staticfiles import finders

    text = alice.get("/").content.decode()
    loaded = set(re.findall(r'(?:href|src)="/static/([^"#]+)', text))
    sizes = {"page": len(gzip.compress(text.encode()))}
    for name in loaded:
        content = open(str(finders.find(name)), "rb").read()  # noqa: SIM115
        sizes[name] = len(content) if name.endswith("woff2") else len(gzip.compress(content))
    assert sum(sizes.values()) < 60_000, sizes
