"""Every letter that leaves: nothing in it acts, nothing adds a header, and its links may be opened by any robot."""

import json
import logging
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework import converse
from tanggap.casework.read_mail import take_mail
from tanggap.channels.email import letter as letters
from tanggap.channels.email import send
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import make_mail
from tanggap.core import files
from tanggap.core.errors import Invalid
from tanggap.core.time import now, travel
from tanggap.people import vault
from tests.channels.sink import running_sink
from tests.corpus import for_a_long_way
from tests.sagara import Sagara, alice_complains, until_offered

pytestmark = pytest.mark.django_db
ACTIVE = {
    "script", "iframe", "object", "embed", "form", "input", "svg", "math", "style", "link", "base", "button", "video",
}  # fmt: skip
OURS = {"html", "head", "meta", "body", "div", "p", "br", "a"}
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "href"}
ATTACKS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "<a href='https://evil.example/'>klik</a>",
    "https://evil.example/t/?x=1", "javascript:alert(1)", "http://testserver.evil.example/x",
    "http://testserver@evil.example/",
    "<svg/onload=alert(1)>", "&#0000060script&#62;alert(1)", "{{ 7*7 }}{% include x %}{name}{tracking_code}", "${7*7}",
    "</p></div></body><body onload=alert(1)>", "<math><mtext><style><img src=x onerror=alert(1)>",
    "<!--><script>x</script>-->",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "[a](https://evil.example)", "\u202egpj.exe",
    "<base href=//evil.example>",
)  # fmt: skip
BREAKS = (
    "\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\r\n\r\n", "\n ",
    "%0d%0a",
)  # fmt: skip
UNSEEN = dict.fromkeys(map(ord, "\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
WRITTEN = ("Bcc: mallory@evil.example", "\r\n.\r\nMAIL FROM:<x@y.z>")


class Tags(HTMLParser):
    """What a mail program would find in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def sent(letter: Outbound) -> EmailMessage:
    _to, raw = letters.build(letter, "Keluhan <keluhan@x.test>")
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


def links_of(letter: Outbound) -> set[str]:
    message = sent(letter)
    html = Tags(message.get_body(("html",)).get_content())
    text = message.get_body(("plain",)).get_content()
    return {value for name, value in html.attributes if name == "href"} | set(
        re.findall(r"http://testserver/[\w/?=&%.#-]*\w/?", text)
    )


def test_nothing_that_somebody_wrote_acts_in_a_letter_of_ours(sagara: Sagara) -> None:
    attacks = [*ATTACKS, *for_a_long_way()]
    for attack in attacks:
        subject = f"Keluhan {' '.join(attack.split())}"[:200].translate(UNSEEN)
        letter = make_mail("alice@example.org", subject, f"Bu {attack},\n\n{attack}\n\nhttp://testserver/track/")
        message = sent(letter)
        kinds = [part.get_content_type() for part in message.walk()]
        assert kinds == ["multipart/alternative", "text/plain", "text/html"], attack
        found = Tags(message.get_body(("html",)).get_content())
        assert set(found.tags) <= OURS, attack
        assert {name for name, _value in found.attributes} <= ATTRIBUTES, attack
        assert all(urlsplit(value).netloc == "testserver" for name, value in found.attributes if name == "href"), attack
        assert "http://testserver/track/" in links_of(letter)


def test_what_alice_writes_never_stands_in_her_receipt_and_is_text_in_our_answer(sagara: Sagara) -> None:
    for attack in ATTACKS:
        known = vault.contact(name=attack[:200], email="alice@example.org")
        case, _party, _receipt = alice_complains(title=attack, body=f"{attack} airnya bau", complainant=known)
        [receipt] = Outbound.objects.filter(case_key=case.key)
        assert "evil.example" not in {urlsplit(one).hostname for one in links_of(receipt)}
        assert "airnya bau" not in sent(receipt).get_body(("plain",)).get_content()
        assert not ACTIVE & set(Tags(sent(receipt).get_body(("html",)).get_content()).tags)


@pytest.mark.parametrize("written", WRITTEN)
def test_line_breaks_of_any_kind_add_no_header_and_break_no_line_of_the_log(
    sagara: Sagara, written: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    expected = {
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version",
        "X-Auto-Response-Suppress", "Content-Type", "In-Reply-To", "References",
    }  # fmt: skip
    caplog.set_level(logging.INFO)
    for number, mark in enumerate(BREAKS):
        evil = f"Alice{mark}{written}"
        for given in ({"title": evil}, {"complainant": {"name": evil}}, {"body": f"{evil} airnya bau sekali"}):
            try:
                if "complainant" in given:
                    given = {"complainant": vault.contact(name=evil, email=f"a{number}@example.org")}
                case, _party, _receipt = alice_complains(**given)
            except Invalid:
                continue
            for letter in Outbound.objects.filter(case_key=case.key):
                message = sent(letter)
                assert set(message.keys()) <= expected and message["To"].count("@") == 1, evil
                raw = letters.build(letter, "k@x.test")[1].partition(b"\r\n\r\n")[0]
                assert b"Bcc" not in raw and b"MAIL FROM" not in raw and b"\0" not in raw
        kept = files.take_in(b"isi", f"{evil}.txt")
        assert "\n" not in kept.shown_name and "\r" not in kept.shown_name and "\0" not in kept.shown_name
        _blocks, headers = files.serve(kept)
        assert not set("\r\n\0") & set("".join(headers.values()))
        Client().get("/track/", headers={"user-agent": "x", "x-forwarded-for": "1"}, query_params={"a": evil})
        for where in ("to", "subject"):
            given = {"to": "alice@example.org", "subject": "x", where: f"a@b.c{mark}{written}"}
            if "%0d" not in mark:
                with pytest.raises(Invalid):
                    make_mail(given["to"], given["subject"], "x")
    lines = [line for line in capfd.readouterr().err.splitlines() if '"event"' in line]
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)


def test_robots_that_open_every_link_twice_change_nothing(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains(category="taste_or_smell")
    until_offered(sagara, case)
    converse.reply(Case.objects.get(pk=case.pk), text="Bu Alice, sudah kami siapkan.", by=sagara.fitri)
    hidden, _party, _receipt = alice_complains(confidential=True)
    links = {link for letter in Outbound.objects.select_related("key") for link in links_of(letter)}
    assert len(links) >= 3, links
    before = state()
    for link in sorted(links):
        path = link.removeprefix("http://testserver")
        for _time in range(2):
            for client in (Client(), Client(headers={"user-agent": "SafeLinks"})):
                assert client.head(path, follow=True).status_code < 500
                assert client.get(path, follow=True).status_code < 500
    assert state() == before


def state() -> dict[str, list[object]]:
    """Everything that a link could change; sessions and counters are no part of a complaint."""
    tables = [
        name for name in connection.introspection.table_names()
        if name.startswith(("cases_", "remedy_", "clocks_", "channels_", "voice_", "people_", "audit_"))
        and not name.endswith("_search")
    ]  # fmt: skip
    found: dict[str, list[object]] = {}
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"SELECT md5(t::text) FROM {name} AS t ORDER BY 1")  # noqa: S608
            found[name] = cursor.fetchall()
    return found


def test_their_program_shows_one_talk(sagara: Sagara) -> None:
    theirs = f"<CAJvQz-a-long-one-as-some-servers-make-them-{'0123456789' * 8}@mail.example.org>"
    raw = f"From: alice@example.org\nMessage-ID: {theirs}\nSubject: Air\n\nAirnya bau sekali sejak Senin.".encode()
    case = Case.objects.get(reference=take_mail(raw).reference)
    converse.reply(case, text="Bu Alice, mohon maaf.", by=sagara.fitri)
    receipt, answer = Outbound.objects.filter(case_key=case.key).exclude(party_key="").order_by("pk")
    assert (sent(receipt)["In-Reply-To"], sent(receipt)["References"]) == (theirs, theirs)
    assert sent(answer)["In-Reply-To"] == receipt.message_id
    assert sent(answer)["References"].split() == [theirs, receipt.message_id]
    for bad in ("<a b@c>", "<a@b>\r\n\tBcc: x@y.z", "<ü@b>", "<" + "x" * 400 + "@b>", "no id", "<>"):
        raw = f"From: bob{abs(hash(bad))}@example.org\nMessage-ID: {bad}\nSubject: Air\n\nAirnya bau {bad}.".encode()
        case = Case.objects.get(reference=take_mail(raw).reference)
        [receipt] = Outbound.objects.filter(case_key=case.key)
        head = letters.build(receipt, "k@x.test")[1].partition(b"\r\n\r\n")[0]
        assert b"Bcc" not in head and b"x" * 100 not in head and b"\xc3" not in head


class Away:
    """A server that nobody can reach."""

    def deliver(self, *_given: object) -> None:
        raise send.Unreachable("away")

    def close(self) -> None:
        return None


def test_after_a_day_without_a_server_all_letters_go_in_the_order_of_each_case(
    sagara: Sagara, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P9, short: everything is taken meanwhile; afterwards a third is greylisted, and all of it arrives once."""
    begun, cases, reached = now(), [], send.open_server
    with running_sink() as sink:
        settings.EMAIL_URL = sink.url
        sink.answer = lambda to, number: "451 4.7.1 greylisted" if number == 1 and int(to[1]) % 3 == 0 else "250 ok"
        monkeypatch.setattr(send, "open_server", lambda _address: Away())
        for hour in range(6):
            with travel(begun + timedelta(hours=4 * hour)):
                known = vault.contact(name="Alice", email=f"a{hour}@example.org")
                case, _party, _receipt = alice_complains(complainant=known)
                cases.append(case)
                assert send.send_due() == 0
        with travel(begun + timedelta(hours=24)):
            for case in cases:
                converse.reply(Case.objects.get(pk=case.pk), text="Mohon maaf.", by=sagara.fitri)
        monkeypatch.setattr(send, "open_server", reached)
        for minute in (2, 4, 8):
            with travel(begun + timedelta(hours=24, minutes=minute)):
                send.send_due()
    letters_of_cases = Outbound.objects.exclude(party_key="").order_by("pk")
    assert set(letters_of_cases.values_list("state", flat=True)) == {"sent"} and letters_of_cases.count() == 12
    numbers = [one.message["Message-ID"] for one in sink.taken]
    assert len(numbers) == len(set(numbers)) == Outbound.objects.filter(state="sent").count()
    for case in cases:
        order = list(letters_of_cases.filter(case_key=case.key).values_list("message_id", flat=True))
        assert [one for one in numbers if one in order] == order
    send.forget_server_pause()
