"""The life of one complaint of the demo, act by act, from the first word to where it is meant to end."""

from collections.abc import Iterator
from functools import partial

from tanggap.cli.demo import acts, talks
from tanggap.cli.demo.told import Later, Step, Told

# Where a complaint that is still open stands now. Those that a person brought back stand where they did so.
STOPS = (
    "received", "assessed", "investigating", "deciding", "approved", "offered", "putting_right", "following_up",
    "dissatisfied", "reopened",
)  # fmt: skip
# Which promise is broken where somebody is slow.
SLOW = ("first_reply", "decision", "approval", "task")

Life = Iterator[Step]


def life(told: Told) -> Life:
    """Every step, with the time between them; nothing is done yet."""
    yield Step(Later(0), acts.arrive)
    if told.stop == "received":
        return
    if told.goal == "at_once":
        yield from _at_once(told)
        return
    if told.goal == "merged":
        yield told.wait(acts.arrive_again, 3, 30)
        yield told.step(acts.join, 0.2, 1)
    # Who sends a short message waits for a short answer.
    soon = 0.65 if told.story.medium == "whatsapp" else 1.0
    yield told.step(acts.classify, 0.4 * soon, 2.2 * soon, late="first_reply")
    if told.stop == "assessed":
        return
    yield told.step(acts.hand_on, 0.1 * soon, 0.6 * soon)
    yield told.step(acts.answer_first, 0.8 * soon, 3.0 * soon)
    if told.waits:
        return
    yield from _look_into(told)
    if told.goal in {"rejected", "referred", "withdrawn"}:
        yield told.step(acts.leave, 2, 8)
        if told.goal == "rejected" and told.number % 2:
            yield told.wait(talks.ask_review, 20, 90)
            yield told.step(talks.answer_review, 4, 20)
    elif told.stop != "investigating":
        if "decision" in told.slow:
            yield from _take_longer(told)
        yield told.step(acts.propose_all, 1, 6, late="decision")
        yield from _decide_and_offer(told)
    elif told.luck.random() < 0.7:
        # Of what is looked into at this moment some have their alternatives on the table, to be compared.
        yield told.step(acts.propose_all, 0.5, 3)


def _at_once(told: Told) -> Life:
    yield told.step(acts.answer_first, 0.6, 2.5, late="first_reply")
    if told.story.answer:
        yield told.wait(acts.be_answered, 0.5, 5)
    yield told.step(acts.solve_at_once, 0.3, 3)
    yield told.step(acts.care, 0.2, 1)
    yield from _be_judged(told)


def _look_into(told: Told) -> Life:
    if told.story.answer:
        yield told.wait(acts.be_answered, 0.5, 14)
    yield told.step(partial(acts.note, for_the_head=told.story.place == 0), 1, 4)
    if told.luck.random() < 0.45 or told.story.place == 0:
        yield told.step(acts.contain, 0.1, 0.5)
        yield told.step(partial(acts.finish_task, turn=3), 1, 5)
    if told.luck.random() < 0.3:
        yield told.step(partial(acts.note, turn=1), 1, 4)


def _take_longer(told: Told) -> Life:
    """Somebody is slow: more time is asked for, and the complainant does not wait without word."""
    yield told.step(acts.ask_for_time, 0.3, 1.5)
    yield told.step(acts.answer_for_time, 0.3, 1.5)
    yield told.step(acts.keep_informed, 0.3, 2)


def _decide_and_offer(told: Told, turn: int = 0) -> Life:
    """The officer chooses, the head approves, sometimes at the second try; the complainant answers."""
    yield told.step(partial(acts.choose, turn=turn), 0.5, 3)
    if told.stop == "deciding":
        return
    if told.luck.random() < 0.2:
        yield told.step(acts.send_back, 0.5, 4)
        yield told.step(partial(acts.choose, turn=turn + 1), 1, 3)
    yield told.step(partial(acts.approve, turn=turn), 0.5, 5, late="approval")
    yield told.step(partial(acts.approve_above, turn=turn + 1), 0.5, 3)
    if told.stop == "approved":
        return
    yield told.step(partial(acts.present, turn=turn), 0.5, 3)
    speaks = told.story.language == "id" and not told.sealed and told.number % 5 == 0
    if speaks:
        yield told.wait(talks.ask_call, 1, 4)
    if told.stop == "offered":
        return
    if speaks:
        yield told.step(talks.make_call, 0.5, 4)
    if told.goal == "silent":
        yield from _hear_nothing(told)
    elif told.goal == "deadlock":
        yield told.step(acts.leave, 8, 24)
    elif told.goal == "second_round" and turn == 0:
        yield told.wait(acts.decline, 3, 30)
        yield told.step(partial(acts.note, turn=2), 1, 4)
        yield from _decide_and_offer(told, turn=2)
    else:
        yield told.wait(acts.accept, 2, 30)
        if told.number % 3 == 1:
            yield told.step(talks.agree_anew, 0.3, 1)
            if told.stop != "putting_right":
                yield told.wait(talks.confirm, 0.5, 3)
        yield from _put_right(told, turn)


def _hear_nothing(told: Told) -> Life:
    """The worker lets the offer lapse; the front desk asks in vain, and closes."""
    asked = 24 * told.organisation.procedure.follow_up_days
    silence = Later(told.promised("offer_answer") + asked * 0.8, working=False)
    yield Step(silence, partial(acts.shut, outcome="no_answer"))


def _put_right(told: Told, turn: int = 0) -> Life:
    """Tasks, redress and the feelings track, until everything is put right."""
    way = told.ways[0 if told.content else 1]
    tasks = max(1, len(way.steps))
    if told.stop == "putting_right":
        if tasks > 1:
            yield told.step(acts.finish_task, 1, 5)
        return
    # All of it fits into the days that were promised, unless somebody is slow.
    days = max(1, way.days)
    most = min(6.0, 6.0 * days / (tasks + 1))
    yield told.step(acts.give, 0.3, most / 2)
    yield told.step(partial(acts.care, turn=turn), 0.2, 1)
    # Whichever way was taken in the end: as many tasks as it has, or none is left to finish.
    for number in range(max(tasks, 3 if turn else tasks)):
        yield told.step(partial(acts.finish_task, turn=turn + number), 0.6, most, late="" if number else "task")
    yield told.step(acts.complete, 0.2, 1)
    if told.luck.random() < 0.6:
        yield told.step(acts.redeem, 2, 30)
    if told.stop != "following_up":
        yield from _be_judged(told, turn)


def _be_judged(told: Told, turn: int = 0) -> Life:
    """They are asked how it was; content or not, once or again."""
    if told.goal == "dissatisfied" and turn == 0:
        yield told.wait(acts.be_dissatisfied, 20, 80)
        if told.stop != "dissatisfied":
            yield from _once_more(told)
        return
    yield told.wait(partial(acts.say_how_it_was, first=turn == 0 or told.goal != "reopened"), 10, 90)
    yield told.step(partial(acts.shut, outcome="resolved_at_once" if told.goal == "at_once" else ""), 2, 24)
    if told.goal == "reopened" and turn == 0:
        yield told.wait(acts.come_back, 24 * 8, 24 * 20)
        if told.stop != "reopened":
            yield from _once_more(told)
    else:
        yield told.step(acts.call_once_more, 10, 30)


def _once_more(told: Told) -> Life:
    """The next round."""
    yield told.step(partial(acts.note, turn=3), 1, 6)
    yield from _decide_and_offer(told, turn=3)
