"""The courtesy call on the desk (R48): how the person felt after closing, or why nobody called."""

from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Medium
from tanggap.casework import acting
from tanggap.casework.courtesy import SKIPPED, courtesy_call
from tanggap.casework.lengths import reopen_until
from tanggap.core import time
from tanggap.remedy.models import Contact
from tanggap.workspace.acts_after import REOPEN
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import language


def _fields(turn: Turn) -> list[Field]:
    rule = turn.case.edition.procedure.courtesy_call
    asked = rule.text.say(language()) if rule is not None and rule.text is not None else ""
    results = [*Contact.Result.choices, (SKIPPED, _("Nobody called, and why"))]
    return [
        Field(name="result", label=_("How did the person feel?"), kind="radios", options=options(results), hint=asked),
        Field(name="medium", label=_("How you spoke"), kind="select", options=options(Medium.choices), optional=True,
              empty=_("Not reached"), size="short", initial="phone"),
        Field(name="summary", label=_("What was said, or why nobody called"), rows=4),
    ]  # fmt: skip


def _run(turn: Turn, given: Given) -> Done:
    result = given["result"]
    courtesy_call(
        turn.case, result=result, summary=given["summary"], medium="" if result == SKIPPED else given["medium"],
        by=turn.by, version=turn.version,
    )  # fmt: skip
    until = reopen_until(turn.case)
    may_reopen = until is not None and until > time.now() and acting.may(turn.by, "reopen", turn.case)
    if result == Contact.Result.NOT_CONTENT and may_reopen:
        said = _("The call is recorded. The person is not content: open the complaint again?")
        return Done(said=said, to=REOPEN.href(turn.case))
    return Done(said=_("The call is recorded."))


COURTESY_CALL = Act(
    name="courtesy_call", address="courtesy-call", title=_("Courtesy call"), button=_("Record the call"),
    icon="phone", fields=_fields, run=_run, answers={"reason": "summary"},
    lead=_("The complaint is closed; the relationship goes on. Ask how it is now."),
)  # fmt: skip
ACTS = (COURTESY_CALL,)
