"""Mails: every one is kept and becomes a complaint, an answer, or a recorded reason why not."""

import argparse
import hashlib
import tomllib
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils.translation import override

from tanggap.audit import trail
from tanggap.cases.models import Case, Link
from tanggap.casework import close, converse
from tanggap.casework.arrivals import Words
from tanggap.casework.read_mail import Reading, take_mail
from tanggap.casework.receive import receive
from tanggap.casework.sweep import sweep
from tanggap.channels import inbound
from tanggap.channels.models import Inbound, Outbound
from tanggap.cli.commands import receive as command
from tanggap.core.errors import TanggapError
from tanggap.core.limits import Limit
from tanggap.people.actors import VISITOR
from tests.sagara import ALICE, Sagara, alice_complains

MAILS = sorted((Path(__file__).parents[1] / "data" / "emails" / "mime").glob("*.eml"))
TABLE = tomllib.loads((MAILS[0].parents[1] / "mime.toml").read_text(encoding="utf-8"))
TEXT = "Dua kiriman air galonnya berbau plastik, saya tidak bisa memasak untuk katering hari Selasa."


def mail(body: str = TEXT, *, sender: str = "Alice Rahmawati <alice@example.org>", **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": sender, "Subject": "Air galon berbau", "To": "keluhan@x.test", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()


def answer_to(letter: Outbound, body: str, **headers: str) -> bytes:
    return mail(body, In_Reply_To=letter.message_id, **{"Subject": "Re: keluhan", **headers})


def taken_alone(raw: bytes) -> Reading:
    """As if nothing else had come from that address."""
    Limit.objects.all().delete()
    return take_mail(raw)


def test_each_of_72_strange_mails_becomes_a_case_or_a_recorded_reason(sagara: Sagara) -> None:
    readings = {path.name: taken_alone(path.read_bytes()) for path in MAILS}
    states = Counter(one.state for one in readings.values())
    assert states == {"read": 60, "quarantined": 7, "refused": 5}
    # Two pairs are the same bytes; six more are the same mail in other clothes, as from another of our mailboxes.
    assert sum(one.known for one in readings.values()) == 8
    assert all(bool(one.reference) != bool(one.problem) for one in readings.values())
    ends = {path.stem: one.problem or ("same" if one.known else "case") for path in MAILS
            for one in (readings[path.name],)}  # fmt: skip
    assert ends == {name: told["becomes"] for name, told in TABLE.items()}
    assert Case.objects.count() == 53 and Inbound.objects.count() == 70
    for path in MAILS:
        kept = Inbound.objects.get(external_id=hashlib.sha256(path.read_bytes()).hexdigest())
        assert inbound.read_raw(kept) == path.read_bytes()
    assert not list(trail.verify())

    again = {path.name: take_mail(path.read_bytes()) for path in MAILS}
    assert all(one.known for one in again.values()) and Case.objects.count() == 53
    assert {name: one.reference for name, one in again.items()} == {
        name: one.reference for name, one in readings.items()
    }


def test_a_mail_becomes_a_complaint_with_its_words_its_files_and_a_receipt(sagara: Sagara) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Alice Rahmawati <alice@example.org>", "Fwd: Air galon berbau"
    message.set_content(TEXT)
    message.add_attachment(b"Isi surat jalan", maintype="text", subtype="plain", filename="surat jalan.txt")
    case = Case.objects.get(reference=take_mail(message.as_bytes()).reference)
    assert (case.title, case.body, case.medium, case.entered_by, case.language) == (
        "Air galon berbau", TEXT, "email", "mail", "id",
    )  # fmt: skip
    assert case.shown_name == "Alice Rahmawati"
    assert [one.file.shown_name for one in case.evidence.all()] == ["surat jalan.txt"]
    assert Outbound.objects.get(case_key=case.key).to_address == "alice@example.org"
    assert Inbound.objects.get(case_key=case.key).pk == case.inbound_id


def test_an_english_mail_is_answered_in_english(sagara: Sagara) -> None:
    reading = take_mail(mail("The water smells of plastic and I have a restaurant to run. Please do something."))
    assert Case.objects.get(reference=reading.reference).language == "en"


def test_an_answer_to_our_letter_is_heard_without_our_letter(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    converse.reply(case, text="Bu Alice, bolehkah kami minta nomor segelnya?", by=sagara.fitri)
    letter = Outbound.objects.filter(case_key=case.key).latest("pk")
    text = "Segelnya B-1609.\n\nPada Kam, 19 Nov 2026 pukul 10.42 Tirta <k@x.test> menulis:\n> Bu Alice, bolehkah"
    reading = take_mail(answer_to(letter, text))
    assert (reading.reference, Case.objects.count()) == (case.reference, 1)
    said = case.replies.latest("pk")
    assert (said.body, said.medium, said.party.person.pk) == ("Segelnya B-1609.", "email", _party.person.pk)


def test_an_answer_that_is_a_photograph_alone_does_not_say_what_our_letter_says(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    answer = EmailMessage()
    answer["From"], answer["Subject"] = "Alice <alice@example.org>", f"Re: Keluhan Anda kami terima: {case.reference}"
    answer["In-Reply-To"] = Outbound.objects.get(case_key=case.key, to_address="alice@example.org").message_id
    answer.add_attachment(b"Nota", maintype="text", subtype="plain", filename="nota.txt")
    assert take_mail(answer.as_bytes()).reference == case.reference
    assert case.replies.get().body == "(tanpa kata, hanya berkas)" and case.evidence.count() == 1


def test_a_very_long_answer_with_very_many_files_is_kept_whole(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    letter = Outbound.objects.get(case_key=case.key)
    message = EmailMessage()
    message["From"], message["In-Reply-To"] = "Alice <alice@example.org>", letter.message_id
    message.set_content("\n".join(f"Baris {number} tentang air yang berbau." for number in range(1_000)))
    for number in range(23):
        message.add_attachment(b"Nota %d" % number, maintype="text", subtype="plain", filename=f"nota-{number}.txt")
    assert take_mail(message.as_bytes()).reference == case.reference
    said = case.replies.latest("pk")
    assert len(said.body) < 20_000 and said.body.startswith("Baris 0")
    assert case.evidence.filter(reply=said).count() == 24, "and the whole text is one of them"


def test_a_stranger_who_answers_our_letter_is_not_heard_as_alice(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    letter = Outbound.objects.get(case_key=case.key)
    before = case.replies.count()
    reading = take_mail(answer_to(letter, "Batalkan saja.", From="Mallory <mallory@example.net>"))
    assert (reading.state, reading.problem) == ("quarantined", "other_sender")
    assert case.replies.count() == before and Case.objects.count() == 1


@pytest.mark.parametrize("reference", ["<K26-00001@localhost>", f"<{'0' * 8}-{'0000-' * 3}{'0' * 12}@localhost>", "<>"])
def test_an_invented_message_id_opens_no_case(sagara: Sagara, reference: str) -> None:
    case, _party, _receipt = alice_complains()
    reading = take_mail(mail("Ini lanjutannya.", References=reference))
    assert reading.state == "read" and reading.reference != case.reference


def test_an_answer_on_a_closed_case_follows_it_as_a_question(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains()
    close.withdraw(case, reason="Sudah beres.", by=party)
    letter = Outbound.objects.filter(case_key=case.key).first()
    assert letter is not None
    reading = take_mail(answer_to(letter, "Terima kasih banyak atas bantuannya."))
    following = Case.objects.get(reference=reading.reference)
    assert (following.kind, following.pk != case.pk) == ("contact", True)
    assert Link.objects.filter(case=following, other=case).exists()


def test_our_own_letter_that_comes_back_is_refused_and_not_answered(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    letter = Outbound.objects.get(case_key=case.key)
    reading = take_mail(mail("Keluhan Anda kami terima.", Message_ID=letter.message_id))
    assert (reading.state, reading.problem) == ("refused", "own")
    assert (Case.objects.count(), Outbound.objects.count()) == (1, 1)


def test_a_machine_gets_no_answer(sagara: Sagara) -> None:
    reading = take_mail(mail("Saya sedang cuti.", Auto_Submitted="auto-replied"))
    assert (reading.state, reading.problem, Outbound.objects.count()) == ("refused", "automatic", 0)


def test_a_very_long_mail_is_kept_whole_in_a_file(sagara: Sagara) -> None:
    long = "\n".join(f"Baris {number} tentang air yang berbau." for number in range(3_000))
    case = Case.objects.get(reference=take_mail(mail(long)).reference)
    assert len(case.body) < 50_000 and case.body.startswith("Baris 0 tentang")
    assert case.evidence.get().file.size == len(long.encode())


def test_a_file_that_cannot_be_kept_is_named_in_the_text(sagara: Sagara) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "alice@example.org", "Foto"
    message.set_content(TEXT)
    message.add_attachment(b"x" * (10 * 1024 * 1024 + 1), maintype="application", subtype="zip", filename="foto.zip")
    case = Case.objects.get(reference=take_mail(message.as_bytes()).reference)
    assert case.body.startswith(f"{TEXT}\n\n[foto.zip: ") and not case.evidence.exists()


@pytest.mark.parametrize("raw", [b"", b"\0\xff\xfe", b"From: \r\n\r\n", b"From: alice@example.org\r\n\r\n  \r\n"])
def test_what_nobody_can_answer_waits_for_a_person(sagara: Sagara, raw: bytes) -> None:
    reading = take_mail(raw)
    assert reading.state == "quarantined" and reading.problem in {"no_sender", "empty"}


def test_a_mail_that_was_kept_and_not_read_is_read_by_the_worker(sagara: Sagara) -> None:
    inbound.keep_raw("email:box", "1", mail(), media_type="message/rfc822")
    assert sweep().read == 1
    assert Case.objects.get().title == "Air galon berbau"
    assert sweep().read == 0


@pytest.mark.django_db
def test_without_an_sop_nothing_is_taken_and_nothing_lost(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(mail())
    with override("en"), pytest.raises(TanggapError, match="No SOP has been published"):
        command.run(argparse.Namespace(files=[str(tmp_path / "one.eml")], mailbox="files"))
    assert not Inbound.objects.exists()


def test_the_command_says_what_became_of_each_file(
    sagara: Sagara, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.eml").write_bytes(mail())
    (tmp_path / "away.eml").write_bytes(mail(Auto_Submitted="auto-replied"))
    names = [str(tmp_path / name) for name in ("one.eml", "away.eml", "none.eml")]
    assert command.run(argparse.Namespace(files=names, mailbox="files")) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"{names[0]}: {Case.objects.get().reference}",
        f"{names[1]}: refused: A machine answered by itself; nobody wrote this.",
        "1 not taken, 1 read, 1 refused.",
    ]
    assert said.err == f"{names[2]}: No such file or directory\n"


def test_hidden_cases_are_answered_by_mail_only_from_their_own_address(sagara: Sagara) -> None:
    receipt = receive(Words(body=TEXT, complainant=ALICE, confidential=True), by=VISITOR)
    case = Case.objects.get(pk=receipt.case_id)
    letter = Outbound.objects.get(case_key=case.key)
    assert take_mail(answer_to(letter, "Ini tambahan dari saya.")).reference == case.reference
    assert "tambahan" not in case.replies.latest("pk").stored_body  # sealed like everything in it
