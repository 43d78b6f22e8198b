"""The parts of a case file as the API shows them; plain copies, no query and no decision."""

from django.utils.translation import get_language

from tanggap.api import shapes, shapes_settled
from tanggap.cases.models import Case, Evidence, UnmaskRequest
from tanggap.casework.available import Outlook
from tanggap.casework.clock_history import ClockHistory, standstills
from tanggap.casework.dossier import Dossier
from tanggap.casework.outside import link_of
from tanggap.casework.waits import Wait
from tanggap.clocks.models import Clock, Extension
from tanggap.core import time
from tanggap.core.keys import unseal
from tanggap.people.models import Staff, Unit
from tanggap.remedy.models import (
    Agreement,
    Approval,
    CallRequest,
    Conflict,
    Contact,
    Deadlock,
    Decision,
    Errand,
    Feeling,
    Meeting,
    Offer,
    Redress,
    Review,
    Solution,
    Task,
)
from tanggap.voice.models import Feedback


def unit(one: Unit | None) -> shapes.UnitName | None:
    return None if one is None else shapes.UnitName(code=one.code, name=one.name)


def staff(one: Staff | None) -> shapes.StaffName | None:
    return None if one is None else shapes.StaffName(email=one.email, name=one.full_name)


def file(one: Evidence) -> shapes.FileShown:
    kept = one.file
    return shapes.FileShown(
        id=kept.public_id, name=kept.shown_name, size=kept.size, media_type=kept.media_type, shown=one.shown
    )


def promise(one: Clock, case: Case) -> shapes.PromiseShown:
    """Needs its calendar and its pauses beside it."""
    return shapes.PromiseShown(
        kind=one.kind, due_at=one.due_at, subject=one.subject, state=one.state, started_at=one.started_at,
        ended_at=one.ended_at, broken_at=one.broken_at, minutes=one.minutes, working=one.working,
        calendar=one.calendar.code if one.calendar else None, used_minutes=one.used_minutes,
        extended_minutes=one.extended_minutes, extension_reason=unseal(one.extension_reason, case.data_key),
        pauses=[
            shapes.PauseShown(since=stop.since, until=stop.until, expected=stop.expected, reason=stop.why)
            for stop in standstills(one, case, (get_language() or "id")[:2])
        ],
    )  # fmt: skip


def promise_told(told: ClockHistory, case: Case) -> shapes.PromiseTold:
    return shapes.PromiseTold(
        **promise(told.clock, case).model_dump(), words=told.name, began_with=told.began,
        happened=[
            shapes.PromiseFact(
                at=each.at, what=each.verb, words=each.words, by=each.who, reason=each.text, before=each.before,
                after=each.after,
            )
            for each in told.happened
        ],
    )  # fmt: skip


def wait(one: Wait) -> shapes.WaitShown:
    return shapes.WaitShown(
        why=one.reason, words=one.words, promises=list(one.kinds), since=one.since, until=one.expected
    )


def extension(one: Extension, on_file: Dossier) -> shapes.ExtensionShown:
    names = {each.key: each for each in on_file.staff.values()}
    key = on_file.case.data_key
    return shapes.ExtensionShown(
        id=one.pk, kind=one.clock.kind, subject=one.clock.subject, minutes=one.minutes,
        reason=str(unseal(one.reason, key)), asked_by=staff(names.get(one.asked_by)), asked_at=one.asked_at,
        state=one.state, answered_by=staff(names.get(one.answered_by)), answered_at=one.answered_at,
        remark=str(unseal(one.remark, key)),
    )  # fmt: skip


def kind_words(case: Case, code: str) -> str:
    """What the case's edition of the SOP calls that kind of solution; the code where it does not know it."""
    known = case.edition.procedure.solution_kinds.get(code) if code else None
    return known.label.say((get_language() or "id")[:2]) if known else code


def solution(one: Solution) -> shapes.SolutionShown:
    return shapes.SolutionShown(
        id=one.pk, version=one.version, round=one.round, title=one.title, description=one.description,
        kind=one.kind, kind_words=kind_words(one.case, one.kind), advantages=one.advantages, drawbacks=one.drawbacks,
        recurrence_risk=one.recurrence_risk, recurrence_reason=one.recurrence_reason, wish_fit=one.wish_fit,
        wish_reason=one.wish_reason, cost=one.cost, cost_note=one.cost_note, working_days=one.working_days,
        time_note=one.time_note, executor=unit(one.executor), helpers=one.helpers, redress_kind=one.redress_kind,
        redress_amount=one.redress_amount,
        steps=one.steps, proposed_by=staff(one.proposed_by), dropped=one.dropped_at is not None,
    )  # fmt: skip


def approval(one: Approval) -> shapes.ApprovalShown:
    return shapes.ApprovalShown(
        rung=one.rung, role=one.role, verdict=one.verdict, by=staff(one.approver), remark=one.remark,
        on_behalf_of=staff(one.on_behalf_of), suggestion=one.suggestion_id, at=one.at, undone=one.undone_at is not None,
        condition=one.condition, condition_first=one.condition_first, condition_met_at=one.condition_met_at,
    )  # fmt: skip


def decision(one: Decision, on_file: Dossier) -> shapes.DecisionShown:
    return shapes.DecisionShown(
        id=one.pk, round=one.round, attempt=one.attempt, state=one.state, recommended=one.recommended_id,
        options=[option.pk for option in on_file.options_of(one)], reason=one.reason, amount=one.amount,
        chosen_by=staff(one.chosen_by), approvals=[approval(each) for each in on_file.approvals_of(one)],
    )  # fmt: skip


def offer(one: Offer) -> shapes.OfferShown:
    return shapes.OfferShown(
        id=one.pk, round=one.round, decision=one.decision_id, state=one.state, message=one.message, at=one.at,
        answer_by=one.answer_by, answered_at=one.answered_at, accepted=one.accepted_id, expectation=one.expectation,
        counter=one.counter_id,
    )  # fmt: skip


def task(one: Task, on_file: Dossier, view: Outlook) -> shapes.TaskShown:
    lent = next((each for each in on_file.errands if each.task_id == one.pk and each.revoked_at is None), None)
    return shapes.TaskShown(
        id=one.pk, version=one.version, title=one.title, unit=unit(one.unit), assignee=staff(one.assignee),
        state=one.state, containment=one.containment, solution=one.solution_id, due_at=one.due_at,
        done_at=one.done_at, result=one.result,
        remarks=[remark.body for remark in on_file.remarks if remark.task_id == one.pk],
        wants_evidence=one.wants_evidence, outside=errand(lent, view) if lent else None,
        checklist=[
            shapes.CheckPointShown(id=each.pk, text=each.text, done_at=each.done_at)
            for each in on_file.checklist if each.task_id == one.pk
        ],
        evidence=[each.evidence.file.public_id for each in on_file.task_evidence if each.task_id == one.pk],
    )  # fmt: skip


def errand(one: Errand, view: Outlook) -> shapes.ErrandShown:
    may_have = view.can("add_task") and one.expires_at > time.now()
    return shapes.ErrandShown(
        name=one.name, link=link_of(one) if may_have else "", expires_at=one.expires_at, report=one.report,
        reported_at=one.reported_at,
    )  # fmt: skip


def redress(one: Redress, on_file: Dossier, by: Staff) -> shapes.RedressShown:
    voucher = next((each for each in on_file.vouchers if each.redress_id == one.pk), None)
    mine = one.granted_by_id == by.pk
    arrived = next((each for each in on_file.hand_overs if each.redress_id == one.pk), None)
    return shapes.RedressShown(
        id=one.pk, round=one.round, solution=one.solution_id, kind=one.kind, amount=one.amount, state=one.state,
        granted_by=staff(one.granted_by), voucher_code=voucher.code if voucher and mine else "",
        valid_until=voucher.valid_until if voucher else None, redeemed_at=voucher.redeemed_at if voucher else None,
        handed_over_on=arrived.on if arrived else None, received_by=arrived.received_by if arrived else "",
    )  # fmt: skip


def feedback(one: Feedback) -> shapes.FeedbackShown:
    return shapes.FeedbackShown(
        round=one.round, solved=one.solved, outcome_score=one.outcome_score, process_score=one.process_score,
        comment=one.comment, at=one.at,
    )  # fmt: skip


def feeling(one: Feeling) -> shapes.FeelingShown:
    return shapes.FeelingShown(round=one.round, kind=one.kind, remark=one.remark, at=one.at)


def contact_made(one: Contact) -> shapes.ContactMade:
    return shapes.ContactMade(
        round=one.round, reached=one.reached, medium=one.medium, summary=one.summary, apologised=one.apologised,
        restated=one.restated, wish=one.wish, promised_at=one.promised_at, purpose=one.purpose, result=one.result,
        at=one.at,
    )  # fmt: skip


def agreement(one: Agreement) -> shapes_settled.AgreementShown:
    return shapes_settled.AgreementShown(
        number=one.number, state=one.state, round=one.round, text=one.text, who=one.who, steps=one.steps,
        prevention=one.prevention, by_when=one.by_when, objection=one.objection, confirmed_at=one.confirmed_at,
        at=one.at,
    )  # fmt: skip


def conflict(one: Conflict) -> shapes_settled.ConflictShown:
    return shapes_settled.ConflictShown(
        id=one.pk, kind=one.kind, state=one.state, between=one.between, shown=one.shown, decider=staff(one.decider),
        done=one.done, at=one.at, ended_at=one.ended_at,
    )  # fmt: skip


def meeting(one: Meeting, on_file: Dossier) -> shapes_settled.MeetingShown:
    guests = [staff(guest.staff) for guest in on_file.guests if guest.meeting_id == one.pk]
    return shapes_settled.MeetingShown(
        id=one.pk, kind=one.kind, state=one.state, conflict=one.conflict_id, starts_at=one.starts_at,
        minutes=one.minutes, place=one.place, agenda=one.agenda, answer=one.answer, answer_words=one.answer_words,
        mediator=one.mediator.full_name if one.mediator else one.outsider,
        staff=[guest for guest in guests if guest is not None], theirs=one.theirs, ours=one.ours, agreed=one.agreed,
        result=one.result,
    )  # fmt: skip


def call(one: CallRequest, open_face: bool) -> shapes_settled.CallShown:
    """On which number is for those who may know who complains."""
    return shapes_settled.CallShown(
        state=one.state, way=one.way, when=one.when, reach=one.reach if open_face else "", about=one.about,
        due_at=one.due_at, tries=one.tries, at=one.at,
    )  # fmt: skip


def review(one: Review) -> shapes_settled.ReviewShown:
    return shapes_settled.ReviewShown(
        state=one.state, round=one.round, reason=one.reason, decider=staff(one.decider), due_at=one.due_at,
        answer=one.answer, decided_by=staff(one.decided_by), decided_at=one.decided_at,
    )  # fmt: skip


def deadlock(one: Deadlock) -> shapes_settled.DeadlockShown:
    return shapes_settled.DeadlockShown(
        closing=one.closing, reason=one.reason, theirs=one.theirs, bodies=one.bodies, other=one.other, at=one.at
    )


def unmask(one: UnmaskRequest) -> shapes.UnmaskShown:
    state = "open" if one.answered_at is None else "refused" if one.refused else "granted"
    return shapes.UnmaskShown(
        id=one.pk, asked_by=staff(one.asked_by), asked_at=one.asked_at, state=state,
        reason=unseal(one.stored_reason, one.case.data_key),
    )  # fmt: skip
