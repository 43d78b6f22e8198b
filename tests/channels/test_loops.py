"""A robot that answers every mail at once does not keep us writing to each other all night (HARDENING T5)."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest

from tanggap.cases.models import Case, Reply
from tanggap.casework import close
from tanggap.casework.read_mail import take_mail
from tanggap.channels import problems, sending
from tanggap.channels.models import Inbound, Outbound
from tanggap.core.time import now, travel
from tests import sagara as world
from tests.channels.sink import Sink, Taken
from tests.sagara import Sagara

ROBOT = "tiket@bengkel.example"


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


class Robot:
    """Another desk that answers each letter at once, in the way that it was built to."""

    def __init__(self, *, says_so: bool, keeps_thread: bool, mails_each: int = 1) -> None:
        self.says_so, self.keeps_thread, self.mails_each = says_so, keeps_thread, mails_each
        self.heard = self.written = 0

    def answers(self, sink: Sink) -> Iterator[bytes]:
        """What it writes on the letters that came since the last time."""
        for letter in [one for one in sink.taken if one.to == ROBOT][self.heard :]:
            self.heard += 1
            for _number in range(self.mails_each):
                yield self.write(letter)

    def write(self, letter: Taken | None = None) -> bytes:
        self.written += 1
        message = EmailMessage()
        message["From"], message["To"] = f"Bengkel Jaya <{ROBOT}>", "keluhan@example.co.id"
        message["Subject"] = f"[Tiket #{4000 + self.written}] Permintaan Anda kami terima"
        message["Message-ID"] = f"<{self.written}@bengkel.example>"
        if letter and self.keeps_thread:
            message["In-Reply-To"] = letter.message["Message-ID"]
        if letter and self.says_so:
            message["Auto-Submitted"], message["Precedence"] = "auto-replied", "bulk"
        message.set_content(f"Terima kasih, tiket nomor {4000 + self.written} akan kami tangani.")
        return message.as_bytes()


def run(robot: Robot, sink: Sink, *, minutes: range) -> None:
    """The robot begins; from then on each minute our letters leave, and it answers them."""
    moment = now().replace(hour=2, minute=0)
    with travel(moment):
        take_mail(robot.write())
    for minute in minutes:
        with travel(moment + timedelta(minutes=minute)):
            sending.send_due()
            for raw in robot.answers(sink):
                take_mail(raw)


@pytest.mark.parametrize("mails_each", [1, 3])
@pytest.mark.parametrize("keeps_thread", [True, False], ids=["in the thread", "always anew"])
@pytest.mark.parametrize("says_so", [True, False], ids=["with headers", "without"])
def test_in_an_hour_a_robot_gets_three_letters_and_makes_three_complaints(
    sagara: Sagara, sink: Sink, says_so: bool, keeps_thread: bool, mails_each: int
) -> None:
    robot = Robot(says_so=says_so, keeps_thread=keeps_thread, mails_each=mails_each)
    run(robot, sink, minutes=range(60))
    assert 1 <= len([one for one in sink.taken if one.to == ROBOT]) <= 3
    assert 1 <= Case.objects.count() <= 3
    states = Counter(Inbound.objects.values_list("state", "problem"))
    assert sum(states.values()) == robot.written > 1, "every one of its mails is kept"
    if says_so:
        assert states == {("read", ""): 1, ("refused", problems.AUTOMATIC): robot.written - 1}
    elif not keeps_thread:
        assert Case.objects.count() == 3 and states["quarantined", problems.LOOP] == robot.written - 3 > 0
    assert all(one.message["Auto-Submitted"] == "auto-generated" and one.sender == "" for one in sink.taken)


def test_in_a_day_it_gets_ten_and_what_came_beyond_waits_for_a_person(sagara: Sagara, sink: Sink) -> None:
    robot = Robot(says_so=False, keeps_thread=False, mails_each=2)
    moment = now().replace(hour=0, minute=5)
    for hour in range(20):
        with travel(moment + timedelta(hours=hour, minutes=hour)):
            for _number in range(4):
                take_mail(robot.write())
            sending.send_due()
            for raw in robot.answers(sink):
                take_mail(raw)
    assert len(sink.taken) == 10 and Case.objects.count() == 10
    assert Inbound.objects.filter(problem=problems.LOOP).count() == robot.written - 10
    assert not Outbound.objects.exclude(state="sent").exists()


def test_a_robot_on_a_closed_complaint_begins_no_more_than_three(sagara: Sagara, sink: Sink) -> None:
    take_mail(Robot(says_so=False, keeps_thread=True).write())
    case = Case.objects.get()
    close.withdraw(case, reason="Bukan keluhan.", by=case.parties.get())
    robot = Robot(says_so=False, keeps_thread=True, mails_each=2)
    run(robot, sink, minutes=range(60))
    case.refresh_from_db()
    assert not case.is_open and Case.objects.exclude(pk=case.pk).count() <= 3
    assert len([one for one in sink.taken if one.to == ROBOT]) <= 3


def test_talk_without_end_in_an_open_thread_is_looked_at(sagara: Sagara, sink: Sink) -> None:
    robot = Robot(says_so=False, keeps_thread=True)
    take_mail(robot.write())
    sending.send_due()
    for _number in range(30):
        take_mail(robot.write(sink.taken[0]))
    case = Case.objects.get()
    assert Reply.objects.filter(case=case).count() == 20
    waiting = Inbound.objects.filter(problem=problems.LOOP)
    assert waiting.count() == 10 and set(waiting.values_list("proposed_key", flat=True)) == {case.key}
