"""Mails that begin complaints are filed together, and none of them harms another (HARDENING P10)."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Evidence
from tanggap.casework import mail_words, mails_together, read_mail
from tanggap.casework.arrivals import Words
from tanggap.casework.read_mail import read_due, take_mail
from tanggap.channels import inbound, problems
from tanggap.channels.models import Inbound, Outbound
from tanggap.clocks.models import Clock
from tanggap.core.limits import Limit
from tests import sagara as world
from tests.racing import all_at_once
from tests.sagara import Sagara, alice_complains
from tests.stories.test_mail import answer_to, mail

NUMBERS = re.compile(r"https?://\S+|\S*\d\S*|\b[A-Z0-9]{4}(-[A-Z0-9]{4})+\b")
ENGLISH = "The water smells of plastic and I have a restaurant to run. Please do something about it."


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def numbered(number: int, sender: str = "", **headers: str) -> bytes:
    headers = {"Message_ID": f"<{number}@example.org>", **headers}
    return mail(f"Galon nomor {number} bocor.", sender=sender or f"Warga <warga{number}@example.org>", **headers)


def keep(*mails: bytes, mailbox: str = "files") -> list[Inbound]:
    return [inbound.keep_mail(mailbox, raw, read_here=False)[0] for raw in mails]


def on_file(raw: bytes) -> dict[str, Any]:
    """What became of a mail: the complaint, its promises, its letter, without numbers and codes."""
    row = Inbound.objects.get(raw=raw)
    case = Case.objects.get(inbound=row)
    letter = Outbound.objects.get(case_key=case.key)
    said = NUMBERS.sub("#", f"{letter.subject}\n{letter.body_text}")
    return {
        "case": [case.title, case.body, case.language, case.shown_name, case.medium, case.entered_by, case.kind],
        "row": [row.state, row.problem, row.case_key == case.key, row.lease_until, bool(row.twin)],
        "promises": sorted(Clock.objects.filter(case_id=case.pk).values_list("kind", flat=True)),
        "letter": [letter.to_address, letter.language, letter.answers, letter.budget, said],
        "files": [one.file.shown_name for one in Evidence.objects.filter(case=case)],
        "trail": [(one.verb, one.facts["files"]) for one in Entry.objects.filter(subject=case.key)],
    }


def test_together_they_become_what_each_becomes_alone(sagara: Sagara) -> None:
    mails = [numbered(1), mail(ENGLISH, sender="Bob <bob@example.org>", Message_ID="<b@example.org>"), numbered(3)]
    for raw in mails:
        take_mail(raw)
    alone = [on_file(raw) for raw in mails]
    again = [raw.replace(b"example.org", b"example.net") for raw in mails]
    rows = keep(*again)
    assert mails_together.file_together(inbound.claim_unread(), read_mail.at_home()) == []
    together = [on_file(raw) for raw in again]
    for one in together:
        one["letter"][0] = one["letter"][0].replace("example.net", "example.org")
        one["letter"][2] = one["letter"][2].replace("example.net", "example.org")
    assert together == alone
    references = list(Case.objects.order_by("pk").values_list("reference", flat=True))
    assert references == sorted(set(references)) and len(references) == 2 * len(rows)
    assert not list(trail.verify())


def test_what_answers_repeats_or_comes_from_us_is_read_alone(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    letter = Outbound.objects.get(case_key=case.key)
    keep(numbered(9), mailbox="a")
    read_due(10)
    keep(
        numbered(1), answer_to(letter, "Segelnya B-1609."), numbered(2, Subject=f"Tentang {case.reference}"),
        numbered(3, sender=sagara.fitri.email), numbered(4, Auto_Submitted="auto-replied"), b"\0\1\2", numbered(5),
        numbered(6, sender="Robot <robot@example.org>"), *(
            numbered(number, sender="Robot <ROBOT@example.org>") for number in (60, 61, 62)
        ),
    )  # fmt: skip
    keep(numbered(9), numbered(5), mailbox="b")
    assert read_due(100) == 13
    ends = Counter(Inbound.objects.exclude(channel="portal").values_list("state", "problem"))
    assert ends == {
        ("read", ""): 9, ("quarantined", problems.ONLY_NUMBER): 1, ("quarantined", problems.FROM_STAFF): 1,
        ("refused", problems.AUTOMATIC): 1, ("quarantined", problems.NO_SENDER): 1, ("quarantined", problems.LOOP): 1,
    }  # fmt: skip
    assert case.replies.latest("pk").body == "Segelnya B-1609."
    assert Case.objects.count() == 1 + 1 + 3 + 3 - 1, "twins count once, and a robot begins three"
    assert not list(trail.verify()) and read_due(100) == 0


@pytest.mark.parametrize("where", ["begun", "receive"])
def test_one_that_cannot_be_filed_harms_no_other(
    sagara: Sagara, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:  # fmt: skip
    if where == "begun":
        monkeypatch.setattr(mail_words, "begun", breaking(mail_words.begun))
    else:
        monkeypatch.setattr(mails_together, "receive_many", breaking(mails_together.receive_many))
        monkeypatch.setattr(read_mail, "receive", breaking(read_mail.receive))
    keep(*(numbered(number) for number in range(10)))
    assert read_due(100) == 9
    assert Case.objects.count() == Inbound.objects.filter(state="read").count() == 9
    waits = Inbound.objects.get(state="received")
    assert b"nomor 5 " in bytes(waits.raw) and waits.attempts == 1
    counted = Limit.objects.filter(bucket__startswith="mail-begins").values_list("count", flat=True)
    assert list(counted) == [1] * 18, "what was taken back was not counted"


def breaking(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but it fails as soon as the fifth is among them."""

    def broken(given: Any, *others: Any, **more: Any) -> Any:
        for one in given if isinstance(given, list) else [given]:
            if "nomor 5 " in (one.body if isinstance(one, Words) else one.text):
                raise ZeroDivisionError
        return real(given, *others, **more)

    return broken


@pytest.mark.django_db(transaction=True)
def test_several_readers_file_each_mail_once() -> None:
    world.build()
    keep(*(numbered(number) for number in range(40)))
    assert sum(all_at_once(4, lambda _i: sum(read_due(7) for _turn in range(6)))) == 40
    assert Case.objects.count() == Inbound.objects.filter(state="read").count() == 40
    assert not list(trail.verify())


def test_who_was_faster_keeps_it(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader whose lease ran out files none of what another has read meanwhile."""
    keep(numbered(1), numbered(2))
    slow = inbound.claim_unread()
    Inbound.objects.update(lease_until=None, attempts=0)
    assert read_due(10) == 2
    assert len(mails_together.file_together(slow, read_mail.at_home())) == 2
    assert Case.objects.count() == 2
