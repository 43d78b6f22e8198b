"""Mailboxes: tried before they are kept, sealed, read without taking old mail, and honest about a server's refusal."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.sweep import sweep
from tanggap.channels import mailboxes
from tanggap.channels.email import fetch
from tanggap.channels.inbound import read_raw
from tanggap.channels.models import Inbound, Mailbox, Outbound
from tests.channels.sink import running_sink
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import words

PATH = "/desk/settings/mailboxes/"
LETTER = (
    b"From: Alice <alice@example.org>\r\nTo: keluhan@sagara.test\r\nSubject: Galon bau\r\nMessage-ID: <%d@x>\r\n\r\n"
    b"Air galon saya berbau plastik sejak Selasa.\r\n"
)


@pytest.fixture
def ade(sagara: Sagara) -> Client:
    cache.clear()
    client = Client(headers={"accept-language": "en"})
    client.force_login(sagara.ade)
    return client


class Imap(socketserver.StreamRequestHandler):
    """As much of IMAP as a mailbox needs; the mails are `server.mails`, numbered from 1."""

    def handle(self) -> None:
        self.say("* OK ready")
        for line in iter(self.rfile.readline, b""):
            tag, _space, rest = line.decode().strip().partition(" ")
            if not self.obey(tag, rest):
                return

    def obey(self, tag: str, rest: str) -> bool:
        mails, word = self.server.mails, rest.upper()  # type: ignore[attr-defined]
        if word.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif word.startswith("LOGIN") and "rahasia" not in rest:
            self.say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (app password required)")
            return True
        elif word.startswith("SELECT"):
            self.say(f"* {len(mails)} EXISTS", "* OK [UIDVALIDITY 7] ok")
        elif word.startswith("STATUS"):
            self.say(f'* STATUS "INBOX" (UIDNEXT {len(mails) + 1})')
        elif word.startswith("UID SEARCH"):
            first = int(word.split("UID ")[2].split(":")[0])
            self.say("* SEARCH " + " ".join(str(n) for n in range(1, len(mails) + 1) if n >= min(first, len(mails))))
        elif word.startswith("UID FETCH"):
            number = int(word.split()[2])
            if number in self.server.withheld and "BODY" in word:  # type: ignore[attr-defined]
                self.say(f"{tag} NO [SERVERBUG] this one is broken")
                return True
            raw = mails[number - 1]
            whole = b"BODY[] {%d}\r\n" % len(raw) + raw if "BODY" in word else b"RFC822.SIZE %d" % len(raw)
            self.wfile.write(b"* 1 FETCH (UID 1 " + whole + b")\r\n")
        elif word.startswith("UID STORE"):
            self.server.seen.append(word.split()[2])  # type: ignore[attr-defined]
        elif word.startswith("LOGOUT"):
            self.say("* BYE", f"{tag} OK")
            return False
        self.say(f"{tag} OK done")
        return True

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def imap(mails: list[bytes]) -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.daemon_threads, server.mails, server.seen = True, mails, []  # type: ignore[attr-defined]
        server.withheld = set()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def account(kind: str, port: int, **more: str) -> dict[str, str]:
    return {"kind": kind, "act": "try", "address": "keluhan@sagara.test", "host": "127.0.0.1", "port": str(port),
            "tls": "none", **more}  # fmt: skip


def test_a_test_letter_is_sent_and_the_account_is_kept_sealed_and_used(ade: Client, sagara: Sagara) -> None:
    with running_sink() as server:
        page = words(ade.post(PATH, account("out", server.port), follow=True))
        assert "a test letter is on its way to ade@sagara.test" in page
        [letter] = server.taken
        assert (letter.to, letter.sender) == ("ade@sagara.test", "keluhan@sagara.test")
        alice_complains()
        sweep()
        assert [one.to for one in server.taken].count("alice@example.org") == 1
    box = Mailbox.objects.get()
    assert mailboxes.account_of(box).port == server.port and "127.0.0.1" not in box.sealed
    assert mailboxes.leaves() and str(server.port) not in repr(Outbound.objects.values())


def test_a_server_that_refuses_is_quoted_in_plain_words_and_nothing_is_kept(ade: Client, sagara: Sagara) -> None:
    with running_sink() as server:
        server.answer = lambda _to, _try: "550 5.7.1 We do not like you"
        answer = ade.post(PATH, account("out", server.port, password="rahasia-sekali"))
    page = answer.content.decode()
    assert answer.status_code == 409 and Mailbox.objects.count() == 0
    # A password without encryption is not asked for by this server at all.
    assert "refused. It said" in words(answer) or "does not offer" in words(answer)
    assert "rahasia-sekali" not in page and 'value="keluhan@sagara.test"' in page
    nobody = ade.post(PATH, account("out", closed_port()))
    assert "does not listen on port" in words(nobody) and nobody.status_code == 409
    lost = ade.post(PATH, account("in", 143, host="mail.nowhere.invalid", password="x"))
    assert "There is no server called mail.nowhere.invalid" in words(lost)
    assert "does not work yet" in words(lost)


def test_odd_accounts_are_told_field_by_field(ade: Client) -> None:
    odd = ade.post(PATH, account("in", 99999, address="not an address", host="http://x/", tls="maybe"))
    page = words(odd)
    assert odd.status_code == 400
    assert all(said in page for said in ("an email address", "name of the server only", "Choose one of these"))
    assert ade.post(PATH, {"kind": "in", "act": "remove", "box": "7"}).status_code == 404
    assert ade.post(PATH, {"kind": "in", "act": "remove", "box": "\0" * 3}).status_code == 404


def test_a_mailbox_is_read_from_its_end_on_and_each_mail_counts_once(ade: Client, sagara: Sagara) -> None:
    mails = [LETTER % 1, LETTER % 2]
    with imap(mails) as server:
        refused = ade.post(PATH, account("in", server.server_address[1], password="salah"))
        assert refused.status_code == 409 and "wants an app password" in words(refused)
        kept = ade.post(PATH, account("in", server.server_address[1], password="rahasia"), follow=True)
        assert "It works and is saved" in words(kept)
        sweep()
        assert Case.objects.count() == 0, "what lay there before is not touched"
        mails.append(LETTER % 3)
        for _time in range(2):
            Mailbox.objects.update(next_at=None)
            sweep()
        assert Case.objects.count() == 1 and server.seen == ["3"]
    Mailbox.objects.update(next_at=None)
    sweep()
    box = Mailbox.objects.get()
    assert (box.last_uid, bool(box.problem)) == (3, True), "the server has gone, and the row says so"
    assert "cannot be read now" in words(ade.get(PATH))


def test_an_empty_password_leaves_the_one_that_is_kept_and_giving_up_forgets_it(ade: Client) -> None:
    with imap([]) as server:
        port = server.server_address[1]
        ade.post(PATH, account("in", port, password="rahasia"))
        box = Mailbox.objects.get()
        changed = {"box": str(box.pk), "address": "baru@sagara.test", "user": "keluhan@sagara.test"}
        again = ade.post(PATH, account("in", port, **changed))
        assert again.status_code == 302
    box.refresh_from_db()
    assert (mailboxes.account_of(box).address, mailboxes.account_of(box).password) == ("baru@sagara.test", "rahasia")
    ade.post(PATH, {"kind": "in", "act": "remove", "box": str(box.pk)})
    box.refresh_from_db()
    assert (box.is_active, box.sealed) == (False, "")


def test_a_mail_that_the_server_keeps_to_itself_holds_the_others_up_for_three_looks_only(ade: Client) -> None:
    mails: list[bytes] = []
    with imap(mails) as server:
        ade.post(PATH, account("in", server.server_address[1], password="rahasia"))
        fetch.fetch_due()
        mails += [LETTER % 1, LETTER % 2]
        server.withheld.add(1)
        problems_seen = []
        for _look in range(4):
            Mailbox.objects.update(next_at=None)
            fetch.fetch_due()
            problems_seen.append(Mailbox.objects.get().problem)
    assert ["broken" in one for one in problems_seen] == [True, True, True, False]
    listed, taken = Inbound.objects.order_by("pk")
    assert (listed.state, listed.problem) == ("quarantined", "withheld")
    assert (taken.state, read_raw(taken)) == ("received", LETTER % 2)


def test_a_mailbox_says_who_receives_and_whether_answers_have_their_own_address(ade: Client, sagara: Sagara) -> None:
    mails: list[bytes] = []
    with imap(mails) as server:
        given = {"password": "rahasia", "unit": "quality", "takes_plus": "1"}
        page = words(ade.post(PATH, account("in", server.server_address[1], **given), follow=True))
        assert "Whoever is on duty for email" in page
        box = Mailbox.objects.get()
        assert (box.unit, box.takes_plus) == (sagara.unit["quality"], True)
        sweep()
        mails.append(LETTER % 1)
        Mailbox.objects.update(next_at=None)
        sweep()
        assert Case.objects.get().receiving_unit == sagara.unit["quality"]
        shown = ade.get(PATH).content.decode()
        assert 'value="quality" selected' in shown and 'name="takes_plus" value="1" checked' in shown
        port, number = server.server_address[1], str(box.pk)
        odd = ade.post(PATH, account("in", port, unit="nowhere", box=number))
        assert odd.status_code == 400 and "Choose one of these" in words(odd)
        ade.post(PATH, account("in", port, box=number))
    box.refresh_from_db()
    assert (box.unit, box.takes_plus) == (None, False)


def test_letters_that_found_no_server_leave_once_there_is_one(ade: Client, settings: Any, sagara: Sagara) -> None:
    settings.EMAIL_URL = "none://"
    alice_complains()
    sweep()
    assert set(Outbound.objects.values_list("state", flat=True)) == {"unsent"}
    with running_sink() as server:
        ade.post(PATH, account("out", server.port, act="save"))
        assert "found no server earlier" in words(ade.get(PATH))
        ade.post(PATH, {"kind": "out", "act": "send"})
        sweep()
        assert "alice@example.org" in {one.to for one in server.taken}


def test_the_environment_gives_the_first_account_and_a_row_goes_before_it(settings: Any, db: None) -> None:
    settings.EMAIL_URL = "smtp://user:pass@mail.old.example:587?from=a@old.example"
    settings.INBOX_URL = "imaps://box%40old.example:geheim@mail.old.example"
    assert mailboxes.configured().host == "mail.old.example"
    [box] = mailboxes.incoming()
    assert mailboxes.account_of(box) == mailboxes.Account(
        "box@old.example", "mail.old.example", 993, "box@old.example", "geheim", "ssl")  # fmt: skip
    new = mailboxes.Account("a@new.example", "mail.new.example", 465)
    Mailbox.objects.create(kind="out", address=new.address, sealed=mailboxes.sealed(new))
    assert mailboxes.configured().host == "mail.new.example" and len(mailboxes.incoming()) == 1
