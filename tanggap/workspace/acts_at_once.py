"""Solving at once on the desk (R25): what was done, what it cost and what is given, within the SOP's limits."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tanggap.casework.at_once import Remedy, given_at_once, limit_of, resolve_at_once
from tanggap.casework.money import authority_of
from tanggap.remedy.models import Feeling
from tanggap.remedy.solution import RedressKind
from tanggap.ui.formatting import rupiah
from tanggap.workspace.acts_classify import IMPACT_ANSWERS, assessment, classification
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn


def _fields(turn: Turn) -> list[Field]:
    limit = limit_of(turn.by, turn.case)
    upto = "" if limit is None else _now("You may decide up to %(amount)s at once, cost and compensation together.") % {
        "amount": rupiah(limit)}  # fmt: skip
    given = _may_give(turn)
    money = [Field(name="cost", label=_("What it costs us"), kind="money", initial=0, hint=upto)]
    if given:
        money += [
            Field(name="redress_kind", label=_("What is given besides"), kind="select", size="medium", optional=True,
                  options=options(given), empty=_("Nothing")),
            Field(name="redress_amount", label=_("Value of what is given"), kind="money", initial=0, optional=True),
        ]  # fmt: skip
    seen = [] if turn.case.type else classification(turn)
    return [
        Field(name="solution", label=_("What was done"), rows=3,
              hint=_("Kept in the register as the applied solution.")),
        *money,
        Field(name="feelings", label=_("What was done for the feelings"), kind="checks", look="chips", optional=True,
              options=options(Feeling.Kind.choices), initial=[]),
        Field(name="message", label=_("Message to the complainant"), rows=4, optional=True),
        *seen,
    ]  # fmt: skip


def _may_give(turn: Turn) -> list[tuple[str, str]]:
    """The kinds that this person may give at once on this case, each with how much of it."""
    allowed, limit = given_at_once(turn.case), limit_of(turn.by, turn.case)
    rows = []
    for kind, label in RedressKind.choices:
        authority = authority_of(turn.by, turn.case, kind) if allowed is None or kind in allowed else 0
        most = authority if limit is None else min(authority, limit)
        if most:
            rows.append((kind, _now("%(kind)s, up to %(amount)s") % {"kind": label, "amount": rupiah(most)}))
    return rows


def _run(turn: Turn, given: Given) -> Done:
    amount = given.get("redress_amount") or 0
    remedy = Remedy(
        solution=given["solution"], cost=given["cost"], redress_kind=given.get("redress_kind", ""),
        redress_amount=amount, feelings=tuple(given["feelings"]),
    )  # fmt: skip
    seen = assessment(given) if "type" in given else None
    resolve_at_once(turn.case, remedy, message=given["message"], seen=seen, by=turn.by, version=turn.version)
    return Done(said=_("Solved at once. The complainant will be asked how it was."))


RESOLVE_AT_ONCE = Act(
    name="resolve_at_once", address="resolve-at-once", title=_("Solve at once"), button=_("Solve at once"), icon="bolt",
    fields=_fields, run=_run, answers={"outcome": "solution", "reason": "solution", **IMPACT_ANSWERS},
    lead=_("Within your own authority, without a decision of the head of department."),
)  # fmt: skip
ACTS = (RESOLVE_AT_ONCE,)
