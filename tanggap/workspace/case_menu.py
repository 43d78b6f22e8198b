"""What can be done on a case, as buttons: the next act as one, a second beside it, the rest in a menu."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework.available import Outlook
from tanggap.casework.dossier import Dossier
from tanggap.workspace import (
    acts_after,
    acts_at_once,
    acts_carry_out,
    acts_classify,
    acts_conflict,
    acts_contact,
    acts_courtesy,
    acts_decide,
    acts_identity,
    acts_more_time,
    acts_offer,
    acts_outside,
    acts_redress,
    acts_settled,
    acts_side,
    acts_solutions,
    case_merge,
)
from tanggap.workspace.acts_approval import APPROVE, RECONSIDER, SEND_BACK, approval_href
from tanggap.workspace.acts_form import Act, case_href
from tanggap.workspace.acts_people import language

ACTS: tuple[Act, ...] = (
    *acts_classify.ACTS, *acts_at_once.ACTS, *acts_solutions.ACTS, *acts_decide.ACTS, APPROVE, SEND_BACK,
    RECONSIDER, *acts_offer.ACTS, *acts_settled.ACTS, *acts_carry_out.ACTS, *acts_outside.ACTS, *acts_redress.ACTS,
    *acts_after.ACTS, *acts_contact.ACTS, *acts_courtesy.ACTS, *acts_conflict.ACTS, *acts_side.ACTS, case_merge.MERGE,
    *acts_more_time.ACTS, *acts_identity.ACTS,
)  # fmt: skip
# Acts about one thing (a task, a solution) stand beside that thing; these stand in the menu, in this order.
IN_MENU = (
    acts_contact.ANSWER, acts_contact.BECOME_COMPLAINT,
    acts_classify.ASSESS, acts_classify.FORWARD, acts_at_once.RESOLVE_AT_ONCE, acts_solutions.PROPOSE,
    acts_decide.DECIDE, acts_offer.OFFER, acts_offer.PROCEED, acts_offer.ACCEPT, acts_offer.DECLINE,
    acts_carry_out.COMPLETE, acts_after.FEEDBACK, acts_after.DISSATISFIED, acts_after.CLOSE,
    acts_courtesy.COURTESY_CALL, acts_after.REOPEN,
    acts_classify.ASSIGN, acts_classify.HAND_OVER, acts_classify.RECLASSIFY,
    acts_classify.NOTE_TEMPERATURE, acts_classify.REST, acts_side.ESCALATE, acts_side.HEAR,
    acts_offer.CONTACT, acts_settled.ASK_CALL, acts_settled.AGREEMENT,
    acts_carry_out.ADD_TASK, acts_redress.GRANT, acts_carry_out.FEELING,
    acts_side.ATTACH, acts_side.PAUSE, acts_side.RESUME, acts_more_time.EXTEND, acts_side.LINK, acts_side.SPLIT,
    case_merge.MERGE, acts_side.UNMERGE, acts_identity.RENEW_CODE, acts_contact.BECOME_CONTACT,
    acts_after.REFER, acts_after.REJECT,
    acts_conflict.NOTE_CONFLICT,
    acts_conflict.INVITE, acts_after.WITHDRAW, acts_after.DEADLOCK, acts_settled.REVIEW, acts_settled.LEGAL_RISK,
)  # fmt: skip
NEXT = {
    "assess": acts_classify.ASSESS, "forward": acts_classify.FORWARD, "decide": acts_decide.DECIDE,
    "offer": acts_offer.OFFER, "proceed": acts_offer.PROCEED, "complete": acts_carry_out.COMPLETE,
    "close": acts_after.CLOSE, "answer": acts_contact.ANSWER,
}  # fmt: skip
BESIDE = {
    State.RECEIVED: acts_at_once.RESOLVE_AT_ONCE, State.ASSESSED: acts_at_once.RESOLVE_AT_ONCE,
    State.INVESTIGATING: acts_classify.HAND_OVER, State.OFFERED: acts_offer.ACCEPT,
    State.PUTTING_RIGHT: acts_carry_out.ADD_TASK, State.FOLLOWING_UP: acts_after.FEEDBACK,
    State.CLOSED: acts_after.REOPEN,
}  # fmt: skip


@dataclass(frozen=True)
class Button:
    """One act as a link."""

    words: str
    href: str
    icon: str


def primary(case: Case, outlook: Outlook, on_file: Dossier) -> Button | None:
    """The next act of the procedure, when it is this reader's to do."""
    act = outlook.next_act
    if outlook.can("courtesy_call"):
        return _button(acts_courtesy.COURTESY_CALL, case)
    if act is None or not outlook.can(act):
        return None
    if act == "approve":
        return Button(str(APPROVE.title), approval_href(case), APPROVE.icon)
    if act == "decide" and outlook.can("propose") and not any(one.dropped_at is None for one in on_file.solutions):
        return _button(acts_solutions.PROPOSE, case)
    return _button(NEXT[act], case)


def second(case: Case, outlook: Outlook) -> Button | None:
    """One more act that is often wanted in this state."""
    act = BESIDE.get(State(case.state))
    return _button(act, case) if act is not None and outlook.can(act.name) else None


def menu(case: Case, outlook: Outlook, *taken: Button | None) -> list[Button]:
    """Everything else that this reader may do now."""
    shown = {one.href for one in taken if one is not None}
    aside = [Button(_("Step aside"), case_href(case, "case_recuse"), "user-off")] if case.is_open else []
    useful = [act for act in IN_MENU if outlook.can(act.name) and _fits(act, case)]
    words = _words(language())
    buttons = (Button(words[act.route], act.href(case), act.icon) for act in useful)
    return [*(button for button in buttons if button.href not in shown), *aside]


def _fits(act: Act, case: Case) -> bool:
    if act is acts_side.UNMERGE:
        return case.merged_into_id is not None
    if act is acts_after.REOPEN:
        return case.merged_into_id is None
    if act is acts_classify.RECLASSIFY:
        return case.state != State.RECEIVED
    if act is acts_side.SPLIT or act is case_merge.MERGE:
        return not case.hidden or (act is acts_side.SPLIT and case.anonymous)
    return True


def _button(act: Act, case: Case) -> Button:
    return Button(_words(language())[act.route], act.href(case), act.icon)


@lru_cache
def _words(_language: str) -> dict[str, str]:
    """What each act is called on a button, in the language of the page."""
    return {act.route: str(act.label or act.title) for act in ACTS}
