"""The strings of the big list through every text field of the public form (HARDENING T1, T13).

Each is kept exactly, or refused with a sentence; shown escaped; never an error of ours. All 515 go through one field of
a page; the whole way through the form is gone with a fifth of them, and with all in the long run (`make nightly`).
"""

import json
from html.parser import HTMLParser

import pytest
from django.test import Client
from markupsafe import escape

from tanggap.cases.models import Case
from tests.corpus import LONG, naughty_strings, share
from tests.portal.filling import ANSWERS, STORY, send
from tests.sagara import Sagara

PARTS = 5
TRIED = range(PARTS) if LONG else range(1)
pytestmark = pytest.mark.slow


def test_the_list_is_whole() -> None:
    assert len(naughty_strings()) == 515


@pytest.mark.parametrize("part", TRIED)
def test_in_story_wish_and_answers_each_is_kept_exactly_and_shown_escaped(sagara: Sagara, part: int) -> None:
    for text in share(naughty_strings(), part, PARTS):
        client = Client(headers={"accept-language": "id"})
        client.post("/complain/", {"topic": "quality"})
        client.post("/complain/reason/", {"reason": "taste_or_smell"})
        story = client.post("/complain/story/", {"body": text})
        if story.status_code == 400:
            _assert_refused(story.content.decode(), "body")
            client.post("/complain/story/", {"body": STORY})
        details = client.post("/complain/details/", {"q-product": "gallon", "q-batch_code": text})
        if details.status_code == 400:
            _assert_refused(details.content.decode(), "q-batch_code")
            client.post("/complain/details/", {"q-product": "gallon"})
        wish = client.post("/complain/wish/", {"wish": text})
        assert wish.status_code == 302 or "\0" in text
        client.post("/complain/you/", {})
        client.post("/complain/contact/", {})
        check = client.get("/complain/check/").content.decode()
        case = send(client)
        kept = case.body if story.status_code == 302 else text
        assert kept == text
        assert (case.wish, json.loads(case.answers_text).get("batch_code", "")) == (text, text if text.strip() else "")
        _assert_harmless(check, text)
        assert all(str(escape(line)) in check for line in text.strip().splitlines())


@pytest.mark.parametrize("part", TRIED)
def test_about_oneself_each_is_kept_or_refused_with_a_sentence(sagara: Sagara, part: int) -> None:
    for text in share(naughty_strings(), part, PARTS):
        client = Client(headers={"accept-language": "id"})
        client.post("/complain/", {"topic": "other"})
        client.post("/complain/story/", {"body": STORY})
        fields = ("name", "email", "phone", "whatsapp", "member_no", "organization", "behalf_name", "behalf_email")
        given = {**dict.fromkeys(fields, text), "on_behalf": "representative"}
        answer = client.post("/complain/contact/", given)
        assert answer.status_code in (302, 400)
        _assert_harmless(answer.content.decode(), text)
        alone = client.post("/complain/contact/", {"name": text})
        if alone.status_code == 400:
            _assert_refused(alone.content.decode(), "name")
    assert not Case.objects.exists()


@pytest.mark.parametrize("part", range(PARTS))
def test_on_the_page_of_a_complaint_each_message_is_kept_exactly(sagara: Sagara, part: int) -> None:
    client = Client(headers={"accept-language": "id"})
    client.post("/complain/", {"topic": "other"})
    client.post("/complain/story/", {"body": STORY})
    client.post("/complain/details/", {})
    client.post("/complain/contact/", ANSWERS["contact/"])
    case = send(client)
    receipt = client.get("/complain/done/").content.decode()
    code = receipt.split('receipt-code" data-copy>')[1].split("<")[0]
    client.post("/track/", {"reference": case.reference, "code": code})
    for text in share(naughty_strings(), part, PARTS):
        answer = client.post("/track/case/reply/", {"body": text})
        assert answer.status_code in (303, 400)
        if answer.status_code == 303:
            assert case.replies.latest("pk").body == text
    _assert_harmless(client.get("/track/case/").content.decode(), "")


def _assert_refused(page: str, field: str) -> None:
    assert f'href="#f-{field}"' in page
    assert "Galat:" in page


def _assert_harmless(page: str, text: str) -> None:
    """Nothing of it became markup: read as a browser reads it, the page has only tags and attributes of ours."""
    reader = _Reader()
    reader.feed(page)
    assert not reader.strange, (text, reader.strange)


class _Reader(HTMLParser):
    """Collects what our pages never hold: foreign tags, handlers, styles, addresses that run."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[tuple[str, object]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"iframe", "object", "embed", "style", "img", "marquee", "video", "audio", "base", "frameset", "xss"}:
            self.strange.append((tag, given))
        if tag == "script" and not str(given.get("src", "")).startswith("/static/"):
            self.strange.append((tag, given))
        for name, value in given.items():
            if name.startswith("on") or name == "style" or str(value).strip().lower().startswith("javascript:"):
                if not (name == "value" and tag == "input"):
                    self.strange.append((name, value))
