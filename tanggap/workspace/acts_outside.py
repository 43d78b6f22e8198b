"""A task in the hands of somebody outside: give it to them, renew or end their link, answer what they reported."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tanggap.casework import outside
from tanggap.workspace.acts_carry_out import task_of
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn, case_href


def _back(turn: Turn) -> str:
    return f"{case_href(turn.case, 'case_task', of_one=True)}{turn.subject.pk}/"


def _lend_fields(turn: Turn) -> list[Field]:
    rule = turn.case.edition.procedure.outside
    confirms = Field(
        name="confirms", label=_("We confirm it before it counts as done"), kind="checkbox", initial=True
    )
    return [
        Field(name="name", label=_("Who does it"), kind="text",
              hint=_("A person or a company outside, such as a courier, a technician or a supplier.")),
        Field(name="email", label=_("E-mail address"), kind="text", optional=True,
              hint=_("The link goes there. Without one you hand it over yourself.")),
        Field(name="language", label=_("Their language"), kind="select", size="short",
              options=options((code, _(name)) for code, name in settings.LANGUAGES), initial=turn.case.language),
        Field(name="message", label=_("What they should know"), rows=3, optional=True,
              hint=_("They read this, the task itself and its checklist, and nothing of the complaint.")),
        Field(name="shared", label=_("Address or telephone number that they need"), rows=2, optional=True,
              hint=_("Only what you write here is shared with them.")),
        Field(name="days", label=_("Days for which the link is good"), kind="number", initial=rule.days),
        *([] if rule.confirm else [confirms]),
    ]  # fmt: skip


def _lend(turn: Turn, given: Given) -> Done:
    errand = outside.lend(
        turn.subject, name=given["name"], email=given["email"], language=given["language"], message=given["message"],
        shared=given["shared"], days=given["days"], confirms=given.get("confirms", True), by=turn.by,
    )  # fmt: skip
    said = _("They are sent the link.") if str(errand.email) else _("Here is the link; hand it over yourself.")
    return Done(said=said, to=f"{_back(turn)}#outside")


def _renew(turn: Turn, given: Given) -> Done:
    outside.renew(outside.in_hand(turn.subject), days=given["days"], by=turn.by)
    return Done(said=_("The link is new; the old one opens nothing any more."), to=f"{_back(turn)}#outside")


def _revoke(turn: Turn, given: Given) -> Done:
    outside.revoke(outside.in_hand(turn.subject), by=turn.by)
    return Done(said=_("The link is ended."), to=_back(turn))


def _send_back(turn: Turn, given: Given) -> Done:
    outside.send_back(outside.in_hand(turn.subject), remark=given["body"], by=turn.by)
    return Done(said=_("They are asked to go on."), to=_back(turn))


LEND = Act(
    name="add_task", address="outside-party", title=_("Give the task to somebody outside"), button=_("Make the link"),
    icon="external-link", fields=_lend_fields, run=_lend, find=task_of,
    lead=_("They do it by a link, without an account. An earlier link of this task ends."),
)  # fmt: skip
RENEW = Act(
    name="add_task", address="renew-link", title=_("A new link for the outside party"), button=_("Make a new link"),
    icon="refresh", run=_renew, find=task_of, lead=_("The old link opens nothing any more."),
    fields=lambda turn: [Field(name="days", label=_("Days for which the link is good"), kind="number",
                               initial=turn.case.edition.procedure.outside.days)],
)  # fmt: skip
REVOKE = Act(
    name="add_task", address="end-link", title=_("End the link"), button=_("End the link"), icon="x", look="danger",
    run=_revoke, find=task_of, lead=_("Whoever has it opens nothing any more. The task is ours again."),
)  # fmt: skip
SEND_BACK = Act(
    name="finish_task", address="not-yet", title=_("Answer the outside party"), button=_("Ask them to go on"),
    icon="message", run=_send_back, find=task_of, lead=_("They read it, and can report again."),
    fields=lambda turn: [Field(name="body", label=_("What is still missing, or what you answer"), rows=3)],
)  # fmt: skip
ACTS = (LEND, RENEW, REVOKE, SEND_BACK)
