"""SOP 11 and 12 on the desk: how it was, not right yet, close with register entry and lesson, other ends."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases.states import Outcome
from tanggap.casework.close import DONE_WELL, bodies_for, close, refer, reject, withdraw
from tanggap.casework.deadlock import deadlock, position_of
from tanggap.casework.listen import dissatisfied, feedback
from tanggap.casework.register import Lesson, applied, applied_solution
from tanggap.casework.reopen import reopen
from tanggap.remedy.models import Contact
from tanggap.voice.models import Feedback
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import language


def _feedback(turn: Turn, given: Given) -> Done:
    feedback(
        turn.case, solved=given["solved"], outcome_score=given["outcome_score"], process_score=given["process_score"],
        comment=given["comment"], by=turn.by, version=turn.version,
    )  # fmt: skip
    return Done(said=_("The answer is recorded."))


def _dissatisfied(turn: Turn, given: Given) -> Done:
    dissatisfied(turn.case, expectation=given["expectation"], by=turn.by, version=turn.version)
    return Done(said=_("The next round begins."))


def _close_fields(turn: Turn) -> list[Field]:
    case = turn.case
    rows = (one for one in Outcome.choices if one[0] in DONE_WELL)
    asked = case.feedback.filter(round=case.round).exists()
    felt = set(case.feelings.values_list("kind", flat=True))
    wanted = set(case.edition.procedure.follow_up.feelings)
    fields = [
        Field(name="outcome", label=_("How it ended"), kind="radios", options=options(rows)),
        Field(name="solution", label=_("Applied solution"), rows=2, initial=applied_solution(case),
              hint=_("Stands in the register.")),
        *_kind_field(turn),
        Field(name="cause", label=_("Cause"), rows=2, optional=True),
        Field(name="lesson", label=_("Lesson"), rows=3, hint=_("What do we do differently from now on?")),
    ]  # fmt: skip
    if wanted - felt:
        fields.append(Field(name="feelings_skipped", label=_("Why the feelings track is not complete"), rows=2,
                            optional=True))  # fmt: skip
    if not asked:
        fields.append(Field(name="without_follow_up", label=_("Why nobody was asked how it was"), rows=2,
                            optional=True))  # fmt: skip
    return fields


def _kind_field(turn: Turn) -> list[Field]:
    """The kind of what was applied, by which the register counts; nothing where the SOP names no kinds."""
    procedure, found = turn.case.edition.procedure, applied(turn.case)
    kinds = procedure.kinds_for(turn.case.type or None)
    own = found.kind if found else ""
    if own in procedure.solution_kinds:
        kinds = {**kinds, own: procedure.solution_kinds[own]}
    if not kinds:
        return []
    choices = options((code, kind.label.say(language())) for code, kind in kinds.items())
    return [Field(name="solution_kind", label=_("Kind of solution"), kind="select", options=choices, initial=own,
                  optional=True, empty=_("Not said"), hint=_("The register counts by it what helps."))]  # fmt: skip


def _close(turn: Turn, given: Given) -> Done:
    lesson = Lesson(
        solution=given["solution"], solution_kind=given.get("solution_kind"), cause=given["cause"],
        lesson=given["lesson"], without_follow_up=given.get("without_follow_up", ""),
    )  # fmt: skip
    close(turn.case, outcome=given["outcome"], lesson=lesson, feelings_skipped=given.get("feelings_skipped", ""),
          by=turn.by, version=turn.version)  # fmt: skip
    return Done(said=_("The complaint is closed and stands in the register."))


def _reopen(turn: Turn, given: Given) -> Done:
    reopen(turn.case, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The complaint is open again."))


def _external(turn: Turn) -> str:
    """The outside bodies that the SOP names for such a case, to begin with."""
    return "; ".join(one.label.say(language()) for one in bodies_for(turn.case))


def _reason(label: Any, *, optional: bool = False, initial: str = "") -> Field:
    return Field(name="reason", label=label, rows=4, optional=optional, initial=initial)


def _said_at_the_call(turn: Turn) -> str:
    """What somebody who was not content said at the courtesy call, to begin with."""
    call = turn.case.contacts.filter(round=turn.case.round, purpose=Contact.Purpose.COURTESY).last()
    return call.summary if call is not None and call.result == Contact.Result.NOT_CONTENT else ""


def _refer(turn: Turn, given: Given) -> Done:
    refer(turn.case, body=given["external_route"], reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The complaint is closed; the complainant is told where to turn."))


def _reject(turn: Turn, given: Given) -> Done:
    reject(turn.case, reason=given["reason"], outcome=given["outcome"], by=turn.by, version=turn.version)
    return Done(said=_("The complaint is closed; the complainant is told why."))


def _withdraw(turn: Turn, given: Given) -> Done:
    withdraw(turn.case, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The complaint is closed as withdrawn."))


def _deadlock_fields(turn: Turn) -> list[Field]:
    case, fitting = turn.case, bodies_for(turn.case)
    others = [one for one in case.edition.procedure.external.values() if one not in fitting]
    named = options((one.code, one.label.say(language())) for one in [*fitting, *others])
    return [
        Field(name="bodies", label=_("Where the complainant can turn to"), kind="checks", look="list", options=named,
              initial=[one.code for one in fitting], optional=True,
              hint=_("Those that fit this complaint are ticked.")),
        Field(name="external_route", label=_("Another body"), kind="text", optional=True),
        Field(name="theirs", label=_("What the complainant holds"), rows=4, initial=position_of(case),
              hint=_("Fairly, in their sense; it stands in the letter.")),
        Field(name="reason", label=_("Why there is no agreement"), rows=4,
              hint=_("The complainant reads it. What was offered in each round is added.")),
        Field(name="legal_risk", label=_("There is a legal risk"), kind="checkbox", initial=case.legal_risk),
        Field(name="note", label=_("Note on the legal risk, for managers only"), rows=2, optional=True),
    ]  # fmt: skip


def _deadlock(turn: Turn, given: Given) -> Done:
    deadlock(
        turn.case, bodies=given["bodies"], body=given["external_route"], reason=given["reason"],
        theirs=given["theirs"], legal_risk=given["legal_risk"], note=given["note"], by=turn.by, version=turn.version,
    )  # fmt: skip
    return Done(said=_("Closed without an agreement; the complainant has the letter and knows where to turn."))


def _route(turn: Turn, label: Any) -> Field:
    return Field(name="external_route", label=label, kind="text", initial=_external(turn))


FEEDBACK = Act(
    name="feedback", title=_("Record how it was"), button=_("Record the answer"), icon="mood-smile", run=_feedback,
    lead=_("For a complainant who said it by telephone or in person."),
    fields=lambda turn: [
        Field(name="solved", label=_("Is it solved?"), kind="radios", options=options(Feedback.Solved.choices)),
        Field(name="outcome_score", label=_("How content with the solution"), kind="scale", optional=True,
              ends=(_("Not at all"), _("Very"))),
        Field(name="process_score", label=_("How content with the way"), kind="scale", optional=True,
              ends=(_("Not at all"), _("Very"))),
        Field(name="comment", label=_("In the complainant's words"), rows=3, optional=True),
    ],
)  # fmt: skip
DISSATISFIED = Act(
    name="dissatisfied", title=_("It is not right yet"), button=_("Begin the next round"), icon="refresh",
    run=_dissatisfied,
    fields=lambda turn: [Field(name="expectation", label=_("What the complainant expects instead"), rows=4)],
)  # fmt: skip
CLOSE = Act(
    name="close", title=_("Close and record"), button=_("Close the complaint"), icon="archive", fields=_close_fields,
    run=_close, lead=_("The entry in the register cannot be changed later."),
    answers={"feelings": "feelings_skipped", "feedback": "without_follow_up"},
)  # fmt: skip
REOPEN = Act(
    name="reopen", title=_("Open again"), button=_("Open again"), icon="refresh", run=_reopen,
    fields=lambda turn: [_reason(_("What is not right"), initial=_said_at_the_call(turn))],
    answers={"expectation": "reason"},
)  # fmt: skip
REFER = Act(
    name="refer", title=_("Refer to another body"), button=_("Refer and close"), icon="external-link", look="danger",
    run=_refer, fields=lambda turn: [_route(turn, _("To whom")), _reason(_("Why it belongs there"))],
)  # fmt: skip
REJECT = Act(
    name="reject", title=_("Close as not upheld"), button=_("Close with this reason"), icon="ban", look="danger",
    run=_reject, lead=_("The complainant reads this reason, and where else to turn."),
    fields=lambda turn: [
        Field(name="outcome", label=_("How it ended"), kind="radios", initial=Outcome.NOT_UPHELD,
              options=options(one for one in Outcome.choices if one[0] in {Outcome.NOT_UPHELD, Outcome.INVALID})),
        _reason(_("Reason for the complainant")),
    ],
)  # fmt: skip
WITHDRAW = Act(
    name="withdraw", title=_("Record that it was withdrawn"), button=_("Close as withdrawn"), icon="arrow-back-up",
    look="danger", run=_withdraw, lead=_("Only when the complainant has said so."),
    fields=lambda turn: [_reason(_("What the complainant said"), optional=True)],
)  # fmt: skip
DEADLOCK = Act(
    name="deadlock", title=_("Close without an agreement"), button=_("Close without an agreement"), icon="scale",
    look="danger", run=_deadlock, fields=_deadlock_fields, answers={"external_route": "bodies"},
    lead=_("A legitimate end: the complainant gets a letter with both positions, what was offered and where to turn."),
)  # fmt: skip
ACTS = (FEEDBACK, DISSATISFIED, CLOSE, REOPEN, REFER, REJECT, WITHDRAW, DEADLOCK)
