"""Mails of others, read as a person would read them."""

import tomllib
from pathlib import Path

import pytest

from tanggap.channels.email.delivery_report import report_of
from tanggap.channels.email.mail import head_of, read
from tanggap.channels.email.nature import Nature
from tanggap.channels.email.quotation import without_quotation
from tanggap.channels.email.why_not import reason_of

DATA = Path(__file__).parents[1] / "data" / "emails"
MAILS = tomllib.loads((DATA / "mime.toml").read_text(encoding="utf-8"))
REPLIES = tomllib.loads((DATA / "replies.toml").read_text(encoding="utf-8"))


def test_every_mail_and_every_body_has_its_expectation() -> None:
    assert len(MAILS) == 72 and set(MAILS) == {path.stem for path in (DATA / "mime").glob("*.eml")}
    assert {*REPLIES, "email_long_quote"} == {path.stem for path in (DATA / "reply_bodies").glob("*.txt")}


def told_of(name: str) -> dict[str, object]:
    """What stands of its reading; how it ends is tried in tests/stories/test_mail.py."""
    return {key: value for key, value in MAILS[name].items() if key != "becomes"}


@pytest.mark.parametrize("name", sorted(MAILS))
def test_a_strange_mail_is_read_as_a_person_would(name: str) -> None:
    raw = (DATA / "mime" / f"{name}.eml").read_bytes()
    mail, told = read(raw), report_of(raw)
    assert {
        "nature": str(mail.nature),
        "sender": mail.sender.address if mail.sender else "",
        "name": mail.sender.name if mail.sender else "",
        "subject": mail.subject,
        "text": " ".join(mail.text.split())[:70].rstrip(),
        "files": [one.name for one in mail.enclosures],
        "report": f"{told.outcome} {reason_of(told.said, told.status)}" if mail.nature == Nature.BOUNCE else "",
    } == {"nature": "person", "name": "", "files": [], "report": "", **told_of(name)}
    assert head_of(raw) == (mail.sender, mail.subject), "a list says the same of it"


@pytest.mark.parametrize("name", sorted(REPLIES))
def test_the_letter_that_is_answered_is_left_out(name: str) -> None:
    body = (DATA / "reply_bodies" / f"{name}.txt").read_text(encoding="utf-8")
    assert without_quotation(body) == REPLIES[name].removeprefix("\n")


def test_a_quotation_of_emptiness_is_left_out() -> None:
    body = (DATA / "reply_bodies" / "email_long_quote.txt").read_text(encoding="utf-8")
    words = without_quotation(body)
    assert words.startswith("Hi folks\n\nWhat is the best way") and words.endswith("-Abhishek Kona")


OURS = "> Bu Ratna, kami mohon maaf airnya berbau.\n> Bolehkah kami minta nomor segelnya?"


@pytest.mark.parametrize(
    "below",
    [
        f"Pada tanggal Kam, 19 Nov 2026 pukul 10.42 Tirta Sagara <keluhan@tirtasagara.example> menulis:\n\n{OURS}",
        f"Pada Kam, 19 Nov 2026 10.42, Tirta Sagara\n<keluhan@tirtasagara.example> menulis:\n{OURS}",
        f"Pada Kamis, 19 November 2026 10.42.11 WIB, Tirta Sagara <keluhan@tirtasagara.example> menulis: \n\n {OURS}",
        f"On Thu, 19 Nov 2026 at 10:42, Tirta Sagara <keluhan@tirtasagara.example> wrote:\n{OURS}",
        "Dari: Tirta Sagara <keluhan@tirtasagara.example>\nDikirim: 19 November 2026 10:42\nKepada: Ratna\n"
        "Perihal: Keluhan K26-04817\n\nBu Ratna, kami mohon maaf airnya berbau.",
        "________________________________\nFrom: Tirta Sagara <keluhan@tirtasagara.example>\nSent: Thursday\n"
        "To: Ratna\nSubject: K26-04817\n\nBu Ratna, kami mohon maaf.",
        f"-----Pesan Asli-----\nDari: Tirta Sagara\n{OURS}",
        "---------- Pesan terusan ----------\nBu Ratna, kami mohon maaf.",
        "-- \nRatna Wulandari\nDapur Bu Ratna",
        "Dikirim dari iPhone saya",
        f"Terkirim dari Yahoo Mail di Android\n\nPada Kam, 19 Nov 2026 10.42, Tirta menulis:\n{OURS}",
    ],
)
def test_what_indonesian_programs_put_below_an_answer_is_left_out(below: str) -> None:
    assert without_quotation(f"Segelnya B-1609.\n\nTutupnya masih saya simpan dua.\n\n{below}\n") == (
        "Segelnya B-1609.\n\nTutupnya masih saya simpan dua."
    )


def test_words_between_quotations_keep_what_they_answer() -> None:
    text = "> Kapan dikirim?\nSelasa.\n\n> Berapa galon?\nDua."
    assert without_quotation(text) == text


def test_an_answer_below_the_old_letter_stands_alone() -> None:
    assert without_quotation(f"Selamat pagi,\n\nTirta Sagara menulis:\n{OURS}\n\nSegelnya B-1609.") == (
        f"Selamat pagi,\n\nTirta Sagara menulis:\n{OURS}\n\nSegelnya B-1609."
    )  # no address and no “Pada” before “menulis”: somebody may have written that himself
    assert without_quotation(f"{OURS}\n\nSegelnya B-1609.") == "Segelnya B-1609."


@pytest.mark.parametrize("text", [OURS, "Pesan terusan\n\nAirnya bau.", "--\nRatna", "Dikirim dari iPhone saya"])
def test_nothing_is_left_out_when_nothing_would_be_left(text: str) -> None:
    assert without_quotation(text) == text


def test_html_is_read_as_lines_and_nothing_in_it_is_carried_out() -> None:
    mail = read(
        b"From: Alice <alice@example.org>\r\nSubject: Galon\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<html><head><title>x</title><style>p{color:red}</style></head><body><p>Airnya <b>bau</b>&nbsp;plastik.</p>"
        b"<script>alert(1)</script><ul><li>Senin</li><li>Kamis</li></ul><div>Lihat <a href='https://foto.example/1'>"
        b"fotonya</a></div><table><tr><td>Galon</td><td>2</td></tr></table>"
        b"<blockquote>Bu Alice, kami mohon maaf.</blockquote></body></html>"
    )
    assert mail.text == (
        "Airnya bau plastik.\n\n- Senin\n- Kamis\n\nLihat fotonya (https://foto.example/1)\n\nGalon  2\n\n"
        "> Bu Alice, kami mohon maaf."
    )
    assert mail.words == "Airnya bau plastik.\n\n- Senin\n- Kamis\n\nLihat fotonya (https://foto.example/1)\n\nGalon  2"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Auto-Submitted: auto-replied", Nature.AUTOMATIC),
        ("Auto-Submitted: no", Nature.PERSON),
        ("X-Autoreply: yes", Nature.AUTOMATIC),
        ("Subject: Balasan otomatis: K26-04817", Nature.AUTOMATIC),
        ("Subject: Out of the office until Monday", Nature.AUTOMATIC),
        ("Subject: Cuti saya ditolak", Nature.PERSON),
        ("Precedence: bulk", Nature.BULK),
        ("List-Unsubscribe: <mailto:off@toko.example>", Nature.BULK),
        ("X-Spam-Flag: YES", Nature.SPAM),
        ("X-Spam-Status: No, score=-1", Nature.PERSON),
        ("From: KELUHAN@tirtasagara.example", Nature.OWN),
        ("From: MAILER-DAEMON@mx.example", Nature.BOUNCE),
    ],
)
def test_what_a_machine_wrote_is_told_by_its_headers(headers: str, expected: Nature) -> None:
    sender = "" if headers.startswith("From") else "From: alice@example.org\r\n"
    mail = read(f"{sender}{headers}\r\n\r\nHalo".encode(), own_addresses=frozenset({"keluhan@tirtasagara.example"}))
    assert mail.nature == expected


def test_parts_within_parts_end_somewhere() -> None:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(60))
    mail = read(b"From: alice@example.org\r\n" + head + b"Content-Type: text/plain\r\n\r\nDi dasar")
    assert mail.text == ""


A_MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("body", "begins", "most"),
    [
        (b"Content-Type: text/html\n\n" + b"<blockquote>bau" * 66_000, "bau", A_MEGABYTE),
        (b"Content-Type: text/html\n\n" + b"<blockquote>bau" * 5_000, "> bau", 500_000),
        (b"Content-Type: text/html\n\n" + b"<div>bau" * 125_000, "bau", A_MEGABYTE),
        (b"Content-Type: text/html\n\n<p>" + b"".join(b"<font size=%d>" % n for n in range(900)) + b"<p>bau" * 9_000,
         "bau", A_MEGABYTE),
        (b"Content-Type: text/html\n\n" + b"&" * A_MEGABYTE, "&&", A_MEGABYTE),
        (b"Content-Type: text/html\n\n" + b"<" * A_MEGABYTE, "<<", A_MEGABYTE),
        (b"Content-Type: text/plain; format=flowed\n\n" + b"bau \n" * 200_000, "bau bau", A_MEGABYTE),
        (b"Content-Type: text/plain; " + b'";' * 500_000 + b"\n\nbau", "bau", 3),
    ],
    ids=["quotations", "some quotations", "blocks", "letters", "signs", "tags", "flowed", "parameters"],
)  # fmt: skip
def test_a_mail_that_was_built_to_be_hard_is_read_all_the_same(body: bytes, begins: str, most: int) -> None:
    mail = read(b"From: alice@example.org\n" + body)
    assert mail.text.startswith(begins) and len(mail.text) <= most


@pytest.mark.parametrize("line", ["> bau", "> bau\n-- ", "Sent from my phone"])
def test_ends_below_ends_are_left_out_as_far_as_people_go(line: str) -> None:
    assert without_quotation("Airnya bau.\n" + f"{line}\n" * 100_000).startswith("Airnya bau.")


def test_a_sender_without_any_address_is_nobody() -> None:
    assert read(b"From: " + b"a" * A_MEGABYTE + b"\n\nbau").sender is None


def test_tens_of_thousands_of_parts_are_not_read() -> None:
    with pytest.raises(ValueError, match="more parts"):
        read(b"From: alice@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 100_000)
