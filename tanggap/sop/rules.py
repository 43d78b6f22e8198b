"""What is still missing before an act may be done: a pure function of the procedure and of facts about one case.

The same answer is shown to people, guards the act, and is told to machines. Casework gathers the facts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.sop.acts import ACTS
from tanggap.sop.known import Facts
from tanggap.sop.parts import Needs
from tanggap.sop.procedure import Procedure

KNOWN_ACTS = frozenset(ACTS)


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a stable code, and a sentence that says what to do, in the language of the moment."""

    code: str
    sentence: str


def missing(procedure: Procedure, act: str, facts: Facts) -> list[Missing]:
    """What is missing before the act; empty when it may be done. Raises KeyError for an act that is none.

    First what the SOP file asks of this act, then what always holds; each thing once.
    """
    needs = procedure.needs(act, facts.type or None)
    always = _ALWAYS[act](procedure, needs, facts) if act in _ALWAYS else ()
    first: dict[str, Missing] = {}
    for each in (*_fields(procedure, needs, facts), *always, *_reason(act, needs, facts)):
        first.setdefault(each.code, each)
    return list(first.values())


def asked(procedure: Procedure, act: str, type: str) -> frozenset[str]:
    """The facts about what lies on the file that `missing` looks at for this act; only these need to be looked up."""
    needs = procedure.needs(act, type or None)
    of_fields = (_ASKED_BY_FIELD.get(field, frozenset()) for field in needs.fields)
    return frozenset().union(_ASKED_ALWAYS.get(act, frozenset()), *of_fields)


_ASKED_BY_FIELD: dict[str, frozenset[str]] = {
    "mandate": frozenset({"mandate_shown"}),
    "agreement": frozenset({"agreement_recorded"}),
    "contact": frozenset({"contact_recorded"}),
    "feelings": frozenset({"feelings"}),
    "feedback": frozenset({"feedback_given"}),
}
_OPEN = frozenset({"tasks_open", "redress_open"})
_WAITS = frozenset({"call_open", "review_open"})
_ASKED_ALWAYS: dict[str, frozenset[str]] = {
    "decide": frozenset({"solutions_open", "offerable", "recommended"}),
    "offer": frozenset({"approvals_left", "condition_open", "offerable"}),
    "proceed": frozenset({"approvals_left", "condition_open", "contact_recorded"}),
    "accept": frozenset({"offers_open"}),
    "decline": frozenset({"offers_open"}),
    "lapse": frozenset({"offers_open"}),
    "complete": _OPEN,
    "close": _OPEN | {"feelings", "feedback_given"} | _WAITS,
    "refer": _WAITS,
    "reject": _WAITS,
    "deadlock": _WAITS,
    "ask_call": frozenset({"call_open"}),
    "drop_call": frozenset({"call_open"}),
    "review": frozenset({"reviewed"}),
    "decide_review": frozenset({"review_open"}),
    "confirm_agreement": frozenset({"agreement_waits"}),
    "object_agreement": frozenset({"agreement_waits"}),
    "courtesy_call": frozenset({"courtesy_call_due"}),
}


def _fields(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    for field in needs.fields:
        if field in _PARTS:
            yield from _PARTS[field](procedure, facts)
        elif field in _SIMPLE:
            there, sentence = _SIMPLE[field]
            if not there(facts):
                yield Missing(field, sentence())


# Facts that are there or not. The sentence is made when asked for, in the reader's language.
_SIMPLE: dict[str, tuple[Callable[[Facts], object], Callable[[], str]]] = {
    "type": (lambda f: f.type, lambda: _("Say what type of complaint it is.")),
    "category": (lambda f: f.category, lambda: _("Choose a category.")),
    "severity": (lambda f: f.severity, lambda: _("Judge how severe it is.")),
    "impact": (lambda f: f.impact_set, lambda: _("Judge the impact on satisfaction, reputation, money and law.")),
    "temperature": (lambda f: f.temperature, lambda: _("Note how the complainant felt.")),
    "unit": (lambda f: f.unit_set, lambda: _("Choose the unit that is to handle it.")),
    "owner": (lambda f: f.owner_set, lambda: _("Choose who answers for it towards the complainant.")),
    "desired_outcome": (lambda f: f.desired_outcome.strip(), lambda: _("Write down what the complainant hopes for.")),
    "values": (lambda f: f.values, lambda: _("Say which values or principles are touched.")),
    "mandate": (lambda f: f.mandate_shown, lambda: _("Record the mandate of whoever complains for somebody else.")),
    "outcome": (lambda f: f.outcome.strip(), lambda: _("Say how it ended.")),
    "cause": (lambda f: f.cause.strip(), lambda: _("Write down the cause.")),
    "lesson": (lambda f: f.lesson.strip(), lambda: _("Write down what is to be learned from it.")),
    "expectation": (lambda f: f.expectation.strip(), lambda: _("Write down what the complainant expects instead.")),
    "external_route": (lambda f: f.external_route.strip(), lambda: _("Name the outside body that can be turned to.")),
    "agreement": (lambda f: f.agreement_recorded, lambda: _("Record what was agreed with the complainant.")),
    "solution_kind": (lambda f: f.solution_kind, lambda: _("Say what kind of solution it is.")),
    "recurrence_risk": (lambda f: f.recurrence_risk, lambda: _("Judge how likely it is to happen again.")),
    "wish_fit": (lambda f: f.wish_fit, lambda: _("Judge how well it fits what the complainant hopes for.")),
    "second_person": (lambda f: f.second_person, lambda: _("A second person must agree to this.")),
}


def _answers(procedure: Procedure, facts: Facts) -> Iterator[Missing]:
    for question in procedure.questions(facts.category):
        if question.required and question.code not in facts.answers:
            yield Missing(f"answer.{question.code}", _("A question that must be answered is still open."))


def _feelings(procedure: Procedure, facts: Facts) -> Iterator[Missing]:
    if facts.feelings_skip_reason.strip():
        return
    words = {
        "courtesy": _("Care for the feelings: note the courtesy shown, or say why not."),
        "apology": _("Care for the feelings: apologise, or say why not."),
        "explanation": _("Care for the feelings: explain how it could happen, or say why not."),
        "immediacy": _("Care for the feelings: note what was done at once, or say why not."),
    }
    for feeling in procedure.follow_up.feelings:
        if feeling not in facts.feelings:
            yield Missing(f"feelings.{feeling}", words[feeling])


def _feedback(procedure: Procedure, facts: Facts) -> Iterator[Missing]:
    if not facts.feedback_given and not facts.feedback_skipped_reason.strip():
        yield Missing("feedback", _("Ask the complainant how it was, or say why not."))


def _register(procedure: Procedure, facts: Facts) -> Iterator[Missing]:
    if not facts.register_ready:
        yield Missing("register", _("Fill in the register: the type of complaint and the solution applied."))


def _contact(procedure: Procedure, facts: Facts) -> Iterator[Missing]:
    if not facts.contact_recorded and not facts.no_contact_reason.strip():
        yield Missing("contact", _("Tell the complainant and record it, or say why that is not needed."))


_PARTS: dict[str, Callable[[Procedure, Facts], Iterator[Missing]]] = {
    "answers": _answers,
    "feelings": _feelings,
    "feedback": _feedback,
    "register": _register,
    "contact": _contact,
}


# Whoever does these says what is to be changed, or why not.
_REMARKED = frozenset({"send_back", "refuse_extension"})


def _reason(act: str, needs: Needs, facts: Facts) -> Iterator[Missing]:
    code = "remark" if act in _REMARKED else "reason"
    own = {"decide": facts.decision_reason, "resolve_at_once": facts.outcome}
    text = facts.remark if act in _REMARKED else own.get(act, facts.reason)
    least = max(needs.reason_min, 1 if {"reason", "remark"} & set(needs.fields) else 0)
    length = len((text or facts.reason).strip())
    if length >= least:
        return
    if length == 0:
        yield Missing(code, _("Say what is to be changed.") if act == "send_back" else _("Give a reason."))
    else:
        yield Missing(code, ngettext(
            "Explain a little more: at least %(count)d character.",
            "Explain a little more: at least %(count)d characters.", least) % {"count": least})  # fmt: skip


# ---- what always holds, whatever the SOP file says


def _decide(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    short = max(needs.min_alternatives, 1) - facts.solutions_open
    if short > 0:
        yield Missing("alternatives", ngettext(
            "Put %(count)d more alternative on the table.",
            "Put %(count)d more alternatives on the table.", short) % {"count": short})  # fmt: skip
    if facts.offerable < 1:
        yield Missing("offerable", _("Choose at least one solution that can be offered."))
    if needs.max_offered is not None and facts.offerable > needs.max_offered:
        yield Missing("too_many_offered", ngettext(
            "Offer at most %(count)d solution.", "Offer at most %(count)d solutions.", needs.max_offered)
            % {"count": needs.max_offered})  # fmt: skip
    if not facts.recommended:
        yield Missing("recommended", _("Say which solution you recommend."))
    if not (facts.decision_reason or facts.reason).strip():
        yield Missing("reason", _("Give a reason."))


def _approve(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if facts.approver_involved:
        yield Missing("self_approval", _("Nobody approves what they proposed or chose. Ask another approver."))


def _approved(facts: Facts) -> Iterator[Missing]:
    if facts.approvals_left > 0:
        yield Missing("approval", ngettext(
            "%(count)d approval is still missing.", "%(count)d approvals are still missing.", facts.approvals_left)
            % {"count": facts.approvals_left})  # fmt: skip
    if facts.condition_open:
        yield Missing("condition", _("It was approved under a condition. Confirm that it is met, or send it back."))


def _offer(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    yield from _approved(facts)
    if facts.offerable < 1:
        yield Missing("offerable", _("Choose at least one solution that can be offered."))


def _proceed(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    yield from _approved(facts)
    if procedure.consent_required(facts.type):
        yield Missing("consent", _("The SOP wants the complainant's consent first: make an offer."))
    yield from _contact(procedure, facts)


def _answer(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if facts.offers_open < 1:
        yield Missing("offer", _("There is no open offer to answer."))


def _nothing_open(facts: Facts) -> Iterator[Missing]:
    if facts.tasks_open > 0:
        yield Missing("tasks", ngettext(
            "%(count)d task is still open.", "%(count)d tasks are still open.", facts.tasks_open)
            % {"count": facts.tasks_open})  # fmt: skip
    if facts.redress_open > 0:
        yield Missing("redress", _("Redress that was promised is not granted yet: grant it, or release it."))


def _complete(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    yield from _nothing_open(facts)


def _waits(facts: Facts) -> Iterator[Missing]:
    if facts.call_open:
        yield Missing("call", _("The complainant asked to be called: call first, and record the contact."))
    if facts.review_open:
        yield Missing("review", _("Another decider is looking at it: wait for the answer."))


def _ways_out(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    yield from _waits(facts)


def _ask_call(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if facts.call_open:
        yield Missing("call_open", _("A call was asked for already."))


def _drop_call(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if not facts.call_open:
        yield Missing("no_call", _("No call is waiting."))


def _review(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if facts.reviewed:
        yield Missing("reviewed", _("Another decider was asked in this round already."))
    if facts.window_over:
        yield Missing("reopen_window", _("The time in which it can be looked at again is over."))


def _decide_review(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if not facts.review_open:
        yield Missing("no_review", _("No review waits for an answer."))


def _answer_agreement(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if not facts.agreement_waits:
        yield Missing("no_agreement", _("No agreement waits for an answer."))


def _close(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    yield from _nothing_open(facts)
    yield from _waits(facts)
    yield from _feelings(procedure, facts)
    yield from _feedback(procedure, facts)
    yield from _register(procedure, facts)


def _hand_over(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    limit = procedure.max_hand_overs
    if limit is not None and facts.hand_overs >= limit and not facts.by_manager:
        yield Missing("hand_overs", ngettext(
            "It was handed over %(count)d time already. Solve it here or escalate it; only a manager hands it on.",
            "It was handed over %(count)d times already. Solve it here or escalate it; only a manager hands it on.",
            facts.hand_overs) % {"count": facts.hand_overs})  # fmt: skip


def _reopen(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if facts.window_over:
        yield Missing(
            "reopen_window",
            _("The time in which it may be opened again is over. Make a new complaint and link the two."),
        )


def _courtesy_call(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if not facts.courtesy_call_due:
        yield Missing("not_due", _("No courtesy call is due on this complaint."))


def _forward(procedure: Procedure, needs: Needs, facts: Facts) -> Iterator[Missing]:
    if not facts.type:
        yield Missing("type", _("Say what type of complaint it is."))


_ALWAYS: dict[str, Callable[[Procedure, Needs, Facts], Iterator[Missing]]] = {
    "forward": _forward,
    "decide": _decide,
    "approve": _approve,
    "offer": _offer,
    "proceed": _proceed,
    "accept": _answer,
    "decline": _answer,
    "lapse": _answer,
    "complete": _complete,
    "close": _close,
    "ask_call": _ask_call,
    "drop_call": _drop_call,
    "review": _review,
    "decide_review": _decide_review,
    "confirm_agreement": _answer_agreement,
    "object_agreement": _answer_agreement,
    "refer": _ways_out,
    "reject": _ways_out,
    "deadlock": _ways_out,
    "hand_over": _hand_over,
    "courtesy_call": _courtesy_call,
    "reopen": _reopen,
}
