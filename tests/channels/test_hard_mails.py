"""Mails that were built to hold us up: each is read or put aside within five seconds, and the next is read (T26)."""

import base64
import time
from collections.abc import Callable

import pytest

from tanggap.cases.models import Case
from tanggap.casework.read_mail import read_due, take_mail
from tanggap.channels import problems
from tanggap.channels.email import reader
from tests import sagara as world
from tests.corpus import LONG

MEGA = 1_000_000
PART = 1 if LONG else 4  # of what takes longest, with every change only a quarter
BIG = 20 * MEGA if LONG else 2 * MEGA
HEAD = b"From: alice@example.org\nSubject: Galon bau\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"


def nested(depth: int) -> bytes:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return HEAD + parts + b"Content-Type: text/plain\n\nDi dasar"


def attached(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\n\n" * depth + b"Subject: dasar\n\nDi dasar"


def multipart(body: bytes, kind: bytes = b"mixed") -> bytes:
    return HEAD + b"Content-Type: multipart/%s; boundary=b\n\n" % kind + body + b"\n--b--\n"


def quoted_printable(body: bytes) -> bytes:
    return HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + body


ZEROS = base64.encodebytes(bytes(17 * MEGA))
KILLERS: dict[str, Callable[[], bytes]] = {
    "1,000 parts within parts": lambda: nested(1_000),
    "parts within parts without end": lambda: nested(50_000),
    "200 mails within mails": lambda: attached(200),
    "mails within mails without end": lambda: attached(100_000),
    "thousands of parts side by side": lambda: multipart(b"\n--b\n\nbau" * (19_000 // PART)),
    "a million parts": lambda: multipart(b"\n--b\n\nx" * MEGA),
    "parts within parts, each with many": lambda: nested(60) + b"\n--b59\n\nx" * (15_000 // PART),
    "one boundary that is like the beginning of all": lambda: multipart(b"\n--bb\nx" * (300_000 // PART)),
    "alternatives without end": lambda: multipart(
        b"\n--b\nContent-Type: text/html\n\n<p>x" * (15_000 // PART), b"alternative"
    ),
    "100,000 headers": lambda: b"".join(b"X-%d: a\n" % n for n in range(100_000)) + HEAD + b"\nbau",
    "the same header again and again": lambda: b"To: a@b.id\n" * (100_000 // PART) + HEAD + b"\nbau",
    "the sender again and again": lambda: b"From: a@b.id\n" * (100_000 // PART) + b"\nbau",
    "a header of megabytes": lambda: b"X-Long: " + b"a" * BIG + b"\n" + HEAD + b"\nbau",
    "a header folded without end": lambda: b"Subject: x\n" + b" y\n" * (300_000 // PART) + HEAD + b"\nbau",
    "a header of encoded words": lambda: b"Subject: " + b"=?utf-8?q?a?= " * (100_000 // PART) + b"\n" + HEAD + b"\nbau",
    "encoded words that never end": lambda: b"Subject: " + b"=?utf-8?q?" * (100_000 // PART) + b"\n" + HEAD + b"\nbau",
    "recipients without end": lambda: b"To: " + b"a@b.id, " * (100_000 // PART) + b"\n" + HEAD + b"\nbau",
    "brackets in an address": lambda: b"From: " + b"(" * (100_000 // PART) + b"a@b.id\n\nbau",
    "quotes in an address": lambda: b'From: "' + b'\\"' * (100_000 // PART) + b'" <a@b.id>\n\nbau',
    "references without number": lambda: b"References: " + b"<a@b> " * (100_000 // PART) + b"\n" + HEAD + b"\nbau",
    "references that never end": lambda: b"References: " + b"<a" * (500_000 // PART) + b"\n" + HEAD + b"\nbau",
    "parameters of a type": lambda: b"Content-Type: text/plain" + b";a=b" * (200_000 // PART) + b"\n" + HEAD + b"\nbau",
    "a parameter in thousands of pieces": lambda: (
        b"Content-Type: text/plain" + b"".join(b"; name*%d=a" % n for n in range(50_000 // PART)) + b"\n"
        + HEAD + b"\nbau"
    ),
    "lines among headers that are none": lambda: HEAD + b"x\nA: b\n" * (300_000 // PART) + b"\nbau",
    "a million <": lambda: HTML + b"<" * MEGA,
    "a million < in plain text": lambda: HEAD + b"\n" + b"<" * MEGA,
    "a million tags": lambda: HTML + b"<p>" * MEGA,
    "tags within tags": lambda: HTML + b"<div><span>" * (200_000 // PART) + b"bau",
    "tables within tables": lambda: HTML + b"<table><tr><td>" * (100_000 // PART) + b"bau",
    "formatting left open": lambda: HTML + b"<b><i><u><a href=x>" * (100_000 // PART),
    "attributes without end": lambda: HTML + b"<p " + b"a=b " * (500_000 // PART) + b">bau",
    "a comment that never ends": lambda: HTML + b"<!--" * (500_000 // PART),
    "a million characters by name": lambda: HTML + b"&amp;" * MEGA,
    "a script of megabytes": lambda: HTML + b"<script>" + b"a<b;" * (BIG // 4) + b"</script>bau",
    "quotations within quotations": lambda: (
        HEAD + b"\nbau\n" + b"".join(b">" * (n % 3_000) + b" x\n" for n in range(8_000 // PART))
    ),
    "introductions without end": lambda: (
        HEAD + b"\nbau\n" + b"On Thu Dimas <a@b.id>\n" * (300_000 // PART) + b"wrote:\n> x"
    ),
    "words that look like Outlook": lambda: HEAD + b"\nbau\n" + b"From: a\nSent: b\nTo: c\n" * (200_000 // PART),
    "a line of megabytes": lambda: HEAD + b"\n" + b"bau " * (BIG // 4),
    "millions of empty lines": lambda: HEAD + b"\n" + b"\n" * (BIG // 2),
    "base64 of 23 megabytes": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + ZEROS,
    "a file of 23 megabytes": lambda: multipart(
        b"\n--b\n\nbau\n--b\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\n" + ZEROS
    ),
    "base64 of nothing but signs": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=\n" * (BIG // 4),
    "quoted-printable of nothing but signs": lambda: quoted_printable(b"=" * (BIG // 4)),
    "uuencode without end": lambda: (
        HEAD + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n" + b"M" * (BIG // 4)
    ),
    "UTF-7 without end": lambda: HEAD + b"Content-Type: text/plain; charset=utf-7\n\n" + b"+AGE-" * MEGA,
    "flowed without end": lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"bau \n" * MEGA,
}


@pytest.fixture(scope="module", autouse=True)
def no_child_is_left() -> object:
    yield
    reader._child.end()


def test_there_are_forty_of_them() -> None:
    assert len(KILLERS) >= 40


@pytest.mark.parametrize("name", KILLERS)
def test_a_mail_that_was_built_to_hold_us_up_is_over_within_five_seconds(name: str) -> None:
    raw = KILLERS[name]()
    began = time.monotonic()
    try:
        mail = reader.read(raw)
        assert mail.text is not None and "bau" in mail.text + mail.subject
    except (reader.TooHard, reader.Unreadable):
        pass  # that is an answer, too: a person looks at it
    assert time.monotonic() - began < reader.SECONDS + 1.5


@pytest.mark.parametrize("name", KILLERS)
def test_a_small_one_of_its_kind_is_read_at_once_or_by_the_child(name: str) -> None:
    """What is just small enough to be read here is cut out of each."""
    raw = KILLERS[name]()[: reader.LARGEST_ORDINARY]
    if not reader.is_ordinary(raw):
        return
    began = time.monotonic()
    try:
        reader.read(raw)
    except reader.Unreadable:
        pass
    assert time.monotonic() - began < 1


@pytest.mark.django_db
def test_after_one_that_cannot_be_read_the_next_is(monkeypatch: pytest.MonkeyPatch) -> None:
    world.build()
    hard = KILLERS["thousands of parts side by side"]()
    before = reader._child.process
    monkeypatch.setattr(reader, "SECONDS", 0.001)
    reading = take_mail(hard)
    assert (reading.state, reading.problem) == ("quarantined", problems.TOO_HARD)
    assert reader._child.process is None, "it was ended"
    monkeypatch.undo()
    large = HEAD + b"\n" + b"Airnya bau plastik.\n" * 20_000
    assert not reader.is_ordinary(large)
    case = Case.objects.get(reference=take_mail(large).reference)
    assert case.body.startswith("Airnya bau plastik.") and reader._child.process not in (None, before)
    reader._child.process.kill()
    reader._child.process.join()
    assert take_mail(large + b"Sekali lagi.").reference, "one that died is replaced"
    read_due(1)
    assert reader._child.process is not None
    monkeypatch.setattr(reader, "REST_SECONDS", 0)
    read_due(1)
    assert reader._child.process is None, "nothing was to be read for a while"


def test_what_the_child_reads_is_what_is_read_here() -> None:
    raw = (
        b"From: =?utf-8?q?Al=C3=ADce?= <alice@example.org>\nTo: a@x.id, b@x.id\nSubject: \xff\xfe Galon\n"
        b"Message-ID: <1@x>\nReferences: <2@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nBau \x80.\n\n"
        b"On Thu, Dimas <a@b.id> wrote:\n> x\n"
        b"--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\n\0\1\xff\n--b--\n"
    )
    here, there = reader.read(raw), reader._child.read(raw, frozenset())
    assert (here, here.words, here.twin) == (there, there.words, there.twin)
    assert here.enclosures[0].wrapping == "tnef"
