"""SOP 7 and 8: choose the best alternative and say why; the head of department approves it or returns it (R32, R33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import money, promises, rungs
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.drafts import sent
from tanggap.casework.people import add_participant, frontdesk_of, kept_out_of, workers_on
from tanggap.casework.propose import Alternative, options_of, put_on_table, table_of, with_options
from tanggap.casework.rungs import Hand, Waiting
from tanggap.casework.say import check_text
from tanggap.casework.staff_mail import mail_staff
from tanggap.core import time
from tanggap.core.db.plain import add, ask, change, first
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.core.money import rupiah
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Approval, Decision, DecisionOption, Solution

UNDO_MINUTES = 10
OWN_WORK = _("An approver cannot approve what he or she proposed or chose.")
OWN_OF_ANOTHER = _("Whoever you stand in for proposed or chose it. Somebody else has to approve it.")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A yes under a condition; `first`: nothing is offered before somebody confirms that it is met."""

    text: str
    first: bool = True


@transaction.atomic
def decide(
    case: Case, *, options: Sequence[Solution], recommended: Solution, reason: str, by: Staff,
    version: int | None = None,
) -> Decision:
    """Put the offerable alternatives before the head, one recommended, with the reason (SOP 7).

    A new attempt after `send_back` is the same round. The promise to decide is kept; the one to approve begins.
    """  # fmt: skip
    begin(case, "decide", by=by, version=version)
    choosable = {solution.pk for solution in table_of(case)}
    if recommended not in options or not {option.pk for option in options} <= choosable:
        raise Invalid(_("Choose among the alternatives on the table."), fields={"options": _("Choose again.")})
    check_text(reason, "reason", longest=5_000)
    demand(
        case, "decide", solutions_open=len(choosable), offerable=len(options), recommended=True, decision_reason=reason
    )
    [(before,)] = ask("SELECT count(*) FROM remedy_decision WHERE case_id = %s AND round = %s", case.pk, case.round)
    [decision] = add([Decision(
        case=case, round=case.round, attempt=before + 1, chosen_by=by, recommended=recommended,
        stored_reason=case.sealed(reason), at=time.now(), amount=max(option.amount for option in options),
    )])  # fmt: skip
    ranked = [recommended, *(option for option in options if option != recommended)]
    add([DecisionOption(decision=decision, solution=option, rank=rank) for rank, option in enumerate(ranked, 1)])
    case.move_to(State.DECIDING, act="decide")
    sent(case, "decision", by=by)
    write_down(
        case, "decided", by=by, decision=decision.key, round=decision.round, attempt=decision.attempt,
        options=[option.key for option in ranked], recommended=recommended.key, amount=decision.amount,
    )  # fmt: skip
    promises.turn(case, keep=("alternatives", "decision"), begin=("approval",))
    decision.known_options = ranked
    tell_approvers(waiting_for_approval(case, decision))
    return decision


@transaction.atomic
def approve(
    case: Case, *, remark: str = "", condition: Condition | None = None, by: Staff, version: int | None = None
) -> Approval:
    """The head says yes (SOP 8), perhaps under a condition. With the last rung of the ladder the service is told.

    What the recommended solution gives is set aside in the budget. Nothing is carried out before consent.
    Raises Forbidden for whoever proposed or chose it, and for whoever does not speak for the next rung.
    """
    begin(case, "approve", by=by, version=version)
    waiting = waiting_for_approval(case, open_decision(case))
    place, hand = _entitled(waiting, by)
    check_text(remark, "remark", longest=5_000, required=False)
    if condition is not None:
        check_text(condition.text, "condition", longest=2_000)
    demand(case, "approve", remark=remark)
    approval = _said(
        waiting, place, hand, verdict=Approval.Verdict.APPROVED, stored_remark=case.sealed(remark),
        stored_condition=case.sealed(condition.text) if condition else "",
        condition_first=condition is not None and condition.first,
    )  # fmt: skip
    after = waiting_for_approval(case, waiting.decision)
    last = "approved" if not any(one.stored_condition for one in after.yes) else "approved_conditionally"
    private = {"remark": remark, "condition": condition.text if condition else ""}
    write_down(
        case, last if after.place is None else "rung_approved", by=by,
        private={name: text for name, text in private.items() if text} or None, decision=waiting.decision.key,
        rung=place + 1, role=approval.role, amount=waiting.decision.amount, on_behalf_of=_key(hand.instead_of),
    )  # fmt: skip
    if after.place is not None:
        case.put()
        promises.turn(case, keep=("approval",), begin=("approval",))
        tell_approvers(waiting_for_approval(case, waiting.decision))
        return approval
    _settled(case, waiting.decision, list(after.yes))
    return approval


def _key(staff: Staff | None) -> str | None:
    return staff.key if staff is not None else None


def _said(waiting: Waiting, place: int, hand: Hand, **what: Any) -> Approval:
    """The word of a rung, on file. Whoever lent a hand from outside keeps seeing what he or she has decided."""
    case = waiting.case
    [approval] = add([Approval(
        decision=waiting.decision, rung=place + 1, role=waiting.ladder[place].role, approver=hand.staff,
        on_behalf_of=hand.instead_of, at=time.now(), **what,
    )])  # fmt: skip
    if hand.instead_of is not None and hand.instead_of.pk in dict(standing_of(hand.staff).approving_for):
        add_participant(case, Participant.Role.APPROVER, staff=hand.staff)
    return approval


def _settled(case: Case, decision: Decision, yes: list[Approval]) -> None:
    """All rungs have said yes: the decision stands, money is set aside, and those concerned are told (SOP 8, 9)."""
    change(Decision, "id = %s AND state = 'open'", decision.pk, state=Decision.State.APPROVED, settled_at=time.now())
    money.reserve_for(case, decision, yes)
    case.move_to(State.APPROVED, act="approve")
    promises.keep(case, "approval")
    desk = frontdesk_of(case)
    tell_staff([*desk, *workers_on(case)], Notice.Kind.APPROVED, case)
    mail_staff(case, "decision-approved", desk, solution=str(decision.recommended.title),
               unit=case.unit.name)


@transaction.atomic
def send_back(
    case: Case, *, remark: str, suggestion: Solution | Alternative | None = None, by: Staff, version: int | None = None
) -> Approval:
    """The head returns it with a remark, perhaps with a suggestion: a new attempt in the same round.

    What is suggested lies on the table or is a new alternative of the head's own; chosen, it is for others to approve.
    """
    begin(case, "send_back", by=by, version=version)
    waiting = waiting_for_approval(case, open_decision(case))
    place, hand = _entitled(waiting, by)
    check_text(remark, "remark", longest=5_000)
    demand(case, "send_back", remark=remark)
    decision = waiting.decision
    if isinstance(suggestion, Alternative):
        suggestion = put_on_table(case, suggestion, by=by)
    elif suggestion is not None and suggestion.pk not in {one.pk for one in table_of(case)}:
        raise Invalid(_("Choose among the alternatives on the table."), fields={"suggestion": _("Choose again.")})
    approval = _said(waiting, place, hand, verdict=Approval.Verdict.RETURNED, stored_remark=case.sealed(remark),
                     suggestion=suggestion)  # fmt: skip
    change(Decision, "id = %s AND state = 'open'", decision.pk, state=Decision.State.RETURNED, settled_at=time.now())
    case.move_to(State.INVESTIGATING, act="send_back")
    write_down(case, "sent_back", by=by, private={"remark": remark}, decision=decision.key, rung=place + 1,
               on_behalf_of=_key(hand.instead_of), suggestion=suggestion.key if suggestion else None)  # fmt: skip
    promises.turn(case, keep=("approval",), begin=("decision",))
    _tell_makers(case, decision, remark)
    return approval


def _tell_makers(case: Case, decision: Decision, remark: str) -> None:
    told = [decision.chosen_by, *workers_on(case)]
    tell_staff(told, Notice.Kind.SENT_BACK, case)
    mail_staff(case, "sent-back", told, remark=remark)


@transaction.atomic
def reconsider(case: Case, *, reason: str, by: Staff, version: int | None = None) -> None:
    """What was approved under a condition cannot be offered so: back for a new decision, with the reason."""
    begin(case, "reconsider", by=by, version=version)
    decision = with_options(_approved(case))
    conditional = decision.approvals.filter(verdict="approved", undone_at=None).exclude(stored_condition="")
    require(conditional.exists(), _("It was approved without a condition. Make the offer, or ask whoever approved it "
                                    "to take it back."), code="no_condition")  # fmt: skip
    check_text(reason, "reason", longest=5_000)
    demand(case, "reconsider", reason=reason)
    change(Decision, "id = %s", decision.pk, state=Decision.State.RETURNED, settled_at=time.now())
    money.release_all(case, by=by)
    case.move_to(State.INVESTIGATING, act="reconsider")
    write_down(case, "reconsidered", by=by, private={"reason": reason}, decision=decision.key)
    promises.promise(case, "decision")
    approvers = [one.approver for one in conditional.select_related("approver")]
    told = {one.pk: one for one in [decision.chosen_by, *workers_on(case), *approvers] if one.pk != by.pk}
    tell_staff(told.values(), Notice.Kind.SENT_BACK, case)
    mail_staff(case, "sent-back", told.values(), remark=reason)


@transaction.atomic
def undo_approve(case: Case, *, by: Staff, version: int | None = None) -> None:
    """Within ten minutes, and before anything was offered or the next rung spoke, the approval is taken back.

    What was set aside is freed, and the promise to approve runs on from its beginning.
    """
    begin(case, "undo_approve", by=by, version=version)
    decision = _approved(case) if case.state == State.APPROVED else open_decision(case)
    latest = first(Approval, "decision_id = %s AND verdict = 'approved' AND undone_at IS NULL ORDER BY id DESC",
                   decision.pk)  # fmt: skip
    require(latest, _("There is no approval to take back."), code="nothing_to_undo")
    assert latest is not None
    require(latest.approver_id == by.pk, _("This approval is not yours, or somebody has approved after you."),
            code="not_yours")  # fmt: skip
    require(latest.at >= time.now() - timedelta(minutes=UNDO_MINUTES), _("Ten minutes have passed."), code="too_late")
    change(Approval, "id = %s", latest.pk, undone_at=time.now())
    change(Decision, "id = %s", decision.pk, state=Decision.State.OPEN, settled_at=None)
    money.release_all(case, by=by)
    if case.state == State.APPROVED:
        case.move_to(State.DECIDING, act="undo_approve")
    else:
        case.put()
    write_down(case, "approval_undone", by=by, decision=decision.key)
    promises.run_on(case, "approval")
    tell_approvers(waiting_for_approval(case, decision), but=by)


def _approved(case: Case) -> Decision:
    """The decision that was approved and not offered yet."""
    decision = first(Decision, "case_id = %s AND state = 'approved' ORDER BY id DESC", case.pk, case=case)
    require(decision, _("There is no approval to take back."), code="nothing_to_undo")
    assert decision is not None
    return decision


def open_decision(case: Case) -> Decision:
    """The decision that waits for approval; only the latest round counts."""
    decision = first(Decision, "case_id = %s AND state = 'open'", case.pk, case=case)
    require(decision is not None and decision.round == case.round, _("No decision waits for approval."), code="not_now")
    assert decision is not None
    return with_options(decision)


def waiting_for_approval(case: Case, decision: Decision) -> Waiting:
    """The same with all that it takes to say whose word is wanted, in an act that has the case locked."""
    clock = promises.running(case, "approval")
    due = (clock.started_at, clock.due_at) if clock is not None else None
    return rungs.waiting_of(case, decision, options_of(decision), due)


def _entitled(waiting: Waiting, by: Staff) -> tuple[int, Hand]:
    """For which rung this person speaks, and for whom; raises Forbidden.

    Maker is not checker (T30): not in person, not through a deputy, and not for two rungs.
    """
    require(waiting.place is not None, _("Everybody has approved it already."), code="not_now")
    if (found := rungs.hand_of(waiting, by)) is not None:
        return found
    if by.pk in waiting.makers:
        raise Forbidden(OWN_WORK, code="own_work")
    if by.pk in waiting.heard:
        raise Forbidden(_("You have approved it already; the next rung needs somebody else."), code="own_work")
    standing = standing_of(by)
    if (standing.acting_for | dict(standing.approving_for).keys()) & (waiting.makers | waiting.heard):
        raise Forbidden(OWN_OF_ANOTHER, code="own_work")
    raise Forbidden(_("This amount needs the approval of another role."), code="wrong_rung")


def ask_anew(case: Case, *, always: bool = False) -> None:
    """The complaint was classified anew or handed over while a decision waits: whoever has to speak now is told.

    Where all who have to speak under the ladder that holds now have done so, the decision stands.
    """
    if case.state != State.DECIDING:
        return
    waiting = waiting_for_approval(case, open_decision(case))
    if waiting.place is None:
        _settled(case, waiting.decision, list(waiting.yes))
    elif always or rungs.roles_now(waiting) != waiting.decision.waits_for:
        tell_approvers(waiting)


def tell_approvers(waiting: Waiting, *, but: Staff | None = None) -> None:
    """Whoever may speak now is told, by bell and mail; those who have to see a hidden complaint for it are named."""
    case, out = waiting.case, kept_out_of(waiting.case)
    rungs.note([waiting])
    people = [staff for staff in rungs.asked(waiting) if staff.pk not in out and staff != but]
    if case.hidden:
        for staff in people:
            add_participant(case, Participant.Role.APPROVER, staff=staff)
    tell_staff(people, Notice.Kind.TO_APPROVE, case, about=waiting.decision.key)
    mail_staff(
        case, "approval-requested", people, unit=case.unit.name,
        amount=rupiah(waiting.decision.amount, case.language), due=promises.due_in_words(case, "approval"),
    )  # fmt: skip
