"""What is given on the desk: within one's own authority or as approved, and the proof that it has arrived."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework import fairness, give
from tanggap.casework.money import authority_of, preview_of
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.remedy.models import Redress
from tanggap.remedy.solution import RedressKind
from tanggap.ui.formatting import rupiah
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import of_case


def redress_of(case: Case, pk: int) -> Redress:
    """Something that was set aside for this case."""
    return of_case(case.redress.select_related("budget"), case, pk)


def _grant_fields(turn: Turn) -> list[Field]:
    kinds = []
    for kind, label in RedressKind.choices:
        if authority := authority_of(turn.by, turn.case, kind):
            upto = _("%(kind)s, up to %(amount)s") % {"kind": label, "amount": rupiah(authority)}
            kinds.append((kind, upto))
    return [
        Field(name="kind", label=_("What is given"), kind="radios", look="list", options=options(kinds)),
        Field(name="amount", label=_("Value"), kind="money",
              hint=_("An apology in person may cost nothing; leave it empty then.")),
    ]


def _grant(turn: Turn, given: Given) -> Done:
    give.grant(turn.case, kind=given["kind"], amount=given["amount"], by=turn.by, version=turn.version)
    return Done(said=_("It is given; the complainant is told."))


def _grant_approved(turn: Turn, given: Given) -> Done:
    give.grant(turn.case, redress=turn.subject, by=turn.by, version=turn.version)
    return Done(said=_("It is given; the complainant is told."))


def _beside(turn: Turn) -> dict[str, Any]:
    """What was given for the same failure, and what the budget still has."""
    return {
        "fair": fairness.given_before(turn.case, by=turn.by), "account": preview_of(turn.case.unit, turn.case),
    }  # fmt: skip


def _hand_over_fields(turn: Turn) -> list[Field]:
    return [
        Field(name="received_by", label=_("Who received it"), kind="text",
              hint=_("The name of whoever took it or signed for it.")),
        Field(name="on", label=_("On which day"), kind="date", initial=time.today()),
        Field(name="remark", label=_("Remark"), rows=2, optional=True),
        Field(name="proof", label=_("Photo or signed paper"), kind="file", optional=True),
    ]  # fmt: skip


def _hand_over(turn: Turn, given: Given) -> Done:
    if given["on"] is None:
        raise Invalid(_("Choose the day."), fields={"on": _("Choose the day.")})
    give.hand_over(
        turn.subject, received_by=given["received_by"], on=given["on"], remark=given["remark"], proof=given["files"],
        by=turn.by, version=turn.version,
    )  # fmt: skip
    return Done(said=_("It is written down who received it."))


GRANT = Act(
    name="grant", title=_("Give compensation"), button=_("Give it"), icon="gift", fields=_grant_fields, run=_grant,
    template="workspace/case/grant.html", more=_beside,
    lead=_("Within your own authority. What goes beyond it belongs into a solution that is approved."),
)  # fmt: skip
GRANT_APPROVED = Act(
    name="grant", address="grant-approved", title=_("Give what was approved"), button=_("Give it"), icon="gift",
    run=_grant_approved, find=redress_of, template="workspace/case/grant.html", more=_beside,
)  # fmt: skip
HAND_OVER = Act(
    name="grant", address="handed-over", title=_("It has arrived"), button=_("Write it down"), icon="package",
    fields=_hand_over_fields, run=_hand_over, find=redress_of,
    lead=_("Who gave what to whom and when, so that nobody has to ask again."),
)  # fmt: skip
ACTS = (GRANT, GRANT_APPROVED, HAND_OVER)
