"""Our form and our API are no way of sending mail to people who never wrote to us (HARDENING T6)."""

from collections import Counter
from datetime import timedelta

from django.test import Client

from tanggap.cases.models import Case
from tanggap.channels import problems
from tanggap.channels.email import budgets
from tanggap.channels.email.send import send_due
from tanggap.channels.models import Outbound
from tanggap.core.time import now, travel
from tests.api.machines import Machine
from tests.channels.conftest import sink  # noqa: F401
from tests.channels.sink import Sink
from tests.corpus import LONG
from tests.portal.filling import fill
from tests.portal.filling import send as send_form
from tests.sagara import Sagara

MALLORY, NEIGHBOUR = "203.0.113.9", "203.0.113.10"
POSTS = 10_000 if LONG else 30


def posted(number: int, address: str, network: str = MALLORY) -> dict:
    answer = Machine(network=network).post(
        "/complaints", {"body": f"Galon {number} bocor.", "complainant": {"email": address}}
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_many_addresses_from_one_network_get_twenty_letters(sagara: Sagara, sink: Sink) -> None:  # noqa: F811
    said = Counter()
    for number in range(POSTS):
        said[posted(number, f"victim{number}@example.org")["mail"]] += 1
        if number % 10 == 9:
            send_due()

    assert Case.objects.count() == POSTS, "no complaint is refused for it"
    assert len(sink.taken) == 20
    assert said == {"coming": 20, "withheld": POSTS - 20}
    problem = set(Outbound.objects.filter(state="cancelled").values_list("problem", flat=True))
    assert problem == {problems.OVER_BUDGET}
    assert posted(1, "alice@example.org", NEIGHBOUR)["mail"] == "coming"
    with travel(now() + timedelta(minutes=61)):
        assert posted(2, "bob@example.org")["mail"] == "coming"


def test_one_address_gets_one_letter_whoever_types_it(sagara: Sagara, sink: Sink) -> None:  # noqa: F811
    for number in range(POSTS // 10):
        answer = posted(number, "Victim@example.org", f"198.51.100.{number % 250}")
        send_due()
        assert answer["mail"] == ("coming" if number == 0 else "withheld")
    assert [letter.to for letter in sink.taken] == ["victim@example.org"]


def test_who_speaks_for_another_uses_two_letters_of_the_share(sagara: Sagara, sink: Sink) -> None:  # noqa: F811
    for number in range(15):
        alice = Client(headers={"accept-language": "id"}, REMOTE_ADDR=MALLORY)
        fill(alice, contact={
            "name": "Mallory", "email": f"one{number}@example.org", "on_behalf": "representative",
            "behalf_name": "Alice", "behalf_email": f"two{number}@example.org",
        })  # fmt: skip
        send_form(alice)
        send_due()
    assert len(sink.taken) == 20


def test_the_page_says_that_no_letter_goes(sagara: Sagara, sink: Sink) -> None:  # noqa: F811
    pages = []
    for _number in range(2):
        alice = Client(headers={"accept-language": "id"}, REMOTE_ADDR=NEIGHBOUR)
        fill(alice)
        send_form(alice)
        send_due()
        pages.append(alice.get("/complain/done/").content.decode())
    assert "juga sedang dikirim ke alamat surel Anda" in pages[0] and "tidak ada surat" not in pages[0]
    assert "juga sedang dikirim" not in pages[1] and "kali ini tidak ada surat" in pages[1]


def test_a_row_tells_no_network_and_staff_have_no_share(sagara: Sagara, sink: Sink) -> None:  # noqa: F811
    posted(1, "alice@example.org")
    letter = Outbound.objects.latest("pk")
    assert len(letter.network) == 64 and MALLORY not in letter.network
    send_due()
    letter.refresh_from_db()
    assert (letter.state, letter.network) == ("sent", "")
    for number in range(25):
        Machine(sagara.fitri, network=MALLORY).post(
            "/complaints", {"body": "Bocor.", "complainant": {"email": f"a{number}@example.org"}}
        )
    send_due()
    assert len(sink.taken) == 26


def test_when_very_many_complain_at_once_their_letters_wait(sagara: Sagara, sink: Sink, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(budgets, "UNCONFIRMED", ("mail-unconfirmed", 2, 3600))
    for number in range(4):
        posted(number, f"a{number}@example.org", f"198.51.100.{number}")
    send_due()
    assert len(sink.taken) == 2
    assert {one.problem for one in Outbound.objects.filter(state="queued")} == {problems.CROWDED}
    with travel(now() + timedelta(minutes=61)):
        send_due()
    assert len(sink.taken) == 4


def test_what_waited_for_the_mail_server_counts_for_the_hour_it_was_written_in(
    sagara: Sagara, sink: Sink, monkeypatch  # noqa: F811
) -> None:
    monkeypatch.setattr(budgets, "UNCONFIRMED", ("mail-unconfirmed", 22, 3600))
    begun = now()
    for hour in range(3):
        with travel(begun + timedelta(hours=hour)):
            for number in range(22):
                assert posted(number, f"orang{hour}-{number}@example.org")["mail"] == "coming", "nothing has left yet"
            posted(number, "alice@example.org", f"198.51.100.{hour}")
    with travel(begun + timedelta(days=1, hours=4)):
        send_due()
    left = Counter(letter.to.split("-")[0] for letter in sink.taken)
    assert left == {"orang0": 20, "orang1": 20, "orang2": 20, "alice@example.org": 1}, "as if it had never been away"
    assert Outbound.objects.filter(state="cancelled", problem=problems.OVER_BUDGET).count() == 8
