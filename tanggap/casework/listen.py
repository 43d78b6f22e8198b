"""SOP 11: the complainant tells how it was; content, or the next round begins (R56, R57)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.casework.say import check_text, write_to
from tanggap.core.db.plain import add
from tanggap.core.errors import Invalid, Refused
from tanggap.core.subject import key_of
from tanggap.people.models import Staff
from tanggap.voice.models import Feedback


@transaction.atomic
def feedback(
    case: Case, *, solved: str, outcome_score: int | None = None, process_score: int | None = None,
    comment: str = "", by: Party | Staff, version: int | None = None,
) -> Feedback:
    """Solved, partly or not, with marks from 1 to 5 and a remark; once a round. The case stays where it is."""
    begin(case, "feedback", by=by, version=version)
    if solved not in Feedback.Solved.values:
        raise Invalid(_("Say whether it is solved: yes, partly or no."), fields={"solved": _("Choose one.")})
    for name, score in (("outcome_score", outcome_score), ("process_score", process_score)):
        if score is not None and not 1 <= score <= 5:
            raise Invalid(_("Marks go from 1 to 5."), fields={name: _("From 1 to 5, please.")})
    check_text(comment, "comment", longest=5_000, required=False)
    demand(case, "feedback")
    answer = _write(case, solved, outcome_score, process_score, comment, by)
    case.put()
    write_down(
        case, "feedback", by=by, solved=solved, outcome_score=outcome_score, process_score=process_score,
    )  # fmt: skip
    promises.keep(case, "follow_up")
    tell_staff([*workers_on(case), *frontdesk_of(case)], Notice.Kind.FEEDBACK, case)
    return answer


@transaction.atomic
def dissatisfied(case: Case, *, expectation: str, by: Party | Staff, version: int | None = None) -> None:
    """It is not right yet: the next round begins with what they expect (R40)."""
    begin(case, "dissatisfied", by=by, version=version)
    check_text(expectation, "expectation", longest=5_000)
    demand(case, "dissatisfied", expectation=expectation, reason=expectation)
    case.move_to(State.INVESTIGATING, act="dissatisfied", round=case.round + 1, resolved_at=None)
    write_down(case, "dissatisfied", by=by, private={"expectation": expectation}, next_round=case.round)
    promises.turn(case, drop=("follow_up",), begin=(*promises.NEXT_ROUND, "resolution"))
    tell_staff([*workers_on(case), *people_to_tell(case, case.unit)], Notice.Kind.REOPENED, case)
    write_to(case, "reopened", due=promises.due_in_words(case, "resolution"))


def _write(
    case: Case, solved: str, outcome_score: int | None, process_score: int | None, comment: str, by: Party | Staff
) -> Feedback:
    try:
        with transaction.atomic():
            [answer] = add([Feedback(
                case=case, round=case.round, solved=solved, outcome_score=outcome_score,
                process_score=process_score, stored_comment=case.sealed(comment),
                party=by if isinstance(by, Party) else None, recorded_by=key_of(by), at=case.present(),
            )])  # fmt: skip
            return answer
    except IntegrityError as twice:
        raise Refused(_("Your answer for this round is on file already. Thank you."), code="already_done") from twice


def follow_up_answered(case: Case) -> Feedback | None:
    """The answer of the present round, if there is one."""
    return case.feedback.filter(round=case.round).first()
