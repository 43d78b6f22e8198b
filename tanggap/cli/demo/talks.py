"""What the people of the demo talk over: being called, what was agreed, another decider; by the story functions."""

from tanggap.cases.states import State
from tanggap.casework import agree, call
from tanggap.casework.record import record_contact
from tanggap.casework.review import decide_review, open_review, review
from tanggap.cli.demo.acts import spoken, state_of
from tanggap.cli.demo.told import Told


def ask_call(told: Told) -> None:
    """They would rather speak with somebody."""
    way = "whatsapp" if told.story.medium == "whatsapp" else "phone"
    call.ask_call(
        told.case, way=way, when=told.say(spoken()["call_when"]), reach="0812-5550-118",
        about=told.say(spoken()["call_about"]), by=told.party,
    )  # fmt: skip


def make_call(told: Told) -> None:
    record_contact(told.case, reached=True, medium="phone", summary=told.say(spoken()["called"]), by=told.desk)


def agree_anew(told: Told) -> None:
    """What was agreed is written down with what prevents it, for them to confirm."""
    made = agree.newest(told.case)
    if made is not None and state_of(told) == State.PUTTING_RIGHT:
        agree.record_agreement(
            told.case, text=made.text, who=made.who, prevention=told.say(told.theme.lessons), solution=made.solution,
            by=told.desk,
        )  # fmt: skip


def confirm(told: Told) -> None:
    made = agree.newest(told.case)
    if made is not None and made.state == "waiting" and state_of(told) != State.CLOSED:
        agree.confirm_agreement(told.case, by=told.party)


def ask_review(told: Told) -> None:
    """Who was turned down wants somebody else to look."""
    review(told.case, reason=told.say(spoken()["review_reason"]), by=told.party)


def answer_review(told: Told) -> None:
    made = open_review(told.case)
    if made is not None and made.decider is not None:
        decide_review(told.case, result="stands", reason=told.say(spoken()["review_stands"]), by=made.decider)
