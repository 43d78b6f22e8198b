"""The complainant asks that somebody else decides: who had no part in it looks, and answers with reasons (R40)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tanggap.cases.models import Case, Notice, Participant, Party
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import Outcome, State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.close import end_everything
from tanggap.casework.lengths import length, reopen_until
from tanggap.casework.people import add_participant, holders_of, kept_out_of, people_to_tell, workers_on
from tanggap.casework.say import check_text, write_to
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.wording import date_in_words
from tanggap.core import time
from tanggap.core.db.plain import add, ask, change, first
from tanggap.core.errors import Forbidden, Invalid, Refused, require
from tanggap.core.subject import key_of
from tanggap.people.models import Staff
from tanggap.people.standing import post_holders
from tanggap.remedy.models import Review
from tanggap.sop.parts import Promise
from tanggap.sop.text import Within

# Where an edition says nothing of reviews.
USUAL = Within(amount=5, unit="days", working=True)
HAD_A_PART = gettext_lazy("Whoever proposed, chose or approved something here does not decide the review.")
NOTHING_DECIDED = frozenset({State.RECEIVED, State.ASSESSED, State.INVESTIGATING})
_INVOLVED = """
    SELECT proposed_by_id FROM remedy_solution WHERE case_id = %s
    UNION SELECT chosen_by_id FROM remedy_decision WHERE case_id = %s
    UNION SELECT a.approver_id FROM remedy_approval a JOIN remedy_decision d ON d.id = a.decision_id
          WHERE d.case_id = %s
    UNION SELECT nullif(split_part(by, ':', 2), '')::bigint FROM learning_registerentry
          WHERE case_id = %s AND by LIKE 'staff:%%'"""


@transaction.atomic
def review(case: Case, *, reason: str, by: Party | Staff, version: int | None = None) -> Review:
    """Ask for another decider, while it is open and after closing as long as it may be opened again; once a round."""
    begin(case, "review", by=by, version=version)
    check_text(reason, "reason", longest=5_000)
    if not case.is_open:
        _still_possible(case)
    known = first(Review, "case_id = %s AND round = %s AND state <> 'cancelled'", case.pk, case.round)
    require(known is None or known.state != Review.State.OPEN,
            _("Somebody is looking at it already; you will have an answer."), code="already_asked")  # fmt: skip
    require(known is None, _("It was reviewed already, and you have the answer with its reasons."),
            code="already_done")  # fmt: skip
    demand(case, "review", reason=reason)
    within = None if length(case, "review") else Promise.of(
        USUAL, case.edition.procedure.organisation.working_day_hours
    )  # fmt: skip
    owed = promises.promise(case, "review", within=within)
    assert owed is not None, "a review is always promised"
    decider = decider_for(case)
    [made] = add([Review(
        case=case, round=case.round, stored_reason=case.sealed(reason), asked_by=key_of(by), at=case.present(),
        due_at=owed.due_at, decider=decider,
    )])  # fmt: skip
    case.put()
    write_down(case, "review_asked", by=by, private={"reason": reason}, review=made.pk,
               decider=decider.key if decider else None)  # fmt: skip
    _hand_to(case, made, reason)
    write_to(case, "review-asked", due=date_in_words(made.due_at, case.language),
             staff=decider.full_name if decider else "")  # fmt: skip
    return made


@transaction.atomic
def decide_review(case: Case, *, result: str, reason: str, by: Staff, version: int | None = None) -> Review:
    """The answer, with its reasons, which the complainant reads: it stands, or it is begun again in a new round.

    Raises Forbidden for whoever proposed, chose or approved anything on this case, or closed it.
    """
    begin(case, "decide_review", by=by, version=version)
    if result not in {Review.State.STANDS, Review.State.OVERTURNED}:
        raise Invalid(_("Say whether it stands or is begun again."), fields={"result": _("Choose one.")})
    made = open_review(case)
    if made is None:
        raise Refused(_("No review waits for an answer."), code="not_now")
    if by.pk in involved_in(case):
        raise Forbidden(HAD_A_PART, code="own_work")
    check_text(reason, "reason", longest=5_000)
    demand(case, "decide_review", reason=reason)
    settled = change(
        Review, "id = %s AND state = 'open'", made.pk, state=result, decided_by=by, decided_at=time.now(),
        stored_answer=case.sealed(reason),
    )  # fmt: skip
    require(settled, _("No review waits for an answer."), code="not_now")
    if result == Review.State.OVERTURNED:
        _begin_again(case, by)
    else:
        case.put()
        promises.keep(case, "review")
    write_down(case, f"review_{result}", by=by, private={"reason": reason}, review=made.pk, next_round=case.round)
    change(Participant, "case_id = %s AND staff_id = %s AND role = 'approver' AND until IS NULL", case.pk,
           made.decider_id, until=time.now())  # fmt: skip
    people = [*workers_on(case), *people_to_tell(case, case.unit)]
    tell_staff([one for one in people if one != by], Notice.Kind.REVIEWED, case, about=made.key)
    with override(case.language):
        answer = str(Review.State(result).label)
    write_to(case, "review-answered", staff=by.full_name, answer=answer, reason=reason,
             due=promises.due_in_words(case, "resolution"))  # fmt: skip
    return made


def involved_in(case: Case) -> set[int]:
    """Ids of those who proposed, chose or approved anything on this case, closed it, or handle it."""
    found = {number for (number,) in ask(_INVOLVED, *[case.pk] * 4) if number}
    return found | ({case.handler_id} if case.handler_id else set())


def decider_for(case: Case) -> Staff | None:
    """Who is to decide: of the posts that the SOP names, in its order, first those above this unit, then the others;
    never anybody who had a part in it. Of several the one with the fewest reviews waiting."""
    out = involved_in(case) | kept_out_of(case)
    roles = [role for role in case.edition.procedure.needs("decide_review").roles if role not in {"complainant"}]
    waiting = dict(ask("SELECT decider_id, count(*) FROM remedy_review WHERE state = 'open' GROUP BY decider_id"))
    for found in (*(holders_of(case, role) for role in roles), *(post_holders(role) for role in roles)):
        able = [one for one in found if one.is_active and one.pk not in out]
        if able:
            return min(able, key=lambda one: (waiting.get(one.pk, 0), one.pk))
    return None


def open_review(case: Case) -> Review | None:
    """The review that waits for its answer."""
    return first(Review, "case_id = %s AND state = 'open'", case.pk, case=case)


def _still_possible(case: Case) -> None:
    until = reopen_until(case)
    over = until is None or until < time.now() or case.outcome in {Outcome.MERGED, Outcome.WITHDRAWN}
    require(not over, _("The time in which this complaint can be looked at again is over."), code="window_over")


def _hand_to(case: Case, made: Review, reason: str) -> None:
    """The decider is put on the case and told; where there is nobody outside of it, those above hear that."""
    people = [made.decider] if made.decider else holders_of(case, "manager")
    for staff in people if made.decider or case.hidden else []:
        add_participant(case, Participant.Role.APPROVER, staff=staff)
    tell_staff(people, Notice.Kind.REVIEW, case, about=made.key)
    mail_staff(case, "review-to-decide", people, unit=case.unit.name, reason=reason,
               due=date_in_words(made.due_at, case.language))  # fmt: skip


def _begin_again(case: Case, by: Staff) -> None:
    """What was decided does not stand: offers, decisions and tasks end, and the next round begins."""
    begun = (*promises.NEXT_ROUND, "resolution")
    if case.state in NOTHING_DECIDED:
        case.put()
        promises.keep(case, "review")
        return
    if case.is_open:
        end_everything(case, by=by)
        case.move_to(State.INVESTIGATING, act="decide_review", round=case.round + 1, waiting_since=None,
                     resolved_at=None)  # fmt: skip
        promises.turn(case, keep=("review",), drop=("offer_answer", "approval", "follow_up"), begin=begun)
        return
    case.move_to(State.INVESTIGATING, act="decide_review", round=case.round + 1, outcome="", closed_at=None,
                 resolved_at=None)  # fmt: skip
    promises.turn(case, keep=("review", "reopen"), begin=(*begun, "progress"))
