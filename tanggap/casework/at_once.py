"""Frontline authority (R25): whoever hears it first solves it, within the SOP's limits, with the record of a long case.

There is an alternative and a decision on file, redress within budget and authority, what was done for the feelings; and
at the end the entry in the register. Only nobody else had to be asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tanggap.cases import access
from tanggap.cases.models import Case, Reply
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.assess import Assessment, checked
from tanggap.casework.give import grant
from tanggap.casework.people import holders_of
from tanggap.casework.propose import Alternative, put_on_table
from tanggap.casework.put_right import record_feeling
from tanggap.casework.say import check_text, say
from tanggap.core import time
from tanggap.core.db.plain import add
from tanggap.core.errors import Refused
from tanggap.core.money import rupiah
from tanggap.people.models import Role, Staff
from tanggap.remedy.models import Decision, DecisionOption, Solution

TITLE = 200


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """What was done at once: in words, what it cost us, what was given, and what was done for the feelings."""

    solution: str
    cost: int = 0
    redress_kind: str = ""
    redress_amount: int = 0
    feelings: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        return self.cost + self.redress_amount


@transaction.atomic
def resolve_at_once(
    case: Case, remedy: Remedy, *, message: str = "", seen: Assessment | None = None, by: Staff,
    version: int | None = None,
) -> Reply | None:
    """The front line solves it within its own authority; refused beyond it, with who may.

    `seen` classifies it in the same breath when nobody has assessed it yet.
    """  # fmt: skip
    begin(case, "resolve_at_once", by=by, version=version)
    check_text(remedy.solution, "solution", longest=5_000)
    values = checked(case, seen) if seen is not None else {}
    demand(case, "resolve_at_once", outcome=remedy.solution, reason=remedy.solution, **values)
    _within_authority(case, remedy, {**{name: getattr(case, name) for name in FACTS}, **values}, by=by)
    solution = _recorded(case, remedy, by=by)
    for kind in dict.fromkeys(remedy.feelings):
        record_feeling(case, kind=kind, by=by)
    if remedy.redress_kind:
        grant(case, kind=remedy.redress_kind, amount=remedy.redress_amount, by=by)
    case.move_to(State.FOLLOWING_UP, act="resolve_at_once", resolved_at=time.now(), **values)
    write_down(
        case, "resolved_at_once", by=by, private={"solution": remedy.solution}, solution=solution.key,
        amount=remedy.amount, **values,
    )  # fmt: skip
    reply = say(case, message, by=by) if message.strip() else None
    promises.turn(case, keep=("classification", "resolution"), begin=("follow_up",))
    return reply


FACTS = ("type", "category", "severity")


def limit_of(by: Staff, case: Case) -> int | None:
    """Up to how much this person may solve on this case at once; None where the SOP draws no line."""
    rule = case.edition.procedure.at_once
    return None if rule is None else rule.limit(access.roles_on(by, case)) or 0


def given_at_once(case: Case) -> frozenset[str] | None:
    """The codes of what may be given with it; None where the SOP draws no line."""
    rule = case.edition.procedure.at_once
    return None if rule is None or rule.redress is None else frozenset(rule.redress)


def _within_authority(case: Case, remedy: Remedy, values: Mapping[str, Any], *, by: Staff) -> None:
    """Raise Refused beyond what the SOP lets this person solve alone; the sentence says what to do instead."""
    rule, procedure = case.edition.procedure.at_once, case.edition.procedure
    if rule is None:
        return
    lineage = [one.code for one in procedure.lineage(values["category"])]
    if why := rule.leaves_out(type=values["type"], lineage=lineage, severity=values["severity"]):
        raise Refused(_NOT_AT_ONCE[why](), code="not_at_once")
    allowed = given_at_once(case)
    if remedy.redress_kind and allowed is not None and remedy.redress_kind not in allowed:
        raise Refused(
            _("The SOP does not let the front line give this at once. Propose it as a solution that is approved."),
            code="not_at_once",
        )
    limit = limit_of(by, case) or 0
    if remedy.amount > limit:
        raise Refused(_beyond(case, remedy.amount, limit), code="beyond_authority")


_NOT_AT_ONCE = {
    "type": lambda: _("The SOP does not let this type be solved at once. Classify it and forward it."),
    "category": lambda: _("The SOP does not let this category be solved at once. Classify it and forward it."),
    "severity": lambda: _("It is too severe to be solved at once. Classify it and forward it."),
}


def _beyond(case: Case, amount: int, limit: int) -> str:
    """Who may, by name where that is known; else that it needs a decision."""
    rule = case.edition.procedure.at_once
    sentence = _("%(amount)s is more than you may decide at once, %(limit)s.") % {
        "amount": rupiah(amount), "limit": rupiah(limit)}  # fmt: skip
    for role in rule.enough_for(amount) if rule else ():
        names = ", ".join(one.full_name for one in holders_of(case, role)[:3])
        if names:
            who = _("%(names)s may (%(role)s), or classify and forward it.")
            return f"{sentence} {who % {'names': names, 'role': Role(role).label}}"
    return f"{sentence} {_('Classify and forward it: it needs a decision that is approved.')}"


def _recorded(case: Case, remedy: Remedy, *, by: Staff) -> Solution:
    """The alternative that was carried out, and the decision for it, which was this person's own to take."""
    text = remedy.solution.strip()
    title = text.splitlines()[0][:TITLE].strip()
    solution = put_on_table(
        case,
        Alternative(
            title=title, description=text if text != title else "", cost=remedy.cost, working_days=0,
            redress_kind=remedy.redress_kind, redress_amount=remedy.redress_amount,
            executor=case.unit,
        ),
        by=by,
    )  # fmt: skip
    attempt = case.decisions.filter(round=case.round).count() + 1
    [decision] = add([Decision(
        case=case, round=case.round, attempt=attempt, state=Decision.State.APPROVED, chosen_by=by,
        recommended=solution, stored_reason=case.sealed(text), amount=remedy.amount, at=time.now(),
        settled_at=time.now(),
    )])  # fmt: skip
    add([DecisionOption(decision=decision, solution=solution, rank=1)])
    return solution
