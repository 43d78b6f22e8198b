"""What is settled with the complainant, on the desk: agreement and its answer, a call, another decider, legal risk."""

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.agree import confirm_agreement, newest, object_agreement, record_agreement
from tanggap.casework.call import ask_call, drop_call
from tanggap.casework.review import decide_review, review
from tanggap.casework.risk import flag_legal_risk
from tanggap.remedy.models import CallRequest, Review, Solution
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn

BY_TELEPHONE = _("For a complainant who said it by telephone or in person.")


def _agreement_fields(turn: Turn) -> list[Field]:
    named = options((one.pk, one.title) for one in _live(turn.case))
    last = newest(turn.case)
    return [
        Field(name="text", label=_("What both sides agreed"), rows=4, initial=last.text if last else ""),
        Field(name="who", label=_("Who does it"), kind="text", optional=True, initial=last.who if last else ""),
        Field(name="by_when", label=_("By when"), kind="date", optional=True,
              initial=last.by_when.isoformat() if last and last.by_when else ""),
        Field(name="prevention", label=_("What prevents it from happening again"), rows=3, optional=True,
              initial=last.prevention if last else ""),
        Field(name="solution", label=_("Belongs to the solution"), kind="select", options=named, optional=True,
              empty=_("None"), size="medium", initial=str(last.solution_id or "") if last else ""),
    ]  # fmt: skip


def _live(case: Case) -> list[Solution]:
    rows = list(case.solutions.filter(dropped_at__isnull=True).order_by("pk"))
    for row in rows:
        row.case = case
    return rows


def _agreement(turn: Turn, given: Given) -> Done:
    chosen = next((one for one in _live(turn.case) if str(one.pk) == given["solution"]), None)
    record_agreement(
        turn.case, text=given["text"], who=given["who"], prevention=given["prevention"], by_when=given["by_when"],
        solution=chosen, by=turn.by, version=turn.version,
    )  # fmt: skip
    return Done(said=_("The agreement is recorded; the complainant is asked to confirm it."))


def _version_of(turn: Turn) -> Field:
    last = newest(turn.case)
    return Field(name="number", label="", kind="hidden", initial=last.number if last else "")


def _number(given: Given) -> int:
    text = str(given["number"])
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _confirm(turn: Turn, given: Given) -> Done:
    confirm_agreement(turn.case, number=_number(given), by=turn.by, version=turn.version)
    return Done(said=_("The agreement is confirmed."))


def _object(turn: Turn, given: Given) -> Done:
    object_agreement(turn.case, text=given["text"], number=_number(given), by=turn.by, version=turn.version)
    return Done(said=_("The objection is on file. Write the agreement anew."))


def _ask_call(turn: Turn, given: Given) -> Done:
    ask_call(turn.case, way=given["way"], when=given["when"], reach=given["reach"], about=given["about"], by=turn.by,
             version=turn.version)  # fmt: skip
    return Done(said=_("The call is promised; whoever answers for the complaint is told."))


def _drop_call(turn: Turn, _given: Given) -> Done:
    drop_call(turn.case, by=turn.by, version=turn.version)
    return Done(said=_("Nobody needs to call any more."))


def _review(turn: Turn, given: Given) -> Done:
    made = review(turn.case, reason=given["reason"], by=turn.by, version=turn.version)
    if made.decider is None:
        return Done(said=_("Nobody outside of it holds that post; the managers are told."))
    return Done(said=_("%(name)s is asked to decide.") % {"name": made.decider.full_name})


def _decide_review(turn: Turn, given: Given) -> Done:
    decide_review(turn.case, result=given["result"], reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The review is decided; the complainant reads the reasons."), to="/desk/")


def _legal_risk(turn: Turn, given: Given) -> Done:
    flag_legal_risk(turn.case, risk=given["risk"] == "yes", note=given["note"], by=turn.by, version=turn.version)
    return Done(said=_("The legal risk is on file, for staff only."))


AGREEMENT = Act(
    name="record_agreement", address="agreement", title=_("Write down the agreement"), button=_("Record"),
    label=_("Record an agreement"), icon="heart-handshake", fields=_agreement_fields, run=_agreement,
    lead=_("The tasks on file and their dates go along. Every change is a new version that the complainant confirms."),
)  # fmt: skip
CONFIRM = Act(
    name="confirm_agreement", address="agreement-confirmed", title=_("Record that the agreement is confirmed"),
    button=_("Confirmed"), icon="check", run=_confirm, lead=BY_TELEPHONE, fields=lambda turn: [_version_of(turn)],
)  # fmt: skip
OBJECT = Act(
    name="object_agreement", address="agreement-objected", title=_("Record an objection to the agreement"),
    button=_("Record the objection"), icon="message", run=_object, lead=BY_TELEPHONE,
    fields=lambda turn: [_version_of(turn), Field(name="text", label=_("What is different, in their words"), rows=4)],
    answers={"reason": "text"},
)  # fmt: skip
ASK_CALL = Act(
    name="ask_call", address="call", title=_("The complainant asks to be called"), button=_("Promise the call"),
    icon="phone", run=_ask_call, lead=_("It becomes a promise with a date, kept by the contact that you record."),
    fields=lambda turn: [
        Field(name="way", label=_("How"), kind="radios", options=options(CallRequest.Way.choices), initial="phone"),
        Field(name="when", label=_("When it suits"), kind="text"),
        Field(name="reach", label=_("On which number"), kind="text", optional=True,
              hint=_("Empty: the number on file.")),
        Field(name="about", label=_("What about"), rows=3, optional=True),
    ],
    answers={"reason": "about"},
)  # fmt: skip
DROP_CALL = Act(
    name="drop_call", address="call-dropped", title=_("The call is not wanted any more"), button=_("Not needed"),
    icon="x", run=_drop_call, lead=_("Only when the complainant has said so."),
)  # fmt: skip
REVIEW = Act(
    name="review", address="review", title=_("Ask for another decider"), button=_("Ask for it"), icon="stairs-up",
    run=_review,
    lead=_("For a complainant who wants somebody else to decide. Whoever had no part in it is picked and told."),
    fields=lambda turn: [Field(name="reason", label=_("The complainant's reason"), rows=4)],
)  # fmt: skip
DECIDE_REVIEW = Act(
    name="decide_review", address="review-answer", title=_("Decide the review"), button=_("Tell the complainant"),
    icon="gavel", run=_decide_review, lead=_("You had no part in it. The complainant reads your reasons."),
    fields=lambda turn: [
        Field(name="result", label=_("Result"), kind="radios", options=options(
            (one.value, one.label) for one in (Review.State.STANDS, Review.State.OVERTURNED)
        )),
        Field(name="reason", label=_("Reasons, for the complainant"), rows=6),
    ],
)  # fmt: skip
LEGAL_RISK = Act(
    name="flag_legal_risk", address="legal-risk", title=_("Legal risk"), button=_("Keep it"), icon="scale",
    run=_legal_risk, lead=_("For staff only: nothing of it reaches the complainant. Managers are told."),
    fields=lambda turn: [
        Field(name="risk", label=_("Is there a risk of a lawsuit or loss?"), kind="radios", initial="yes",
              options=options((("yes", _("Yes")), ("no", _("No, or no longer"))))),
        Field(name="note", label=_("Note for managers"), rows=4),
    ],
    answers={"reason": "note"},
)  # fmt: skip
ACTS = (AGREEMENT, CONFIRM, OBJECT, ASK_CALL, DROP_CALL, REVIEW, DECIDE_REVIEW, LEGAL_RISK)
