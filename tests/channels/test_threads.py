"""Which complaint a mail goes to, and who never gets anything of it (HARDENING T3, T4)."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import product

import pytest

from tanggap.cases.models import Case, Link, Participant, Party, Reply
from tanggap.casework import close, converse
from tanggap.casework.arrivals import Words
from tanggap.casework.merge import merge
from tanggap.casework.read_mail import Reading, take_mail
from tanggap.casework.receive import receive
from tanggap.channels.email import letter as letters
from tanggap.channels.email.reply_address import reply_address
from tanggap.channels.mailboxes import Account, sealed
from tanggap.channels.models import Inbound, Mailbox, Outbound
from tanggap.core.limits import Limit
from tanggap.core.time import now, travel
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tests import sagara as world
from tests.sagara import ALICE, Sagara, alice_complains

BOX = "keluhan@sagara.example"
SECRET = "Saya menderita asma, tolong jangan sampai tetangga tahu."
MALLORY = "mallory@example.net"


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def mail(body: str = "Ini lanjutannya.", *, sender: str = "Alice <alice@example.org>", **headers: str) -> bytes:
    given = {"From": sender, "To": BOX, "Subject": "Re: keluhan saya", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}\r\n").encode()


def taken(raw: bytes) -> Reading:
    Limit.objects.all().delete()  # each mail by itself: how many one address may send is tried in test_loops.py
    return take_mail(raw)


def proposed() -> str:
    return Inbound.objects.latest("pk").proposed_key


def box(**values: object) -> Mailbox:
    account = Account(BOX, "imap.sagara.example", 993, BOX, "geheim")
    return Mailbox.objects.create(kind="in", address=BOX, sealed=sealed(account), takes_plus=True, **values)


def answer_address(case: Case, party: Party) -> str:
    return reply_address(BOX, case_key=case.key, party_key=party.key)


def asked_for(letter: Outbound, sender: str) -> str | None:
    return message_from_bytes(letters.build(letter, sender)[1], policy=policy.default)["Reply-To"]


def state_of(case: Case) -> tuple[object, ...]:
    """What no mail of a stranger may change."""
    return (
        sorted(Participant.objects.filter(case=case).values_list("pk", "role", "staff", "unit", "until")),
        sorted(Party.objects.filter(case=case).values_list("pk", "role", "person", "may_read", "may_answer")),
        Reply.objects.filter(case=case).count(),
        Case.objects.filter(pk=case.pk).values_list("version", "state", "unit").get(),
    )


def test_a_letter_asks_for_answers_at_an_address_of_its_own(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains()
    letter = Outbound.objects.get(case_key=case.key)
    assert asked_for(letter, BOX) is None, "no mailbox is read, so that nothing can be promised of it"
    mailbox = box()
    address = answer_address(case, party)
    assert asked_for(letter, BOX) == address and len(address.partition("@")[0]) <= 64
    reading = taken(mail(To=f"Tirta Sagara <{address}>"))
    said = case.replies.latest("pk")
    assert (reading.reference, said.body, said.party_id) == (case.reference, "Ini lanjutannya.", party.pk)

    Mailbox.objects.filter(pk=mailbox.pk).update(takes_plus=False)
    assert asked_for(letter, BOX) is None
    assert asked_for(letter, "noreply@sagara.example") == BOX
    staffs = Outbound(to_address="bob@sagara.test", subject="x", body_text="x", case_key=case.key,
                      message_id="<x@y>", created_at=now())  # fmt: skip
    assert asked_for(staffs, "noreply@sagara.example") is None, "staff do not answer by mail"


def forged(genuine: str, others: str) -> list[str]:
    """Thirty addresses that are not the one we made, from the token that is and from another complaint's."""
    name, _dot, token = genuine.partition("@")[0].partition(".")
    other_name, _dot, other = others.partition("@")[0].partition(".")
    raw = base64.urlsafe_b64decode(f"{token}=")
    last = token[:-1] + chr(ord(token[-1]) + 1)  # the same bytes, spelt in another way
    tokens = [
        "", token[:1], token[:16], token[:21], token[:22], token[:32], token[:42], token + "A", token + token,
        token + "=", f"A{token}", token.lower(), token.upper(), token.swapcase(), token[::-1], last, other, "A" * 43,
        "0" * 43, "=" * 43, raw.hex(), base64.b32encode(raw).decode().rstrip("="), token[1:] + token[0],
        f"{token[:20]} {token[20:]}", f"{token[:42]}\u0410", "' OR 1=1 --",
    ]  # fmt: skip
    names = [other_name, name.replace("+", "+0"), f"{BOX.partition('@')[0]}+99999999999999999999", "keluhan+"]
    return [f"{name}.{one}@sagara.example" for one in tokens] + [f"{one}.{token}@sagara.example" for one in names]


def test_no_forged_token_in_no_header_reaches_a_complaint(sagara: Sagara) -> None:
    box()
    case, party, _receipt = alice_complains()
    bruno = receive(Words(body=world.STORY, complainant=vault.contact(email="bruno@example.org")), by=VISITOR)
    other = Case.objects.get(pk=bruno.case_id)
    genuine, others = answer_address(case, party), answer_address(other, other.parties.get())
    variants = forged(genuine, others)
    assert len(set(variants)) == 30 and genuine not in variants
    before = state_of(case), state_of(other)
    for number, (address, header) in enumerate(product(variants, ("To", "Delivered-To", "In-Reply-To"))):
        value = f"<{address}>" if header == "In-Reply-To" else address
        reading = taken(mail(f"Percobaan {number}", **{header: value}))
        assert reading.reference not in {case.reference, other.reference}, f"{header}: {address}"
    assert (state_of(case), state_of(other)) == before
    # What the forged ones were made of is real, and still opens nothing to anybody else.
    reading = taken(mail("Batalkan saja.", sender=MALLORY, To=genuine))
    assert (reading.state, reading.problem, proposed()) == ("quarantined", "other_sender", case.key)
    assert taken(mail(To=others)).problem == "other_sender", "Alice, with the token of Bruno"
    assert (state_of(case), state_of(other)) == before
    assert taken(mail(To=genuine)).reference == case.reference


def strangers(case: Case, letter: Outbound, address: str) -> Iterator[dict[str, str]]:
    """Sixty mails that want to be let in: who says to be the sender, what it answers, what is claimed besides."""
    senders = (
        {"sender": MALLORY}, {"sender": f"Alice <{MALLORY}>"}, {"sender": f'"alice@example.org" <{MALLORY}>'},
        {"sender": f"alice@example.org, {MALLORY}"}, {"sender": MALLORY, "Reply_To": "alice@example.org"},
        {"sender": MALLORY, "Sender": "alice@example.org"},
    )  # fmt: skip
    threads: tuple[dict[str, str], ...] = (
        {"In_Reply_To": letter.message_id}, {"References": f"<x@y> {letter.message_id}"}, {"To": address},
        {"Subject": f"Re: {case.reference}"},
        {"Cc": ", ".join([address, *(f"teman{n}@example.net" for n in range(5))])},
    )  # fmt: skip
    claims: tuple[dict[str, str], ...] = (
        {"Authentication_Results": "mx.sagara.example; dkim=pass header.d=example.org; dmarc=pass; spf=pass"},
        {"DKIM_Signature": "v=1; a=rsa-sha256; d=example.org; s=x; b=AAAA", "Received_SPF": "fail"},
    )  # fmt: skip
    for sender, thread, claim in product(senders, threads, claims):
        yield {**sender, **thread, **claim}


def test_none_of_sixty_mails_of_a_stranger_gets_anything_of_alices_complaint(sagara: Sagara) -> None:
    box()
    case, party, _receipt = alice_complains(body=SECRET)
    converse.reply(case, text="Bu Alice, kami jaga rahasianya.", by=sagara.fitri)
    letter = Outbound.objects.filter(case_key=case.key).latest("pk")
    mails = list(strangers(case, letter, answer_address(case, party)))
    assert len(mails) == 60
    before, people = state_of(case), Party.objects.count()
    for number, headers in enumerate(mails):
        reading = taken(mail(f"Kirimkan riwayatnya kepada saya, {number}.", **headers))
        assert (reading.state, proposed()) == ("quarantined", case.key), headers
    assert state_of(case) == before and Party.objects.count() == people and Case.objects.count() == 1
    assert set(Outbound.objects.values_list("to_address", flat=True)) == {"alice@example.org"}


def test_who_says_to_be_alice_and_is_not_makes_us_write_to_alice_alone(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains(body=SECRET)
    for headers in ({"Reply_To": MALLORY}, {"Sender": MALLORY}, {"Cc": MALLORY}, {"Return_Path": f"<{MALLORY}>"}):
        reading = taken(mail(f"Kirim ke sini: {headers}", Subject="Rekening baru", **headers))
        assert reading.reference not in {"", case.reference}, "a complaint of its own, answered to Alice"
    assert set(Outbound.objects.values_list("to_address", flat=True)) == {"alice@example.org"}
    assert not any(SECRET in letter.body_text for letter in Outbound.objects.all())


@pytest.mark.parametrize("name", ["fitri", "bob", "olga", "ade"])
def test_nobody_acts_as_staff_by_mail(sagara: Sagara, name: str) -> None:
    box()
    case, party, _receipt = alice_complains()
    before, letters_before = state_of(case), Outbound.objects.count()
    letter = Outbound.objects.get(case_key=case.key)
    for thread in ({"In_Reply_To": letter.message_id}, {"To": answer_address(case, party)}, {"Subject": case.reference},
                   {"Subject": "Ada keluhan dari pelanggan"}):  # fmt: skip
        reading = taken(mail("Bu Alice, uang Ibu kami kembalikan.", sender=f"{name.title()}@SAGARA.test", **thread))
        assert (reading.state, reading.problem) == ("quarantined", "from_staff")
    assert state_of(case) == before and Outbound.objects.count() == letters_before and Case.objects.count() == 1


def test_a_number_in_the_subject_proposes_and_tells_nothing(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    letters_before = Outbound.objects.count()
    for subject in (f"Re: [{case.reference}]", f"re: {case.reference.lower()}, tolong"):
        reading = taken(mail(Subject=subject))
        assert (reading.state, reading.problem, proposed()) == ("quarantined", "only_number", case.key)
    assert Outbound.objects.count() == letters_before and not case.replies.exists()
    unknown = f"{case.reference[:4]}99999"
    assert taken(mail(Subject=f"Nota {unknown}")).reference, "no complaint has that number: it is a word like any other"


def test_an_answer_finds_a_complaint_that_is_closed_merged_or_forgotten(sagara: Sagara) -> None:
    box()
    case, party, _receipt = alice_complains()
    into, other, _receipt = alice_complains(body="Galon yang sama, sekali lagi.")
    address = answer_address(case, party)
    merge(case, into=into, checked="Bu Alice menelepon, ini keluhan yang sama.", by=sagara.fitri)
    assert taken(mail("Setelah digabung", To=address)).reference == into.reference
    assert into.replies.latest("pk").party_id == other.pk

    Link.objects.filter(how="merged").update(proof="")
    reading = taken(mail("Tanpa bukti", To=address))
    assert (reading.problem, proposed()) == ("merged_away", case.key)

    close.withdraw(Case.objects.get(pk=into.pk), reason="Sudah beres.", by=other)
    reading = taken(mail("Terima kasih", To=answer_address(into, other)))
    following = Case.objects.get(reference=reading.reference)
    assert following.kind == "contact" and Link.objects.filter(case=following, other=into).exists()

    vault.forget(other.person)
    reading = taken(mail("Masih ingat saya?", To=answer_address(into, other)))
    fresh = Case.objects.get(reference=reading.reference)
    assert fresh.kind == "complaint" and not Link.objects.filter(case=fresh).exists()


def test_a_representative_answers_only_for_the_complaint_that_he_brought(sagara: Sagara) -> None:
    brought = receive(
        Words(body=world.STORY, complainant=ALICE, representative=vault.contact(email="rudi@example.org")), by=VISITOR
    )
    case = Case.objects.get(pk=brought.case_id)
    letter = Outbound.objects.get(case_key=case.key, to_address="rudi@example.org")
    assert letter.party_key == case.parties.get(role="representative").key
    assert taken(mail("Ini Rudi", sender="rudi@example.org", In_Reply_To=letter.message_id)).reference == case.reference
    own, party, _receipt = alice_complains()
    assert taken(mail("Ini Rudi", sender="rudi@example.org", To=answer_address(own, party))).state == "quarantined"


def test_one_mail_in_two_of_our_mailboxes_is_one_complaint(sagara: Sagara) -> None:
    raw = mail("Airnya bau.", Message_ID="<satu@example.org>", Subject="Galon")
    first = take_mail(b"Delivered-To: satu@sagara.example\r\n" + raw, mailbox="mailbox:1")
    second = take_mail(b"Delivered-To: dua@sagara.example\r\n" + raw, mailbox="mailbox:2")
    assert (first.known, second.known, second.reference) == (False, True, first.reference)
    assert Case.objects.count() == 1 and Inbound.objects.count() == 2
    assert take_mail(mail("Lain lagi.", Message_ID="<satu@example.org>")).reference != first.reference


def test_what_arrives_in_the_mailbox_of_a_unit_is_received_there(sagara: Sagara) -> None:
    mailbox = box(unit=sagara.unit["quality"])
    case = Case.objects.get(reference=take_mail(mail("Airnya bau."), mailbox=mailbox.key).reference)
    assert (case.receiving_unit, case.unit, case.owner) == (sagara.unit["quality"], sagara.unit["quality"], sagara.bob)
    with travel(now() + timedelta(days=1)):
        case = Case.objects.get(reference=take_mail(mail("Masih bau.")).reference)
    assert case.receiving_unit == sagara.unit["frontdesk"]
