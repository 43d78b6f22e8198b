"""Letters leave once, in order, look as they should, and wait when the server does."""

import socket
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tanggap.channels import outbox, problems
from tanggap.channels.email import send
from tanggap.channels.email.send import send_due
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import queue_mail
from tanggap.core.keys import DataKey, destroy
from tanggap.core.time import now, travel
from tests.channels.sink import Sink
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"
State = Outbound.State


def write(to: str = ALICE, subject: str = "Keluhan diterima", body: str = "Terima kasih.", **more: object) -> Outbound:
    return queue_mail(to, subject, body, **more)  # type: ignore[arg-type]


def states() -> list[str]:
    return list(Outbound.objects.order_by("pk").values_list("state", flat=True))


def test_an_automatic_letter_looks_like_one(sink: Sink) -> None:
    letter = write(
        subject="Keluhan “bocor” ✓", body="Baris satu.\n.\n<b>bukan tebal</b>\n\nBaris dua.", case_key="case:7"
    )
    assert send_due() == 1
    [taken] = sink.taken
    message = taken.message
    assert (taken.sender, taken.to) == ("", ALICE), "no return path, so that nothing comes back"
    assert message["From"] == "keluhan@example.co.id" and message["To"] == ALICE
    assert message["Subject"] == "Keluhan “bocor” ✓"
    assert message["Auto-Submitted"] == "auto-generated" and message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == letter.message_id == f"<{letter.uid}@testserver>"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text.get_content().replace("\r\n", "\n").strip() == "Baris satu.\n.\n<b>bukan tebal</b>\n\nBaris dua."
    assert "&lt;b&gt;bukan tebal&lt;/b&gt;" in html.get_content() and "<b>" not in html.get_content()
    assert html.get_content().count("<p>") == 2
    assert states() == ["sent"]


def test_a_letter_that_a_person_wrote_has_a_return_path(sink: Sink) -> None:
    write(automatic=False)
    send_due()
    assert sink.taken[0].sender == "keluhan@example.co.id"
    assert "Auto-Submitted" not in sink.taken[0].message


@pytest.mark.parametrize("bad", ["\r\nBcc: x@y.z", "\n", "\r", "\0", "\u2028Bcc: x", "\x85", "\x0b"])
@pytest.mark.parametrize("where", ["to", "subject"])
def test_nothing_can_add_a_header(bad: str, where: str) -> None:
    words = {"to": ALICE, "subject": "x"}
    words[where] = words[where][:3] + bad + words[where][3:]
    with pytest.raises(outbox.Invalid):
        queue_mail(words["to"], words["subject"], "body")
    assert not Outbound.objects.exists()


@pytest.mark.parametrize(
    "to", ["", "alice", "a@b@c", "a b@c.d", "Alice <a@b.c>", "a@b.c, d@e.f", "x" * 300 + "@b.c", "@", "a@"]
)
def test_only_one_plain_address_is_taken(to: str) -> None:
    with pytest.raises(outbox.Invalid):
        write(to)


def test_a_letter_of_a_change_that_is_taken_back_is_never_sent(sink: Sink) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        _ = 1 / 0
    assert send_due() == 0 and sink.taken == []


def test_a_sealed_letter_lies_sealed_and_leaves_readable(sink: Sink) -> None:
    letter = write("canary@example.org", "CANARY subject", "CANARY body", key=DataKey.make())
    row = Outbound.objects.filter(pk=letter.pk).values().get()
    assert "canary" not in str(row).lower()
    assert send_due() == 1
    assert sink.taken[0].to == "canary@example.org" and sink.taken[0].message["Subject"] == "CANARY subject"


def test_a_letter_whose_key_is_gone_is_not_sent(sink: Sink) -> None:
    key = DataKey.make()
    write(key=key)
    destroy(key)
    assert send_due() == 0 and states() == ["cancelled"] and sink.taken == []


def test_a_held_letter_waits_and_can_be_cancelled(sink: Sink) -> None:
    letter, other = write(hold_seconds=600), write(hold_seconds=600)
    assert send_due() == 0
    assert outbox.cancel([letter]) == 1
    with travel(now() + timedelta(minutes=11)):
        assert send_due() == 1
        assert outbox.cancel([other]) == 0, "too late"
    assert states() == ["cancelled", "sent"]


def test_a_letter_can_be_stopped_and_let_go(sink: Sink) -> None:
    letter = write()
    assert outbox.hold([letter]) == 1 and send_due() == 0
    assert outbox.let_go([letter]) == 1 and send_due() == 1


def test_later_is_tried_again_with_the_same_message_id_and_longer_pauses(sink: Sink) -> None:
    sink.answer = lambda _to, number: "451 greylisted" if number < 4 else "250 ok"
    letter, moment = write(), now()
    waits = []
    for _try in range(4):
        with travel(moment):
            send_due()
        letter.refresh_from_db()
        waits.append(round((letter.due_at - moment).total_seconds() / 60))
        moment = letter.due_at
    assert waits[:3] == [1, 2, 5] and letter.state == State.SENT
    assert [taken.message["Message-ID"] for taken in sink.taken] == [letter.message_id]


def test_after_three_days_of_later_it_fails_and_says_why(sink: Sink) -> None:
    sink.answer = lambda _to, _number: "451 4.7.1 greylisted"
    letter, moment, tries = write(), now(), 0
    while letter.state != State.FAILED and tries < 50:
        with travel(moment):
            send_due()
        letter.refresh_from_db()
        moment, tries = letter.due_at, tries + 1
    assert letter.state == State.FAILED and "4.7.1 greylisted" in letter.problem
    assert 12 <= tries <= 20 and moment - letter.created_at >= timedelta(days=3)
    assert outbox.again([letter]) == 1 and states() == ["queued"]


def test_never_fails_at_once_and_one_bad_letter_does_not_stop_the_next(sink: Sink) -> None:
    sink.answer = lambda to, _number: "554 spam" if to == "bad@example.org" else "250 ok"
    for to in ("nobody@example.org", "bad@example.org", "jalan@münchen.example", "ü@example.org", ALICE):
        write(to)
    assert send_due() == 2, "an international domain is written as ASCII; an international name needs SMTPUTF8"
    assert states() == ["failed", "failed", "sent", "failed", "sent"]
    problem = Outbound.objects.order_by("pk").first().problem
    assert problem == "550 nobody here"


def test_a_cut_connection_may_repeat_a_letter_but_only_with_its_own_message_id(sink: Sink) -> None:
    sink.answer = lambda _to, number: "cut" if number == 1 else "250 ok"
    letter = write()
    other = write("carol@example.org")
    send_due()
    with travel(now() + timedelta(minutes=2)):
        send_due()
    assert {taken.message["Message-ID"] for taken in sink.taken} == {letter.message_id, other.message_id}
    assert states() == ["sent", "sent"]


def test_while_the_server_is_away_letters_keep_their_turn_and_then_all_go(sink: Sink, settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_URL = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
        for number in range(30):
            write(f"a{number}@example.org")
        moment = now()
        for minute in range(0, 24 * 60, 180):
            with travel(moment + timedelta(minutes=minute)):
                assert send_due() == 0
    assert set(states()) == {"queued"}
    assert set(Outbound.objects.values_list("refusals", flat=True)) == {0}
    settings.EMAIL_URL = sink.url
    with travel(moment + timedelta(days=1)):
        assert send_due() == 30
    assert sink.connections == 1


def test_after_three_days_without_a_server_letters_fail_where_people_see_it(settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    send.forget_server_pause()
    write()
    with travel(now() + timedelta(days=3, minutes=1)):
        send_due()
    assert states() == ["failed"]


def test_without_a_mail_server_letters_are_kept_and_counted(settings) -> None:
    settings.EMAIL_URL = "none://"
    letter = write()
    assert send_due() == 0
    letter.refresh_from_db()
    assert letter.state == State.UNSENT and letter.problem == problems.NO_SERVER


def test_without_a_mail_server_more_letters_than_a_batch_are_put_aside_and_held_ones_are_not(settings) -> None:
    settings.EMAIL_URL = "none://"
    for number in range(3):
        write(case_key=f"case:{number}")
    write(hold_seconds=600)
    send_due(batch=2)
    assert states() == ["unsent", "unsent", "unsent", "queued"]


def test_for_each_letter_that_is_due_only_those_of_its_case_are_looked_at() -> None:
    values = {"now": now(), "lease": now(), "limit": 100}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {outbox._CLAIM}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    within = plan[plan.index("SubPlan 1") :]
    assert "channels_outbound_case" in within and "channels_outbound_due" not in within, plan


def test_the_console_prints(settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.EMAIL_URL = "console://"
    write(body="Halo Alice")
    assert send_due() == 1 and "Halo Alice" in capsys.readouterr().out


def test_letters_of_one_case_to_one_address_keep_their_order(sink: Sink) -> None:
    sink.answer = lambda to, number: "451 later" if to == ALICE and number == 1 else "250 ok"
    for number in range(3):
        write(subject=f"{number}", case_key="case:7")
    write("desk@example.org", "other", case_key="case:7")
    write(subject="elsewhere", case_key="case:8")
    send_due()
    with travel(now() + timedelta(minutes=2)):
        send_due()
    to_alice = [taken.message["Subject"] for taken in sink.taken if taken.to == ALICE]
    assert [subject for subject in to_alice if subject != "elsewhere"] == ["0", "1", "2"]
    assert set(states()) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_of_two_hundred_letters_once(sink: Sink) -> None:
    letters = outbox.queue_many([outbox.make_mail(f"a{n}@example.org", str(n), "x") for n in range(200)])
    assert sum(all_at_once(4, lambda _worker: send_due(batch=7, rounds=100))) == 200
    assert sorted(taken.message["Message-ID"] for taken in sink.taken) == sorted(each.message_id for each in letters)


def test_a_worker_that_comes_back_from_the_dead_marks_nothing(sink: Sink) -> None:
    write()
    [zombie] = outbox.claim_due(10)
    with travel(now() + timedelta(minutes=3)):
        assert send_due() == 1, "its lease is over, another worker sends"
    assert not outbox.mark(zombie, State.FAILED, problem="I was asleep")
    assert states() == ["sent"]


def test_a_letter_whose_lease_is_nearly_over_is_left_to_the_next(sink: Sink) -> None:
    write()
    claimed = outbox.claim_due(10, lease_seconds=30)
    server = send.open_server(send.configured())
    assert send._send_all(claimed, server, send.configured()) == 0 and sink.taken == []
    assert states() == ["queued"]


def test_a_robot_gets_three_letters_an_hour_and_ten_a_day(sink: Sink) -> None:
    moment = now().replace(hour=0, minute=5)
    for hour in range(12):
        with travel(moment + timedelta(hours=hour, minutes=hour)):
            for _round in range(5):
                write(budget=Outbound.Budget.LOOP)
            send_due()
    assert len(sink.taken) == 10
    assert set(states()) == {"sent", "cancelled"}


def test_an_address_nobody_confirmed_gets_one_letter_a_day(sink: Sink) -> None:
    for number in range(50):
        write("Victim@example.org" if number % 2 else "victim@EXAMPLE.org", budget=Outbound.Budget.ONCE)
    send_due()
    assert len(sink.taken) == 1
    write("victim@example.org", subject="what a person decided")
    assert send_due() == 1


def test_a_letter_put_off_counts_once_against_the_budget(sink: Sink) -> None:
    sink.answer = lambda _to, number: "451 later" if number == 1 else "250 ok"
    write(budget=Outbound.Budget.ONCE)
    send_due()
    with travel(now() + timedelta(minutes=2)):
        assert send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_claiming_takes_one_update_and_one_read_whatever_the_number(django_assert_num_queries) -> None:
    for number in (1, 3):
        outbox.queue_many([outbox.make_mail(f"a{n}@example.org", "x", "y") for n in range(number)])
        with django_assert_num_queries(4):  # with the transaction's BEGIN and COMMIT
            assert len(outbox.claim_due(10)) == number
