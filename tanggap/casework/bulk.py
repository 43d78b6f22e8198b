"""One act on many cases: tried first, to say what would change and what is skipped and why, then done one by one (U25).

Each case goes through the ordinary story function in a transaction of its own: one that is refused holds up no other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework.acting import note_refusal
from tanggap.casework.assess import Assessment, assign, forward, reclassify
from tanggap.core.errors import NotFound, Refused, TanggapError
from tanggap.people.models import Staff, Unit

MOST = 100
# The case, and the version that was on the screen or None.
Change = Callable[[Case, int | None], None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became, or would become, of one case. `case` is None when there is none for whoever asks.

    `before` is what stood there, for those who may see the case; `version` is the one after the act.
    """

    reference: str
    case: Case | None = None
    title: str = ""
    before: dict[str, Any]
    problem: Any = ""
    seen: int = 0
    version: int = 0


def assigning(handler: Staff, by: Staff) -> Change:
    """Somebody handles it; a second press of the button finds it done."""

    def change(case: Case, version: int | None) -> None:
        if case.handler_id == handler.pk:
            raise Refused(_("%(name)s handles it already.") % {"name": handler.display_name}, code="as_it_is")
        assign(case, handler=handler, by=by, version=version)

    return change


def forwarding(unit: Unit | None, by: Staff) -> Change:
    """To that unit, or to the one that the SOP names for each."""

    def change(case: Case, version: int | None) -> None:
        if case.state == State.RECEIVED:
            raise Refused(_("Assess the complaint first."), code="not_now")
        forward(case, unit=unit, by=by, version=version)

    return change


def classifying(category: str, reason: str, by: Staff) -> Change:
    """Another category, and the type that it belongs to; how bad each case is, and how far it reaches, stays."""

    def change(case: Case, version: int | None) -> None:
        if case.category == category:
            raise Refused(_("It is classified so already."), code="as_it_is")
        known = case.edition.procedure.categories.get(category)
        if known is None:
            raise Refused(_("Its edition of the SOP does not know this category."), code="unknown_category")
        kept = {name: getattr(case, name) for name in (
            "severity", "impact_satisfaction", "impact_reputation", "impact_money", "impact_law", "temperature",
        )}  # fmt: skip
        seen = Assessment(type=known.type, category=category, tags=tuple(case.tags), **kept)
        reclassify(case, seen, reason=reason, by=by, version=version)

    return change


def preview(references: Iterable[str], change: Change, *, by: Staff) -> list[Outcome]:
    """What the act would do to each: it is done, and all of it taken back, so that it tells the same as the act."""
    with transaction.atomic():
        found = [_try(reference, case, None, change) for reference, case in _seen(references, by)]
        transaction.set_rollback(True)
    return found


def carry_out(picked: dict[str, int | None], change: Change, *, act: str, by: Staff) -> list[Outcome]:
    """The act on each case at the version that was on the screen; what is refused is written down."""
    found = []
    for reference, case in _seen(picked, by):
        outcome = _try(reference, case, picked[reference], change)
        if isinstance(outcome.problem, TanggapError):
            note_refusal(outcome.problem, act, by=by, case=case)
        found.append(outcome)
    return found


def _seen(references: Iterable[str], by: Staff) -> list[tuple[str, Case | None]]:
    """Each with its case, in the order in which they were picked; what may not be seen is not there."""
    wanted = list(dict.fromkeys(references))[:MOST]
    cases = access.visible_to(by).filter(reference__in=wanted).select_related("data_key")
    known = {case.reference: case for case in cases}
    for case in known.values():
        access.put_at_hand(case)
    return [(reference, known.get(reference)) for reference in wanted]


def _try(reference: str, case: Case | None, version: int | None, change: Change) -> Outcome:
    if case is None:
        return Outcome(reference=reference, before={}, problem=NotFound(access.ABSENT))
    before = {"unit": case.unit, "handler": case.handler, "category": case.category}
    what: dict[str, Any] = {
        "reference": reference, "case": case, "title": str(case.title), "before": before, "seen": case.version,
    }  # fmt: skip
    try:
        with transaction.atomic():
            change(case, version)
    except TanggapError as problem:
        return Outcome(**what, problem=problem)
    return Outcome(**what, version=case.version)
