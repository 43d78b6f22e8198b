"""SOP 7 and 8: choose the best alternative and say why; the head of department approves it or returns it (R32, R33)."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import money, promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.drafts import sent
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.casework.propose import options_of, table_of, with_options
from tanggap.casework.say import check_text
from tanggap.casework.staff_mail import mail_staff
from tanggap.core import time
from tanggap.core.db.plain import add, ask, change, first, rows
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.core.money import rupiah
from tanggap.people.models import Staff
from tanggap.people.standing import post_holders, roles_in_person, standing_of
from tanggap.remedy.models import Approval, Decision, DecisionOption, Solution
from tanggap.sop.parts import Rung

UNDO_MINUTES = 10
OWN_WORK = _("An approver cannot approve what he or she proposed or chose.")


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
    tell_approvers(case, decision, [])
    return decision


@transaction.atomic
def approve(case: Case, *, remark: str = "", by: Staff, version: int | None = None) -> Approval:
    """The head says yes (SOP 8). On the last rung of the ladder the service and the executing party are told.

    What the recommended solution gives is set aside in the budget. Nothing is carried out before consent.
    Raises Forbidden for whoever proposed or chose it, and for a role that is not on the next rung.
    """
    begin(case, "approve", by=by, version=version)
    decision = open_decision(case)
    yes = _said_yes(decision)
    rung, place = next_rung(decision, yes)
    require_other_hands(decision, yes, by)
    on_behalf_of = _entitled(case, rung, by)
    check_text(remark, "remark", longest=5_000, required=False)
    demand(case, "approve", remark=remark)
    [approval] = add([Approval(
        decision=decision, rung=place, role=rung.role, verdict=Approval.Verdict.APPROVED, approver=by,
        on_behalf_of=on_behalf_of, stored_remark=case.sealed(remark), at=time.now(),
    )])  # fmt: skip
    write_down(
        case, "approved", by=by, private={"remark": remark} if remark else None, decision=decision.key, rung=place,
        amount=decision.amount, on_behalf_of=on_behalf_of.key if on_behalf_of else None,
    )  # fmt: skip
    yes.append(approval)
    if next_rung_or_none(decision, yes) is not None:
        case.put()
        tell_approvers(case, decision, yes)
        return approval
    _settled(case, decision, yes)
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
    case: Case, *, remark: str, suggestion: Solution | None = None, by: Staff, version: int | None = None
) -> Approval:
    """The head returns it with a remark, perhaps with a suggestion: a new attempt in the same round."""
    begin(case, "send_back", by=by, version=version)
    decision = open_decision(case)
    rung, place = next_rung(decision, _said_yes(decision))
    on_behalf_of = _entitled(case, rung, by)
    check_text(remark, "remark", longest=5_000)
    demand(case, "send_back", remark=remark)
    [approval] = add([Approval(
        decision=decision, rung=place, role=rung.role, verdict=Approval.Verdict.RETURNED, approver=by,
        on_behalf_of=on_behalf_of, stored_remark=case.sealed(remark), suggestion=suggestion, at=time.now(),
    )])  # fmt: skip
    change(Decision, "id = %s AND state = 'open'", decision.pk, state=Decision.State.RETURNED, settled_at=time.now())
    case.move_to(State.INVESTIGATING, act="send_back")
    write_down(case, "sent_back", by=by, private={"remark": remark}, decision=decision.key, rung=place)
    promises.turn(case, keep=("approval",), begin=("decision",))
    told = [decision.chosen_by, *workers_on(case)]
    tell_staff(told, Notice.Kind.SENT_BACK, case)
    mail_staff(case, "sent-back", told, remark=remark)
    return approval


@transaction.atomic
def undo_approve(case: Case, *, by: Staff, version: int | None = None) -> None:
    """Within ten minutes, and before anything was offered, the approval is taken back; what was set aside is freed."""
    begin(case, "undo_approve", by=by, version=version)
    decision = case.decisions.filter(state=Decision.State.APPROVED).order_by("-pk").first()
    require(decision, _("There is no approval to take back."), code="nothing_to_undo")
    assert decision is not None
    since = time.now() - timedelta(minutes=UNDO_MINUTES)
    taken_back = decision.approvals.filter(
        approver=by, verdict=Approval.Verdict.APPROVED, undone_at__isnull=True, at__gte=since
    ).update(undone_at=time.now())
    require(taken_back, _("Ten minutes have passed, or it was not your approval."), code="too_late")
    Decision.objects.filter(pk=decision.pk, state=Decision.State.APPROVED).update(
        state=Decision.State.OPEN, settled_at=None
    )
    money.release_all(case, by=by)
    case.move_to(State.DECIDING, act="undo_approve")
    write_down(case, "approval_undone", by=by, decision=decision.key)
    promises.promise(case, "approval")


def open_decision(case: Case) -> Decision:
    """The decision that waits for approval; only the latest round counts."""
    decision = first(Decision, "case_id = %s AND state = 'open'", case.pk, case=case)
    require(decision is not None and decision.round == case.round, _("No decision waits for approval."), code="not_now")
    assert decision is not None
    return with_options(decision)


def next_rung_or_none(decision: Decision, yes: list[Approval] | None = None) -> tuple[Rung, int] | None:
    """The lowest rung of the ladder that has not said yes, with its place, or None when all have.

    `yes` are the approvals that count, when they were read already.
    """
    rungs = decision.case.edition.procedure.approval_rungs(decision.amount)
    done = {one.rung for one in (_said_yes(decision) if yes is None else yes)}
    return next(((rung, place) for place, rung in enumerate(rungs, 1) if place not in done), None)


def next_rung(decision: Decision, yes: list[Approval]) -> tuple[Rung, int]:
    """The rung whose word is wanted now; raises Refused when all have spoken."""
    found = next_rung_or_none(decision, yes)
    require(found is not None, _("Everybody has approved it already."), code="not_now")
    assert found is not None
    return found


def require_other_hands(decision: Decision, yes: list[Approval], by: Staff) -> None:
    """Maker is not checker (T30): whoever proposed one of the options or chose among them does not approve."""
    if by.pk in {decision.chosen_by_id, *(option.proposed_by_id for option in options_of(decision))}:
        raise Forbidden(OWN_WORK, code="own_work")
    if by.pk in {one.approver_id for one in yes}:
        raise Forbidden(_("You have approved it already; the next rung needs somebody else."), code="own_work")


def _said_yes(decision: Decision) -> list[Approval]:
    return rows(Approval, "decision_id = %s AND verdict = 'approved' AND undone_at IS NULL ORDER BY id", decision.pk)


def _entitled(case: Case, rung: Rung, by: Staff) -> Staff | None:
    """See that this person speaks for the rung; the one they stand in for, when it is a deputy who speaks."""
    if rung.role not in access.roles_on(by, case, access.doorway_at_hand(case)):
        raise Forbidden(
            _("This amount needs the approval of another role."), code="wrong_rung"
        )
    if rung.role in roles_in_person(by):
        return None
    represented = standing_of(by).acting_for
    return next((staff for staff in post_holders(rung.role) if staff.pk in represented), None)


def tell_approvers(case: Case, decision: Decision, yes: list[Approval]) -> None:
    """Whoever may speak for the next rung is told, by bell and mail."""
    rung, _place = next_rung(decision, yes)
    if rung.role == "head":
        people = people_to_tell(case, case.unit)
    else:
        people = [
            staff for staff in post_holders(rung.role) if standing_of(staff).has(rung.role, case.unit_id)
        ]
    people = [staff for staff in people if staff.pk != decision.chosen_by_id]
    tell_staff(people, Notice.Kind.TO_APPROVE, case, about=decision.key)
    mail_staff(
        case, "approval-requested", people, unit=case.unit.name,
        amount=rupiah(decision.amount, case.language), due=promises.due_in_words(case, "approval"),
    )  # fmt: skip
