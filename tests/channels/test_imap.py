"""Mailboxes on a real IMAP server: nothing is taken twice, nothing is marked before it is kept, nothing is skipped."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from tanggap.channels import problems
from tanggap.channels.email import fetch
from tanggap.channels.inbound import LARGEST_MAIL, read_raw
from tanggap.channels.mailboxes import sealed
from tanggap.channels.models import Inbound, Mailbox
from tanggap.core.time import now, travel
from tests.channels.dovecot import MISSING, PROGRAM, Dovecot, running_dovecot

pytestmark = [pytest.mark.skipif(not PROGRAM, reason=MISSING), pytest.mark.django_db]
OLD = b"From: lama@example.org\r\nSubject: Surat lama\r\n\r\nDari tahun lalu.\r\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


def letter(number: int) -> bytes:
    return b"From: alice@example.org\r\nSubject: Galon %d\r\n\r\n\xffBau plastik.\r\n.\r\nTitik di atas.\r\n" % number


def box_of(server: Dovecot, name: str) -> Mailbox:
    """A mailbox with an old mail in it that was looked at once."""
    server.put(OLD, name=name)
    account = server.account(name)
    box = Mailbox.objects.create(kind="in", address=account.address, sealed=sealed(account))
    assert look(box) == 0 and box.problem == "", box.problem
    return box


def look(*boxes: Mailbox) -> int:
    Mailbox.objects.update(next_at=None)
    kept = fetch.fetch_due()
    for box in boxes:
        box.refresh_from_db()
    return kept


def kept(box: Mailbox) -> list[bytes]:
    return [read_raw(row) for row in Inbound.objects.filter(channel=f"email:{box.key}").order_by("pk")]


def test_several_mailboxes_are_read_each_from_its_own_end(dovecot: Dovecot) -> None:
    first, second = box_of(dovecot, "satu"), box_of(dovecot, "dua")
    dovecot.put(letter(1), letter(2), name="satu")
    dovecot.put(letter(3), name="dua")
    assert look(first, second) == 3 and look(first, second) == 0
    assert sorted(kept(first)) == [letter(1), letter(2)] and kept(second) == [letter(3)]
    assert dovecot.flags("satu") == {1: False, 2: True, 3: True}, "the old one stays as it was"
    assert (first.last_uid, second.last_uid) == (3, 2) and first.looked_at is not None
    assert fetch.fetch_due() == 0 and first.next_at is not None and first.next_at > now(), "not before its turn"


def test_more_than_a_batch_is_taken_at_once(dovecot: Dovecot) -> None:
    box = box_of(dovecot, "banyak")
    dovecot.put(*(letter(number) for number in range(fetch.BATCH + 5)), name="banyak")
    assert look(box) == fetch.BATCH and fetch.fetch_due() == 5 and fetch.fetch_due() == 0


def test_what_the_server_numbers_anew_is_looked_at_again_and_counts_once(dovecot: Dovecot) -> None:
    box = box_of(dovecot, "nomor")
    dovecot.put(letter(1), letter(2), name="nomor")
    assert look(box) == 2
    before = box.uid_validity
    dovecot.number_anew("nomor")
    dovecot.put(letter(3), name="nomor")
    with travel(now() + timedelta(minutes=1)):
        assert look(box) == 2, "the new one, and the old one of today that was never a complaint: better one too much"
        assert look(box) == 0
    assert box.uid_validity != before and sorted(kept(box)) == sorted([OLD, letter(1), letter(2), letter(3)])


def test_a_server_that_was_away_is_looked_at_from_where_we_were(dovecot: Dovecot) -> None:
    box = box_of(dovecot, "jauh")
    looked_at = box.looked_at
    Mailbox.objects.filter(pk=box.pk).update(sealed=sealed(dovecot.account("jauh", port=1)))
    with travel(now() + timedelta(days=3)):
        assert look(box) == 0
        assert "refused" in box.problem.lower() and box.looked_at == looked_at
        assert box.next_at is not None and box.next_at > now() + timedelta(minutes=4)
    dovecot.put(letter(1), name="jauh")
    dovecot.number_anew("jauh")
    Mailbox.objects.filter(pk=box.pk).update(sealed=sealed(dovecot.account("jauh")))
    look(box)
    assert letter(1) in kept(box) and box.problem == ""


@pytest.mark.django_db(transaction=True)
def test_nothing_is_marked_as_seen_before_it_is_committed(dovecot: Dovecot) -> None:
    box = box_of(dovecot, "setia")
    dovecot.put(letter(1), name="setia")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_inbound ADD CONSTRAINT no_room CHECK (false) NOT VALID")
    try:
        with pytest.raises(DatabaseError):
            look(box)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE channels_inbound DROP CONSTRAINT no_room")
    assert dovecot.flags("setia") == {1: False, 2: False} and not Inbound.objects.exists()
    assert look(box) == 1 and dovecot.flags("setia")[2]


def test_a_mail_that_is_too_large_is_listed_and_left_where_it_is(dovecot: Dovecot) -> None:
    box = box_of(dovecot, "besar")
    head = b"From: alice@example.org\r\nSubject: Video galon\r\n\r\n"
    dovecot.put(head + b"x" * 76 * 1024 + (b"y" * 998 + b"\r\n") * (LARGEST_MAIL // 1000), letter(1), name="besar")
    assert look(box) == 2
    listed = Inbound.objects.get(problem=problems.TOO_LARGE)
    assert (listed.state, read_raw(listed)) == ("quarantined", head) and letter(1) in kept(box)


def test_a_mail_that_was_deleted_meanwhile_and_one_that_is_broken_hold_nothing_up(dovecot: Dovecot) -> None:
    box = box_of(dovecot, "hapus")
    dovecot.put(letter(1), letter(2), name="hapus")
    with dovecot.signed_in("hapus") as server:
        server.uid("STORE", "2", "+FLAGS", "(\\Deleted)")
        server.expunge()
    assert look(box) == 1
    dovecot.put(b"", b"\xff\xfe nothing at all", letter(3), name="hapus")
    assert look(box) == 3 and b"" in kept(box)
