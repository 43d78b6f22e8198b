"""What is no complaint, on the desk: answered and over, or a complaint after all; and the other way round (R79)."""

from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import ContactKind
from tanggap.casework.contacts import answer, become_complaint, become_contact
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn, case_href


def _answer(turn: Turn, given: Given) -> Done:
    answer(turn.case, how=given["how"], by=turn.by, version=turn.version)
    return Done(said=_("It is answered and closed."))


def _become_complaint(turn: Turn, given: Given) -> Done:
    become_complaint(turn.case, by=turn.by, version=turn.version)
    return Done(said=_("It is a complaint now; its promises count from when it came in."))


def _become_contact(turn: Turn, given: Given) -> Done:
    become_contact(
        turn.case, contact=given["contact"], reason=given["reason"], by=turn.by, version=turn.version
    )
    return Done(said=_("It is no complaint any more; somebody still answers it."),
                to=case_href(turn.case))  # fmt: skip


ANSWER = Act(
    name="answer", title=_("Answered"), button=_("It is answered"), icon="check", run=_answer,
    fields=lambda turn: [Field(name="how", label=_("What was told"), rows=3, optional=True,
                               hint=_("Only where no reply on this page says it: on the telephone, at the desk."))],
    lead=_("A question, a request or thanks ends when it is answered. No decision, no survey, no figure."),
)  # fmt: skip
BECOME_COMPLAINT = Act(
    name="become_complaint", address="is-a-complaint", title=_("This is a complaint"), button=_("Make it a complaint"),
    icon="flag", run=_become_complaint,
    lead=_("The procedure holds for it, its promises count from when it came in, and a receipt is sent."),
)  # fmt: skip
BECOME_CONTACT = Act(
    name="become_contact", address="is-no-complaint", title=_("This is no complaint"), button=_("It is no complaint"),
    icon="message-question", run=_become_contact,
    fields=lambda turn: [
        Field(name="contact", label=_("What it is"), kind="radios", options=options(ContactKind.choices)),
        Field(name="reason", label=_("Why"), rows=2),
    ],
    lead=_("It stays here and is answered, outside the figures. It can be made a complaint again at any time."),
)  # fmt: skip
ACTS = (ANSWER, BECOME_COMPLAINT, BECOME_CONTACT)
