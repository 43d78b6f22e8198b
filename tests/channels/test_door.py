"""The mail door: “250” means kept, “451” means later, and nobody else's mail is taken."""

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from bench.place import wait_until
from tanggap.channels.inbound import LARGEST_MAIL, read_raw
from tanggap.channels.mailboxes import Account, sealed
from tanggap.channels.models import Inbound, Mailbox
from tanggap.config.environment import listening
from tests import sagara as world
from tests.second_pg import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BOX, ALICE = "keluhan@sagara.test", "alice@example.org"
PROGRAM = """
from tanggap.cli.command import database, set_up
from tanggap.cli.listening import listen
set_up()
with database():
    listen()
"""
RAW = (
    b"From: Alice <alice@example.org>\r\nTo: keluhan@sagara.test\r\nSubject: Galon\r\n\r\n"
    b"Bau \xff plastik.\r\n.titik\r\n" + b"x" * 5_000 + b"\r\n"
)


@contextmanager
def door(scheme: str = "smtp") -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """What `tanggap listen` does once it has found the database safe, which that of a test is not."""
    port = free_port()
    place = {"TANGGAP_SMTP_LISTEN": f"{scheme}://127.0.0.1:{port}", "TANGGAP_EMAIL_URL": "none://"}
    command = [sys.executable, "-c", PROGRAM]
    process = subprocess.Popen(command, env={**os.environ, **place}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None and process.stdout.readline().startswith(b"Mail is taken at")
        yield port, process
    finally:
        process.terminate()
        _said, logged = process.communicate(timeout=20)
        assert process.returncode in (0, -signal.SIGKILL), logged
        assert b"alice" not in logged.lower() and b"127.0.0.1" not in logged, "who writes to us is not logged"


@pytest.fixture
def boxes() -> tuple[Mailbox, Mailbox]:
    world.build()
    found = []
    for address in (BOX, "mutu@sagara.test"):
        account = Account(address, "imap.sagara.test", 993, address, "geheim")
        found.append(Mailbox.objects.create(kind="in", address=address, sealed=sealed(account)))
    return found[0], found[1]


def hand_over(port: int, raw: bytes, *to: str, sender: str = ALICE) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        return server.sendmail(sender, to, raw)


def test_what_is_taken_is_kept_byte_for_byte_and_only_for_us(boxes: tuple[Mailbox, Mailbox]) -> None:
    with door() as (port, _process):
        refused = hand_over(port, RAW, BOX, "Keluhan+9.Abc@SAGARA.test", "mutu@sagara.test", "orang@lain.example")
        assert refused == {"orang@lain.example": (550, b"5.1.1 Nobody here has this address")}
        rows = Inbound.objects.order_by("channel")
        assert [(row.channel, read_raw(row), row.state) for row in rows] == [
            (f"email:{box.key}", RAW, "received") for box in sorted(boxes, key=lambda box: box.key)
        ]
        hand_over(port, RAW, BOX)
        assert Inbound.objects.count() == 2, "who hands over once more gets the same answer"
        hand_over(port, RAW, BOX, sender="")
        assert read_raw(Inbound.objects.latest("pk")) == b"Return-Path: <>\r\n" + RAW, "a report, and known as such"
        for stranger in ("a@sagara.test.evil.example", "keluhan", "keluhan@sagara.test@evil.example", "@", '"a b"@x'):
            with pytest.raises(smtplib.SMTPException):
                hand_over(port, RAW, stranger)
        large = (b"x" * 998 + b"\r\n") * (LARGEST_MAIL // 1000 + 1000)
        with pytest.raises(smtplib.SMTPException) as answer:
            hand_over(port, b"Subject: x\r\n\r\n" + large, BOX)
        assert answer.value.args[0] == 552
        if program := shutil.which("swaks"):
            said = subprocess.run([program, "--server", f"127.0.0.1:{port}", "--to", BOX, "--from", ALICE],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            assert "250 2.0.0 Kept" in said.stdout
        assert Inbound.objects.filter(raw=RAW).count() == 2


def test_a_conversation_by_hand_gets_sensible_answers(boxes: tuple[Mailbox, Mailbox]) -> None:
    with door() as (port, _process), socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        file = link.makefile("rwb")

        def say(line: bytes) -> bytes:
            file.write(line + b"\r\n")
            file.flush()
            answer = file.readline()
            while answer[3:4] == b"-":
                answer = file.readline()
            return answer[:3]

        assert file.readline().startswith(b"220 ")
        assert say(b"DATA") == b"503" and say(b"MAIL FROM:<a@b.id> SIZE=99999999") in (b"503", b"552")
        assert say(b"EHLO x") == b"250" and say(b"MAIL FROM:<a@b.id> SIZE=99999999") == b"552"
        assert say(b"AUTH LOGIN") in (b"500", b"502", b"503", b"538") and say(b"VRFY root") in (b"252", b"502", b"550")
        assert say(b"MAIL FROM:<>") == b"250" and say(b"RCPT TO:<root@localhost>") == b"550"
        assert say(b"\0\xff") == b"500" and say(b"DATA") == b"503" and say(b"QUIT") == b"221"
    assert not Inbound.objects.exists()


def test_fifty_are_let_in_at_once_and_an_sop_is_waited_for(db: None) -> None:
    with door() as (port, _process):
        links = [socket.create_connection(("127.0.0.1", port), timeout=20) for _number in range(51)]
        greetings = [link.recv(3) for link in links]
        assert sorted(greetings) == [b"220"] * 50 + [b"421"]
        for link in links:
            link.close()
        assert wait_until(lambda: greeted(port), 20), "who has gone makes room"
        with pytest.raises(smtplib.SMTPException) as answer:
            hand_over(port, RAW, BOX)
        assert "451" in str(answer.value), "nobody has published an SOP yet"


def greeted(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        return link.recv(3) == b"220"


def test_over_lmtp_each_recipient_is_answered(boxes: tuple[Mailbox, Mailbox]) -> None:
    with door("lmtp") as (port, _process):
        with smtplib.LMTP("127.0.0.1", port) as server:
            server.ehlo_or_helo_if_needed()
            server.mail(ALICE)
            codes = [server.rcpt(one)[0] for one in (BOX, "orang@lain.example", "mutu@sagara.test")]
            first = server.data(RAW)[0]
            second = server.getreply()[0]
            assert server.noop()[0] == 250, "no answer was too much"
    assert (codes, first, second) == ([250, 550, 250], 250, 250) and Inbound.objects.count() == 2


def test_without_the_database_it_says_later_and_takes_it_afterwards(boxes: tuple[Mailbox, Mailbox]) -> None:
    with door() as (port, process):
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
            server.ehlo()
            server.mail(ALICE)
            assert server.rcpt(BOX)[0] == 250
            with away():
                assert server.data(RAW)[0] == 451 and server.mail(ALICE)[0] == 250
                assert server.rcpt(BOX)[0] == 451
        assert not Inbound.objects.exists()
        assert hand_over(port, RAW, BOX) == {} and Inbound.objects.count() == 1
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert Inbound.objects.count() == 1


@contextmanager
def away() -> Iterator[None]:
    """The database lets nobody in, and throws out who is in it, except us."""
    name, mine = connection.settings_dict["NAME"], connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    given = {key: value for key, value in mine.items() if key in ("host", "port", "user", "password")}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as me:
        me.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            me.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
                       " AND usename = current_user", [name, own])  # fmt: skip
            yield
        finally:
            me.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.mark.parametrize("wrong", ["2525", "http://x:1", "localhost", "smtp://:25", "lmtp:///socket", "a:99999"])
def test_a_place_that_is_none_is_named_in_a_sentence(wrong: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        listening(wrong)
    assert listening("") is None and str(listening("lmtp://[::1]:24")) == "Listening(host='::1', port=24, local=True)"
