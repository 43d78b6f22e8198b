"""What the people of the demo do, each act through the story function that the pages call too."""

import tomllib
from datetime import timedelta
from functools import cache

from tanggap.cases.models import Party
from tanggap.cases.states import State
from tanggap.casework import converse, decide, listen, offer, outside, put_right, tasks
from tanggap.casework import give as giving
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import Assessment, assess, forward, responsible_unit
from tanggap.casework.at_once import Remedy, resolve_at_once
from tanggap.casework.close import bodies_for, close, refer, reject, withdraw
from tanggap.casework.courtesy import courtesy_call
from tanggap.casework.deadlock import deadlock
from tanggap.casework.extend import approve_extension, extend, refuse_extension, request_on
from tanggap.casework.merge import merge
from tanggap.casework.propose import on_table, propose
from tanggap.casework.receive import receive
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen
from tanggap.casework.telephone import log_intake
from tanggap.cli.demo.fitting import fitting
from tanggap.cli.demo.spokesmen import show_paper
from tanggap.cli.demo.stories import HERE
from tanggap.cli.demo.told import Told
from tanggap.clocks import clock, extensions
from tanggap.clocks.models import ClockState
from tanggap.core import time
from tanggap.core.db.plain import ask, rows
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.remedy.models import Redress, Solution, Task, Voucher

IMPACT = {"low": "none", "medium": "low", "high": "medium", "critical": "high"}
ENTERED_BY = {"web": "portal", "email": "mail", "whatsapp": "webhook"}
FEELINGS = ("courtesy", "apology", "explanation", "immediacy")
SPEAKS_OF = {"apology": "maaf", "explanation": "jelas"}  # the line of a theme that is about it
NO_FAULT = {"rejected", "withdrawn"}


@cache
def spoken() -> dict[str, tuple[str, ...]]:
    """What is written down in every organisation alike."""
    content = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    return {name: tuple(lines) for name, lines in content.items()}


def arrive(told: Told) -> None:
    """The words come in: from the person, or through the front desk when they were spoken or came on paper."""
    _take_in(told, told.story.title, told.story.body)


def arrive_again(told: Told) -> None:
    """The same person writes once more about the same."""
    _take_in(told, told.story.again_title, told.story.again)


def _take_in(told: Told, title: str, body: str) -> None:
    story = told.story
    entered_by = ENTERED_BY.get(story.medium, "desk")
    words = Words(
        title=title, body=body, wish=story.wish, product=story.product, medium=story.medium, language=story.language,
        kind=story.kind, contact="question" if story.kind == "contact" else "", entered_by=entered_by,
        written=story.medium not in {"phone", "walk_in"},
        person_kind=told.organisation.cast.person_kind, anonymous=story.anonymous, confidential=story.confidential,
        temperature=story.temperature if entered_by == "desk" else "",
        category=story.category if told.sealed else "", accused=told.accused,
        branch=told.branch, **_who(told),
    )  # fmt: skip
    desk = told.organisation.staff["frontdesk"]
    by = desk if entered_by == "desk" else VISITOR
    told.numbers.append(receive(words, by=by, reference=told.references[len(told.numbers)]).case_id)
    if story.committee:
        show_paper(told.numbers[-1], by=desk)
    if story.medium == "phone" and by == desk:
        speaker = words.representative or words.complainant
        began = time.now() - timedelta(minutes=2 + told.numbers[-1] % 7)
        party = Party.objects.select_related("case__data_key").filter(case=told.numbers[-1]).order_by("pk")[0]
        log_intake(party.case, number=speaker.phone if speaker else "", since=began, by=desk)


def _who(told: Told) -> dict[str, object]:
    """The complainant; or the committee that speaks for one, with whoever speaks for the committee."""
    if not told.story.committee:
        return {"complainant": told.contact()}
    committee = told.organisation.procedure.mandate.committees[told.story.committee].say("id")
    member = vault.contact(name=told.story.organization or committee)
    return {"on_behalf": "committee", "complainant": member, "representative": told.contact()}


def join(told: Told) -> None:
    """The front desk sees that both are about one matter."""
    second = Party.objects.select_related("case").filter(case=told.numbers[1]).order_by("pk").first()
    assert second is not None, "a case has a complainant"
    merge(second.case, into=told.case, by=told.desk)


def classify(told: Told) -> None:
    """What kind it is, and how bad."""
    assess(told.case, _seen(told), by=told.desk)


def _seen(told: Told) -> Assessment:
    story, impact = told.story, IMPACT[told.story.severity]
    category = told.organisation.procedure.categories[story.category]
    return Assessment(
        type=category.type, category=story.category, severity=story.severity,
        temperature=_judged(told),
        impact_satisfaction="high" if "angry" in story.temperature else impact, impact_reputation=impact,
        impact_money="low", impact_law="low" if story.severity == "critical" else "none", tags=_values(told),
    )  # fmt: skip


def _judged(told: Told) -> str:
    """How the complainant feels, as the officer says; one in four is left to the estimate, but never the very angry."""
    story = told.story
    return "" if told.numbers[0] % 4 == 0 and story.temperature != "very_angry" else story.temperature


def _values(told: Told) -> tuple[str, ...]:
    """The values that are touched; a matter of conduct always touches one."""
    return told.story.values or (tuple(told.organisation.procedure.values)[:1] if told.sealed else ())


def answer_first(told: Told) -> None:
    """The first answer; a question to those who will answer it, because promises wait for them."""
    (converse.ask if told.story.answer else converse.reply)(told.case, text=told.story.reply, by=told.desk)


def hand_on(told: Told) -> None:
    unit = responsible_unit(told.case)
    forward(told.case, handler=told.organisation.officer(unit, told.story.category), by=told.desk)


def be_answered(told: Told) -> None:
    converse.hear(told.case, text=told.story.answer, medium=told.story.medium, by=told.party)


def ask_for_time(told: Told) -> None:
    """The officer sees that the decision will be late, and says so while there is time."""
    decision = next((one for one in clock.running(told.case.pk) if one.kind == "decision"), None)
    if decision is None or decision.state != ClockState.RUNNING or not extensions.in_time(decision, time.now()):
        return
    hours = max(1, round(told.promised("decision") / 2))
    extend(told.case, kind="decision", hours=hours, reason=told.say(spoken()["more_time"]), by=told.officer)


def answer_for_time(told: Told) -> None:
    """The head grants it, now and then not."""
    waiting = extensions.waiting([told.case.pk])
    if not waiting:
        return
    asked = request_on(told.case, waiting[0])
    assert asked is not None, "it is on this case"
    if told.number % 4:
        approve_extension(told.case, asked, remark=told.say(spoken()["more_time_granted"]), by=told.head)
    else:
        refuse_extension(told.case, asked, remark=told.say(spoken()["more_time_refused"]), by=told.head)


def keep_informed(told: Told) -> None:
    """Word on how it is going. What is said alike everywhere is Indonesian."""
    if told.story.language == "id":
        converse.reply(told.case, text=told.say(spoken()["progress"]), by=told.desk)


def note(told: Told, turn: int = 0, *, for_the_head: bool = False) -> None:
    """What the officer found; what turns out to be no fault of ours is not noted as one."""
    mentions = [told.head] if for_the_head else []
    lines = spoken()["no_fault"] if told.goal in NO_FAULT else told.theme.notes
    converse.note(told.case, text=told.say(lines, turn), mentions=mentions, by=told.officer)


def contain(told: Told) -> None:
    """Something small that cannot wait (R44); every other one with a checklist, some in the hands of a courier."""
    listed = told.story.place % 2 == 0
    task = put_right.add_task(
        told.case, title=told.say(told.theme.contain), unit=told.case.unit, assignee=told.officer, containment=True,
        hours=8, checklist="\n".join(spoken()["checks"]) if listed else "", by=told.officer,
    )  # fmt: skip
    if listed and not told.case.hidden:
        outside.lend(task, name=told.say(spoken()["outsiders"]), by=told.officer)


def finish_task(told: Told, turn: int = 0) -> None:
    """The oldest task that is open."""
    known = rows(Task, "case_id = %s ORDER BY id", told.case.pk, case=told.case)
    task = next((one for one in known if one.state == Task.State.OPEN), None)
    if task is not None:
        said = {one.result for one in known}
        lines = [line for line in told.theme.results if line not in said]
        result = fitting(task.title, lines) or told.say(spoken()["done"], turn)
        _tick(told, task, result)
        put_right.finish_task(task, result=result, by=told.officer)


def _tick(told: Told, task: Task, result: str) -> None:
    """What is on its checklist is done; whoever has it in hand outside reports that."""
    points = list(task.checklist.values_list("pk", flat=True))
    errand = outside.live(task)
    if errand is not None:
        outside.report(errand, what=outside.DONE, points=points, text=result, version=errand.version)
    elif points:
        tasks.check_task(task, points, by=told.officer)


def propose_all(told: Told) -> None:
    kinds = told.case.edition.procedure.kinds_for(told.case.type)
    for way in told.ways[:3]:
        propose(told.case, way.as_alternative(told.case.unit, kinds), by=told.officer)


def options(told: Told) -> list[Solution]:
    """What lies on the table, in the order it came there."""
    return list(on_table(told.case))


def choose(told: Told, turn: int = 0) -> None:
    """The officer chooses what is offered; in a later round what was not taken, or what the complainant proposed."""
    table = options(told)
    own = [one for one in table if one.proposed_by_party_id]
    best = own[-1] if own else table[0 if told.case.round == 1 else 1]
    others = [one for one in table if one != best]
    decide.decide(
        told.case, options=[best, *others[: 1 if told.story.place % 2 else 2]], recommended=best,
        reason=told.say(told.theme.reasons, turn), by=told.officer,
    )  # fmt: skip


def send_back(told: Told) -> None:
    decide.send_back(told.case, remark=told.say(told.theme.send_backs), by=told.head)


def approve(told: Told, turn: int = 0) -> None:
    """The head agrees, now and then under a condition; every other of these has to be met before the offer."""
    text = told.say(spoken()["conditions"], turn) if told.number % 6 == 1 else ""
    condition = decide.Condition(text=text, first=told.number % 12 == 1) if text else None
    decide.approve(told.case, remark=told.say(told.theme.remarks, turn), condition=condition, by=told.head)


def approve_above(told: Told, turn: int = 1) -> None:
    """What is dear goes to the manager too."""
    if state_of(told) == State.DECIDING:
        manager = told.organisation.staff["manager"]
        decide.approve(told.case, remark=told.say(told.theme.remarks, turn), by=manager)


def state_of(told: Told) -> str:
    """Where the complaint stands now, whoever brought it there."""
    return str(ask("SELECT state FROM cases_case WHERE id = %s", told.case.pk)[0][0])


def present(told: Told, turn: int = 0) -> None:
    # What the theme says is Indonesian; who wrote in English gets the alternatives without it.
    message = told.say(told.theme.offers, turn) if told.story.language == "id" else ""
    offer.offer(told.case, message=message, conditions_met=True, by=told.desk)


def accept(told: Told) -> None:
    offered = told.case.offers.get(state="open").decision
    chosen = offered.recommended
    if told.case.round == 1 and not told.content:
        chosen = offered.options.exclude(pk=chosen.pk).order_by("pk").first() or chosen
    offer.accept(told.case, solution=chosen, by=told.party)


def decline(told: Told) -> None:
    offer.decline(
        told.case, expectation=told.story.expectation, own_proposal=told.story.own_proposal, by=told.party
    )  # fmt: skip


def give(told: Told) -> None:
    """What was set aside for this is given."""
    for redress in rows(Redress, "case_id = %s AND state = 'reserved' ORDER BY id", told.case.pk, case=told.case):
        giving.grant(told.case, redress=redress, by=told.head)
        if redress.kind != "voucher":
            giving.hand_over(redress, received_by=told.case.shown_name or "-", by=told.officer)


def redeem(told: Told) -> None:
    given = "redress_id IN (SELECT id FROM remedy_redress WHERE case_id = %s) AND redeemed_at IS NULL ORDER BY id"
    for voucher in rows(Voucher, given, told.case.pk):
        giving.redeem(voucher.code, by=told.organisation.staff["frontdesk"])


def care(told: Told, turn: int = 0) -> None:
    """The feelings track."""
    lines = [told.say(told.theme.feelings, turn + number) for number in range(len(FEELINGS))]
    remarks = {kind: next((line for line in lines if word in line.lower()), "") for kind, word in SPEAKS_OF.items()}
    others = [line for line in lines if line not in remarks.values()]
    for kind in FEELINGS:
        remark = remarks.get(kind) or (others.pop(0) if others else lines[0])
        put_right.record_feeling(told.case, kind=kind, remark=remark, by=told.desk)


def complete(told: Told) -> None:
    put_right.complete(told.case, by=told.officer)


def solve_at_once(told: Told) -> None:
    """Within the front line's own authority."""
    way = told.ways[0]
    message = told.story.message
    remedy = Remedy(solution=message or f"{way.title}. {way.description}")
    resolve_at_once(told.case, remedy, message=message, seen=_seen(told), by=told.desk)


def say_how_it_was(told: Told, *, first: bool = True) -> None:
    score = told.story.score
    solved = "yes" if score > 3 else "partly" if score > 1 else "no"
    process = min(5, max(1, score + told.story.place % 3 - 1))
    listen.feedback(
        told.case, solved=solved, outcome_score=score, process_score=process,
        comment=told.story.thanks if first else "", by=told.party,
    )  # fmt: skip


def be_dissatisfied(told: Told) -> None:
    listen.dissatisfied(told.case, expectation=told.story.expectation, by=told.party)


def come_back(told: Told) -> None:
    reopen(told.case, reason=told.story.reason, by=told.party)


def shut(told: Told, outcome: str = "") -> None:
    outcome = outcome or ("upheld" if told.content else "partly_upheld")
    if state_of(told) != State.FOLLOWING_UP:
        return  # the worker has closed it
    unheard = outcome == "no_answer"
    own = told.ways[0].kind
    kinds = told.case.edition.procedure.kinds_for(told.case.type)
    lesson = Lesson(
        # What the front line solved has no alternative that would tell of what kind it was.
        solution_kind=own if outcome == "resolved_at_once" and own in kinds else None,
        cause=told.say(told.theme.causes), lesson=told.say(told.theme.lessons),
        without_follow_up=told.say(spoken()["no_answer"]) if unheard else "",
    )  # fmt: skip
    skipped = told.say(spoken()["feelings_skipped"]) if unheard else ""
    close(told.case, outcome=outcome, by=told.desk, lesson=lesson, feelings_skipped=skipped)


def call_once_more(told: Told) -> None:
    """The courtesy call, where one is owed; now and then nobody calls, and says why."""
    owed = "SELECT 1 FROM clocks_clock WHERE case_id = %s AND kind = 'courtesy_call' AND state = 'running'"
    if not told.sealed and ask(owed, told.case.pk):
        skipped = told.number % 6 == 5
        words = told.say(spoken()["no_courtesy" if skipped else "courtesy"])
        result = "skipped" if skipped else "content" if told.content else "not_content"
        courtesy_call(told.case, result=result, medium="" if skipped else "phone", summary=words, by=told.desk)


def leave(told: Told) -> None:
    """The other ways out."""
    story, head = told.story, told.head
    match told.goal:
        case "rejected":
            reject(told.case, outcome="not_upheld", reason=story.reason, by=head)
        case "referred":
            refer(told.case, body=story.body_to, reason=story.reason, by=head)
        case "deadlock":
            named = [one.code for one in bodies_for(told.case)]
            deadlock(
                told.case, bodies=named, body="" if named else story.body_to, reason=story.reason,
                legal_risk=story.severity in {"high", "critical"}, note=told.say(spoken()["legal_risk"]), by=head,
            )  # fmt: skip
        case _:
            withdraw(told.case, reason=story.reason, by=told.party)

