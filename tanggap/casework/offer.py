"""SOP 9 and 10: the solution is told; the complainant accepts, declines or proposes another."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_staff
from tanggap.cases.speaking import voice
from tanggap.cases.states import State
from tanggap.casework import money, promises
from tanggap.casework.acting import NOT_NOW, NOT_YOU, begin, demand, lock, write_down
from tanggap.casework.agree import from_the_offer
from tanggap.casework.escalate import escalate_on
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.casework.propose import Alternative, options_of, put_on_table, with_options
from tanggap.casework.put_right import begin_tasks, cancel_tasks
from tanggap.casework.say import answered, check_text, write_to
from tanggap.casework.wording import date_in_words
from tanggap.core import time
from tanggap.core.db.plain import add, ask, change, first
from tanggap.core.errors import Forbidden, Invalid, require
from tanggap.core.subject import HasKey
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff
from tanggap.remedy.models import Approval, Contact, Decision, Offer, Solution


@transaction.atomic
def offer(
    case: Case, *, message: str = "", conditions_met: bool = False, by: Staff, version: int | None = None
) -> Offer:
    """Put the approved alternatives before the complainant, to be answered by the date that the SOP gives.

    Whoever offers confirms that the conditions of the approval are met, where there are any.
    """
    begin(case, "offer", by=by, version=version)
    decision = approved_decision(case)
    check_text(message, "message", longest=5_000, required=False)
    if conditions_met:
        confirm_conditions(case, decision, by=by)
    demand(case, "offer")
    answer = promises.promise(case, "offer_answer")
    [made] = add([Offer(
        case=case, decision=decision, round=case.round, offered_by=by, stored_message=case.sealed(message),
        at=time.now(), answer_by=answer.due_at if answer else time.now(),
    )])  # fmt: skip
    case.move_to(State.OFFERED, act="offer", waiting_since=time.now())
    answered(case, time.now())
    write_down(case, "offered", by=by, offer=made.key, decision=decision.key, answer_by=made.answer_by.isoformat())
    titles = "\n".join(f"- {option.title}" for option in options_of(decision))
    write_to(case, "offer", staff=by.full_name, solutions=titles, due=date_in_words(made.answer_by, case.language))
    return made


@transaction.atomic
def proceed(
    case: Case, *, reason: str, contacted: bool = False, conditions_met: bool = False, by: Staff,
    version: int | None = None,
) -> None:  # fmt: skip
    """Carry it out without asking, where the SOP asks no consent; not contacting is recorded with its reason (R36)."""
    begin(case, "proceed", by=by, version=version)
    asks = case.edition.procedure.consent_required(case.type)
    require(not asks, _("The SOP wants the complainant's consent first. Make the offer."), code="consent_required")
    check_text(reason, "reason", longest=5_000)
    decision = approved_decision(case)
    if conditions_met:
        confirm_conditions(case, decision, by=by)
    demand(case, "proceed", reason=reason, contact_recorded=True)
    add([Contact(
        case=case, round=case.round, reached=contacted, stored_summary=case.sealed(reason), by=by, at=time.now(),
        medium=case.medium if contacted else "",
    )])  # fmt: skip
    case.move_to(State.PUTTING_RIGHT, act="proceed")
    write_down(case, "proceeded", by=by, private={"reason": reason}, decision=decision.key, contacted=contacted)
    money.release_all(case, by=by, keep=decision.recommended)
    begin_tasks(case, decision.recommended, by=by)
    if contacted:
        write_to(case, "proceeding", solution=str(decision.recommended.title))


def confirm_conditions(case: Case, decision: Decision, *, by: Staff) -> None:
    """The conditions under which it was approved are met; who says so is on file."""
    open_still = "decision_id = %s AND condition_first AND condition_met_at IS NULL AND undone_at IS NULL"
    if change(Approval, open_still, decision.pk, condition_met_at=time.now(), condition_met_by=by):
        write_down(case, "condition_met", by=by, decision=decision.key)


@transaction.atomic
def accept(case: Case, *, solution: Solution, by: Party | Staff, version: int | None = None) -> Offer:
    """The complainant chooses one; tasks and their clocks begin. Staff may enter it for them, after a call."""
    begin(case, "accept", by=by, version=version)
    made = open_offer(case)
    if solution not in options_of(made.decision):
        raise Invalid(_("Choose one of the solutions on offer."), fields={"solution": _("Choose one of these.")})
    demand(case, "accept", offers_open=1)
    _answered(made, Offer.State.ACCEPTED, accepted=solution)
    case.move_to(State.PUTTING_RIGHT, act="accept", waiting_since=None)
    write_down(case, "accepted", by=by, offer=made.key, solution=solution.key)
    promises.keep(case, "offer_answer")
    money.release_all(case, by=by, keep=solution)
    begin_tasks(case, solution, by=by)
    from_the_offer(case, solution, by=by)
    tell_staff([*workers_on(case), *frontdesk_of(case), *people_to_tell(case, case.unit)], Notice.Kind.ACCEPTED, case)
    write_to(case, "agreed", solution=str(solution.title), due=promises.due_in_words(case, "resolution"))
    return made


@transaction.atomic
def decline(
    case: Case, *, expectation: str, own_proposal: str = "", because: str = "", by: Party | Staff,
    version: int | None = None,
) -> Offer:
    """None of them fits: what the complainant expects opens the next round (R40), perhaps with their own proposal."""
    begin(case, "decline", by=by, version=version)
    made = open_offer(case)
    if because and because not in Offer.Because.values:
        raise Invalid(_("Choose one of the reasons, or leave them out."), fields={"because": _("Choose one of these.")})
    check_text(expectation, "expectation", longest=5_000)
    check_text(own_proposal, "own_proposal", longest=5_000, required=False)
    demand(case, "decline", offers_open=1, expectation=expectation)
    _answered(made, Offer.State.DECLINED, because=because, stored_expectation=case.sealed(expectation))
    money.release_all(case, by=by)
    _next_round(case, "decline")
    write_down(
        case, "declined", by=by, private={"expectation": expectation}, offer=made.key, next_round=case.round,
        because=because,
    )  # fmt: skip
    if own_proposal.strip():
        made.counter = put_on_table(case, _own(own_proposal), by=_proposer(case, by))
        change(Offer, "id = %s", made.pk, counter=made.counter)
    promises.turn(case, keep=("offer_answer",), begin=promises.NEXT_ROUND)
    tell_staff([*workers_on(case), *people_to_tell(case, case.unit)], Notice.Kind.DECLINED, case)
    [(declined,)] = ask("SELECT count(*) FROM remedy_offer WHERE case_id = %s AND state = 'declined'", case.pk)
    if declined > 1:
        escalate_on(case, "declined_twice", reason=expectation, by=WORKER)
    write_to(case, "declined-confirmed", due=promises.due_in_words(case, "decision"))
    return made


@transaction.atomic
def propose_another(case: Case, *, text: str, by: Party) -> Solution:
    """The complainant says what would put it right (R31): an answer to the open offer, or one more alternative."""
    lock(case)
    if case.state == State.OFFERED:
        answered = decline(case, expectation=text, own_proposal=text, by=by)
        assert answered.counter is not None, "it was declined with a proposal"
        return answered.counter
    require(case.state == State.INVESTIGATING, NOT_NOW, code="not_now")
    if by.case_id != case.pk or not by.may_answer:
        raise Forbidden(NOT_YOU)
    check_text(text, "text", longest=5_000)
    solution = put_on_table(case, _own(text), by=by)
    case.put()
    tell_staff(workers_on(case) or people_to_tell(case, case.unit), Notice.Kind.ANSWERED, case)
    return solution


@transaction.atomic
def lapse(case: Case, *, by: HasKey, version: int | None = None) -> None:
    """No answer in time: what the SOP says of silence, to carry out what we recommend, or to ask how it was."""
    begin(case, "lapse", by=by, version=version)
    made = open_offer(case)
    require(made.answer_by <= time.now(), _("The complainant still has time to answer."), code="too_early")
    _answered(made, Offer.State.LAPSED)
    goes_on = case.edition.procedure.on_silence == "proceed"
    to = State.PUTTING_RIGHT if goes_on else State.FOLLOWING_UP
    case.move_to(to, act="lapse", waiting_since=None)
    write_down(case, "lapsed", by=by, offer=made.key, leads_to=to.value)
    promises.keep(case, "offer_answer")
    if goes_on:
        money.release_all(case, by=by, keep=made.decision.recommended)
        begin_tasks(case, made.decision.recommended, by=by)
    else:
        money.release_all(case, by=by)
        cancel_tasks(case, by=by)
        promises.turn(case, keep=("resolution",), begin=("follow_up",))
    if goes_on:
        write_to(case, "proceeding", solution=str(made.decision.recommended.title))
    else:
        write_to(case, "lapsed")


def approved_decision(case: Case) -> Decision:
    """The approved decision of the present round; no older one counts."""
    newest = "case_id = %s AND state = 'approved' AND round = %s ORDER BY attempt DESC"
    decision = first(Decision, newest, case.pk, case.round, case=case)
    require(decision, _("No solution has been approved in this round."), code="not_now")
    assert decision is not None
    return with_options(decision)


def open_offer(case: Case) -> Offer:
    """The offer that waits for an answer."""
    made = first(Offer, "case_id = %s AND state = 'open'", case.pk, case=case)
    require(made, _("There is no offer to answer."), code="not_now")
    assert made is not None
    decision = first(Decision, "id = %s", made.decision_id, case=case)
    assert decision is not None
    made.decision = with_options(decision)
    return made


def _answered(made: Offer, state: Offer.State, **values: object) -> None:
    answered = {"state": state, "answered_at": made.case.present(), **values}
    changed = change(Offer, "id = %s AND state = 'open'", made.pk, **answered)
    require(changed, _("This offer was answered already."), code="already_answered")
    for name, value in answered.items():
        setattr(made, name, value)


def _next_round(case: Case, act: str) -> None:
    case.move_to(State.INVESTIGATING, act=act, round=case.round + 1, waiting_since=None)


def _own(text: str) -> Alternative:
    title = text.strip().splitlines()[0]
    return Alternative(title=title if len(title) <= 120 else title[:119].rstrip() + "…", description=text)


def _proposer(case: Case, by: Party | Staff) -> Party:
    if isinstance(by, Party):
        return by
    party = voice(case)
    require(party, _("Nobody is on file for whom this could be written down."), code="nobody")
    assert party is not None
    return party
