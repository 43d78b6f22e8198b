"""Who complained, on a hidden case: ask to see it, and the second person's answer; and a new tracking code."""

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, UnmaskRequest
from tanggap.casework.record import renew_code
from tanggap.casework.unmask import ask_to_unmask, unmask
from tanggap.core.keys import unseal
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import of_case


def request_of(case: Case, pk: int) -> UnmaskRequest:
    """A request of this case."""
    return of_case(case.unmask_requests.select_related("asked_by"), case, pk)


def _ask(turn: Turn, given: Given) -> Done:
    ask_to_unmask(turn.case, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("A confidentiality officer has your request."))


def _answer(turn: Turn, given: Given) -> Done:
    agreed = given["answer"] == "yes"
    unmask(turn.subject, agree=agreed, by=turn.by)
    return Done(said=_("The identity is shown to whoever asked; the complainant is told.") if agreed
                else _("The identity stays hidden."))  # fmt: skip


def _renew(turn: Turn, given: Given) -> Done:
    code = renew_code(turn.case, by=turn.by)
    # Shown on this very page and kept nowhere: not in a message, not in the session.
    return Done(said="", page=("workspace/case/code.html", {"code": code}))


UNMASK_ASK = Act(
    name="note", address="unmask-ask", title=_("Ask to see the identity"), button=_("Ask with this reason"),
    icon="eye", run=_ask, fields=lambda turn: [Field(name="reason", label=_("Why you need it"), rows=3)],
    lead=_("A second person decides. The request is recorded, and the complainant is told when it is granted."),
)  # fmt: skip
UNMASK = Act(
    name="unmask", title=_("Answer the request"), button=_("Answer"), icon="shield-check", run=_answer,
    find=request_of, template="workspace/case/unmask.html",
    more=lambda turn: {"request_reason": unseal(turn.subject.stored_reason, turn.case.data_key)},
    fields=lambda turn: [
        Field(name="answer", label=_("May the identity be shown?"), kind="radios",
              options=options((("yes", _("Yes, show it")), ("no", _("No, it stays hidden"))))),
    ],
)  # fmt: skip
RENEW_CODE = Act(
    name="reply", address="code", title=_("New tracking code"), button=_("Make a new code"), icon="key", run=_renew,
    lead=_("The old code and the old link open nothing any more. The new one is mailed unless the case is hidden."),
)  # fmt: skip
ACTS = (UNMASK_ASK, UNMASK, RENEW_CODE)
