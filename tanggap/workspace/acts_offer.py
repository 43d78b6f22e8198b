"""SOP 9 and 10 on the desk: offer, carry out without asking, the answer by telephone, contacts."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Medium
from tanggap.cases.models import Case
from tanggap.casework.offer import accept, decline, offer, proceed
from tanggap.casework.record import Talk, record_contact
from tanggap.core.errors import Invalid
from tanggap.remedy.models import Approval, Offer, Solution
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.coach_panel import panel_of


def _offer(turn: Turn, given: Given) -> Done:
    offer(turn.case, message=given["message"], conditions_met=given.get("conditions_met", False), by=turn.by,
          version=turn.version)  # fmt: skip
    return Done(said=_("The complainant has the solutions, with the date by which to answer."))


def _conditions(turn: Turn) -> list[Field]:
    """The conditions of the approval, to be confirmed by whoever offers; no field where there are none."""
    said = Approval.objects.filter(condition_first=True, condition_met_at=None, undone_at=None)
    open_ones = said.filter(
        decision__case=turn.case, decision__state="approved", decision__round=turn.case.round
    ).select_related("decision")
    texts = []
    for one in open_ones.order_by("pk"):
        one.decision.case = turn.case
        texts.append(str(one.condition))
    if not texts:
        return []
    label = gettext("This condition is met: %(condition)s") % {"condition": "; ".join(texts)}
    return [Field(name="conditions_met", label=label, kind="checkbox", initial=False)]


def _proceed(turn: Turn, given: Given) -> Done:
    proceed(turn.case, reason=given["reason"], contacted=given["contacted"],
            conditions_met=given.get("conditions_met", False), by=turn.by, version=turn.version)  # fmt: skip
    return Done(said=_("The solution is being carried out."))


def _offered(case: Case) -> list[Solution]:
    made = case.offers.filter(state=Offer.State.OPEN).select_related("decision").first()
    rows = list(made.decision.options.order_by("ranked_in__rank").distinct()) if made else []
    for row in rows:
        row.case = case
    return rows


def _accept_fields(turn: Turn) -> list[Field]:
    named = options((one.pk, one.title) for one in _offered(turn.case))
    return [
        Field(name="solution", label=_("Which one was chosen"), kind="radios", look="list", options=named),
        Field(name="summary", label=_("How you spoke"), rows=2, optional=True,
              hint=_("For example: by telephone, at three o'clock.")),
    ]  # fmt: skip


def _accept(turn: Turn, given: Given) -> Done:
    chosen = next((one for one in _offered(turn.case) if str(one.pk) == given["solution"]), None)
    if chosen is None:
        raise Invalid(_("Say which solution was chosen."), fields={"solution": _("Choose one of these.")})
    accept(turn.case, solution=chosen, by=turn.by, version=turn.version)
    if given["summary"].strip():
        record_contact(turn.case, reached=True, summary=given["summary"], medium=turn.case.medium, by=turn.by)
    return Done(said=_("The acceptance is recorded; the tasks begin."))


def _decline(turn: Turn, given: Given) -> Done:
    decline(turn.case, expectation=given["expectation"], own_proposal=given["own_proposal"], by=turn.by,
            version=turn.version)  # fmt: skip
    return Done(said=_("The answer is recorded; the next round begins."))


def _contact(turn: Turn, given: Given) -> Done:
    talk = Talk(apologised=given["apologised"], restated=given["restated"], wish=given["wish"],
                promised_at=given["promised_at"])  # fmt: skip
    record_contact(turn.case, reached=given["reached"] == "yes", summary=given["summary"], medium=given["medium"],
                   talk=talk, by=turn.by, version=turn.version)  # fmt: skip
    return Done(said=_("The contact is recorded."))


OFFER = Act(
    name="offer", title=_("Offer the solutions"), button=_("Offer to the complainant"), icon="send", run=_offer,
    lead=_("The complainant gets the approved solutions and is asked to choose."),
    fields=lambda turn: [
        *_conditions(turn), Field(name="message", label=_("Message to the complainant"), rows=5, optional=True),
    ],
    answers={"condition": "conditions_met"},
)  # fmt: skip
PROCEED = Act(
    name="proceed", title=_("Carry out without asking"), button=_("Carry out"), icon="arrow-right", run=_proceed,
    fields=lambda turn: [
        *_conditions(turn), Field(name="reason", label=_("Why nobody is asked"), rows=3),
        Field(name="contacted", label=_("The complainant was told"), kind="checkbox", initial=False),
    ],
    answers={"contact": "reason", "condition": "conditions_met"},
)  # fmt: skip
ACCEPT = Act(
    name="accept", title=_("Record the acceptance"), button=_("Record the acceptance"), icon="check",
    fields=_accept_fields, run=_accept, lead=_("For a complainant who said it by telephone or in person."),
)  # fmt: skip
DECLINE = Act(
    name="decline", title=_("Record that the offer was declined"), button=_("Record the answer"), icon="arrow-back-up",
    run=_decline, lead=_("For a complainant who said it by telephone or in person."),
    fields=lambda turn: [
        Field(name="expectation", label=_("What the complainant expects instead"), rows=4),
        Field(name="own_proposal", label=_("The complainant's own proposal"), rows=3, optional=True),
    ],
)  # fmt: skip
CONTACT = Act(
    name="record_contact", address="contact", title=_("Record a contact"), button=_("Record"), icon="phone",
    run=_contact,
    fields=lambda turn: [
        Field(name="reached", label=_("Did you speak with the complainant?"), kind="radios", initial="yes",
              options=options((("yes", _("Yes")), ("no", _("No, and why"))))),
        Field(name="medium", label=_("How"), kind="select", options=options(Medium.choices), optional=True,
              empty=_("Not reached"), size="short", initial="phone"),
        Field(name="summary", label=_("What was said, or why there was no contact"), rows=6),
        Field(name="apologised", label=_("I apologised"), kind="checkbox", initial=False),
        Field(name="restated", label=_("I said back what I had heard, and it was confirmed"), kind="checkbox",
              initial=False),
        Field(name="wish", label=_("What the complainant would like"), rows=2, optional=True),
        Field(name="promised_at", label=_("By when I promised to be in touch"), kind="moment", optional=True),
    ],
    template="workspace/case/contact_record.html",
    more=lambda turn: {"coach": panel_of(turn.case, None, of="call", by=turn.by)},
    answers={"reason": "summary"},
)  # fmt: skip
ACTS = (OFFER, PROCEED, ACCEPT, DECLINE, CONTACT)
