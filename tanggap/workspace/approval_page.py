"""The decision that is read: what, for how much, why, instead of what, and how it stands with the SOP."""

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tanggap.cases import access
from tanggap.cases.models import Case, Party
from tanggap.casework.dossier import Dossier, facts_of
from tanggap.casework.money import preview_of
from tanggap.casework.rungs import Waiting, hand_of, hands, waiting_on
from tanggap.core import time
from tanggap.core.db import plain
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Approval, Decision, Redress, Solution
from tanggap.sop.render.words import role as role_words
from tanggap.ui.formatting import rupiah, working_time
from tanggap.workspace.acts_people import language
from tanggap.workspace.solution_columns import column

ON_FILE = ("decisions", "options", "solutions", "approvals")
SAME_PERSON_DAYS, SIMILAR_DAYS, USUAL_DAYS = 90, 90, 365
MANY_SIMILAR, MOST_COUNTED, ENOUGH, FAR_OFF = 10, 200, 5, 1.5
FRESH_SECONDS = 600
Check = tuple[str, str]


def detail(case: Case, by: Staff, waiting: Waiting | None = None) -> dict[str, Any]:
    """What the page says of the newest decision on this case; `decision` is None where there never was one.

    `waiting`: how it stands with the ladder, for whoever has read that already; `table` is what can be suggested.
    """
    on_file = facts_of(case, ON_FILE)
    newest = max(on_file.decisions, key=lambda one: (one.round, one.attempt), default=None)
    if newest is None:
        return {"decision": None, "table": []}
    _name(on_file)
    if newest.state != Decision.State.OPEN:
        waiting = None
    elif waiting is None:
        waiting = next(iter(waiting_on([case])), None)
    found = hand_of(waiting, by) if waiting is not None else None
    chosen = on_file.options_of(newest)
    ids = {one.pk for one in chosen}
    others = [one for one in on_file.solutions if one.dropped_at is None and one.pk not in ids]
    remarks = [one for one in on_file.approvals if one.decision.round == newest.round]
    return {
        "table": [one for one in on_file.solutions if one.dropped_at is None], "decision": newest, "others": others,
        "remarks": [_said(one) for one in remarks if _speaks(one)],
        "columns": [column(one, place, recommended=one == newest.recommended) for place, one in enumerate(chosen)],
        "figures": _figures(case, newest), "steps": list(_steps(waiting, newest, on_file)),
        "checks": [*_checks(case, newest, chosen, others), *_authority(waiting), *_around(case, newest, by)],
        "open": waiting is not None, "mine": found is not None,
        "instead_of": found[1].instead_of if found else None, "why_not": _why_not(waiting, by) if not found else "",
        "own": waiting is not None and by.pk in waiting.makers,
    }  # fmt: skip


def _name(on_file: Dossier) -> None:
    """People and units as the process knows them."""
    known = roster_now()
    for solution in on_file.solutions:
        for name, table in (("executor", known.units), ("proposed_by", known.staff)):
            if (one := table.get(getattr(solution, f"{name}_id"))) is not None:
                setattr(solution, name, one)
    for decision in on_file.decisions:
        decision.chosen_by = known.staff[decision.chosen_by_id]
    for approval in on_file.approvals:
        approval.approver = known.staff[approval.approver_id]
        if approval.on_behalf_of_id:
            approval.on_behalf_of = known.staff[approval.on_behalf_of_id]


def _speaks(approval: Approval) -> bool:
    """Whether it says something; what was taken back says nothing any more."""
    return approval.undone_at is None and bool(approval.stored_remark or approval.stored_condition)


def _said(approval: Approval) -> dict[str, Any]:
    return {
        "who": approval.approver.full_name, "text": approval.remark, "condition": approval.condition,
        "returned": approval.verdict == Approval.Verdict.RETURNED,
        "suggestion": approval.suggestion.title if approval.suggestion_id else "",
    }  # fmt: skip


def _why_not(waiting: Waiting | None, by: Staff) -> str:
    """Why this reader says no word on an open decision now."""
    if waiting is None:
        return ""
    if by.pk in waiting.makers:
        return gettext("You proposed, corrected or chose it: another approver has to decide.")
    if by.pk in waiting.heard:
        return gettext("You have approved it. Now the next rung is asked.")
    role = waiting.rung.role if waiting.rung else ""
    return gettext("It waits for: %(role)s.") % {"role": role_words(role)}


def _steps(waiting: Waiting | None, decision: Decision, on_file: Dossier) -> Iterator[dict[str, Any]]:
    """The rungs of the ladder: who has said yes for which, who is asked now, and what comes after."""
    yes = [one for one in on_file.approvals_of(decision) if one.verdict == "approved" and one.undone_at is None]
    for one in yes:
        instead = one.on_behalf_of.full_name if one.on_behalf_of_id else ""
        yield {"state": "done", "role": role_words(one.role), "who": one.approver.full_name, "for": instead}
    if waiting is None or waiting.place is None:
        return
    for place in range(waiting.place, max(waiting.wanted, waiting.open_places.stop)):
        there = hands(waiting, waiting.ladder[place].role)
        yield {
            "state": "current" if place in waiting.open_places else "next", "for": "",
            "role": role_words(waiting.ladder[place].role),
            "who": ", ".join(dict.fromkeys(hand.staff.full_name for hand in there if not hand.away)),
        }  # fmt: skip


def _figures(case: Case, decision: Decision) -> list[tuple[str, str]]:
    best, left = decision.recommended, preview_of(case.unit, case).left
    figures = [(gettext("Cost"), rupiah(best.amount)), (gettext("Time until done"), working_time(best.working_days, 1))]
    if best.redress_amount:
        figures.append((best.get_redress_kind_display(), rupiah(best.redress_amount)))
    if best.wish_fit:
        figures.append((gettext("What the complainant hopes for"), str(best.get_wish_fit_display())))
    if decision.amount != best.amount:
        figures.append((gettext("Dearest of the options"), rupiah(decision.amount)))
    return [*figures, (gettext("Left in this year's budget"), rupiah(left))]


def _checks(case: Case, decision: Decision, chosen: list[Solution], others: list[Solution]) -> Iterator[Check]:
    """What the SOP asks, and how this decision stands."""
    procedure = case.edition.procedure
    words = procedure.types[case.type].label.say(language()) if case.type in procedure.types else ""
    yield ("ok" if case.type else "warn", gettext("Classified: %(type)s") % {"type": words or "–"})
    least = procedure.needs("decide", case.type or None).min_alternatives
    compared = len(chosen) + len(others)
    said = ngettext(
        "%(count)d alternative compared, the SOP asks for %(least)d",
        "%(count)d alternatives compared, the SOP asks for %(least)d", compared,
    ) % {"count": compared, "least": least}  # fmt: skip
    yield ("ok" if compared >= least else "warn", said)


def _authority(waiting: Waiting | None) -> Iterator[Check]:
    """Whether this rung is enough for the dearest of the options."""
    if waiting is None or waiting.place is None:
        return
    if (after := waiting.wanted - waiting.place - 1) > 0:
        yield "warn", ngettext("After this one more approval is needed", "After this %(num)d more approvals are needed",
                               after) % {"num": after}  # fmt: skip
        return
    limit = waiting.ladder[waiting.place].up_to
    enough = gettext("Within the authority of this rung")
    yield "ok", f"{enough} ({gettext('up to %(amount)s') % {'amount': rupiah(limit)}})" if limit else enough


def _around(case: Case, decision: Decision, by: Staff) -> Iterator[Check]:
    """What was given to the same person lately, how often the same reason came, and what is usual for it."""
    if decision.recommended.redress_amount and not case.hidden:
        yield _given_lately(case, by)
    if not case.category:
        return
    since = time.now() - time.days(SIMILAR_DAYS)
    same = access.visible_to(by).filter(category=case.category, received_at__gte=since)
    # The same for a while, and the longest of the questions here.
    many = cache.get_or_set(f"similar:{by.pk}:{by.generation}:{case.category}",
                            lambda: same.values("pk")[:MOST_COUNTED].count(), FRESH_SECONDS)  # fmt: skip
    if many > MANY_SIMILAR:
        said = gettext("%(count)s complaints for the same reason within %(days)d days: think about its cause")
        yield "warn", said % {"count": f"{many}+" if many == MOST_COUNTED else many, "days": SIMILAR_DAYS}
    yield from _usual(case, decision)


def _given_lately(case: Case, by: Staff) -> Check:
    since = time.now() - time.days(SAME_PERSON_DAYS)
    persons = Party.objects.filter(case=case, role="complainant", person__isnull=False).values("person")
    theirs = access.visible_to(by).filter(visibility="open", parties__person__in=persons, parties__role="complainant")
    given = Redress.objects.filter(~Q(state="released"), case__in=theirs.exclude(pk=case.pk), at__gte=since)
    days = {"days": SAME_PERSON_DAYS}
    found = list(given.select_related("case").order_by("-pk")[:3])
    if not found:
        return "ok", gettext("Nothing was given to this complainant within %(days)d days") % days
    what = ", ".join(f"{one.get_kind_display()} {rupiah(one.amount)} ({one.case.reference})" for one in found)
    return "warn", gettext("Given to this complainant within %(days)d days: %(what)s") % {**days, "what": what}


def _usual(case: Case, decision: Decision) -> Iterator[Check]:
    """What this department usually approves for the same reason; silent where it was too seldom to say."""
    amount, since = decision.recommended.amount, time.now() - time.days(USUAL_DAYS)
    many, middle = cache.get_or_set(
        f"usual-approved:{case.unit_id}:{case.category}",
        lambda: plain.ask(_USUAL, case.unit_id, case.category, since)[0], FRESH_SECONDS,
    )  # fmt: skip
    if many < ENOUGH:
        return
    said = gettext("For the same reason %(amount)s is usual here (the middle of %(count)d within a year)") % {
        "amount": rupiah(int(middle)), "count": many}  # fmt: skip
    yield ("warn" if amount > max(middle, 1) * FAR_OFF or amount * FAR_OFF < middle else "ok"), said


# The recommended of each approved decision, the latest 200; hidden complaints lend no figure to anybody.
_USUAL = """
    SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM (
        SELECT s.cost + s.redress_amount AS amount
        FROM cases_case c JOIN remedy_decision d ON d.case_id = c.id JOIN remedy_solution s ON s.id = d.recommended_id
        WHERE c.unit_id = %s AND c.category = %s AND c.visibility = 'open' AND c.received_at >= %s
          AND d.state = 'approved'
        ORDER BY c.received_at DESC LIMIT 200) AS latest"""


def similar_href(case: Case) -> str:
    """Those complaints in the inbox."""
    return f"{reverse('inbox')}?show=all&category={case.category}"
