"""The decisions that wait for a reader, and what he or she has decided lately: rows for the page of approvals."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.urls import reverse

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework.decide import UNDO_MINUTES
from tanggap.casework.posts_kept import last_day
from tanggap.casework.rungs import Waiting, hand_of, waiting_on
from tanggap.core import time
from tanggap.core.db import plain
from tanggap.core.db.kept import kept
from tanggap.people.models import Deputy, Staff
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now, standing_of
from tanggap.remedy.models import Approval
from tanggap.ui.deadline import clock_pill
from tanggap.ui.formatting import duration

# So many decisions are looked at; whoever may see more of them than these is asked for the most urgent.
MOST_WAITING = 500
LONG_AGO_DAYS, FEWEST = 90, 5
UNDO = timedelta(minutes=UNDO_MINUTES)
HISTORY = 100
MOST_TO_UNDO = 5  # are listed, the latest; the others are taken back on the pages of their complaints


def approval_href(case: Case) -> str:
    """Where the head reads the decision on this case."""
    return reverse("approval", args=[case.reference])


def waiting_for(by: Staff) -> list[dict[str, Any]]:
    """Open decisions on which this person may say the next word, the nearest promise first; the queries are the same
    however many they are."""
    rows = [_row(one, by) for one in waiting_on(_deciding(by))]
    return sorted((row for row in rows if row), key=lambda row: (row["due_at"] is None, row["due_at"], row["case"].pk))


def _deciding(by: Staff) -> list[Case]:
    """The cases with a decision that this person may see."""

    def seen() -> Any:
        deciding = access.visible_to(by).filter(state=State.DECIDING).order_by("next_due_at", "pk")
        return deciding.values_list("pk")[:MOST_WAITING]

    found = kept(("deciding", standing_of(by).known_by()), seen)
    return _read([number for (number,) in found], "cases_case.next_due_at, cases_case.id")


def _row(waiting: Waiting, by: Staff) -> dict[str, Any] | None:
    if (found := hand_of(waiting, by)) is None:
        return None
    due = waiting.due_at
    return {
        "waiting": waiting, "case": waiting.case, "decision": waiting.decision,
        "href": approval_href(waiting.case), "due_at": due,
        "pill": clock_pill(due, started_at=waiting.begun_at) if due else None, "instead_of": found[1].instead_of,
    }  # fmt: skip


@dataclass(frozen=True)
class Lately:
    """What a person has said on decisions: in this week, within what time usually, and what can still be undone."""

    approved: int
    returned: int
    usual: str
    undoable: list[dict[str, Any]]


def lately(by: Staff) -> Lately:
    """The last ninety days; one query, and one more while something can be taken back."""
    now, today = time.now(), time.today()
    monday = time.local(now).date() - time.days(today.weekday())
    rows = plain.ask(_SAID, by.pk, now - time.days(LONG_AGO_DAYS))
    week = [verdict for verdict, at, *_rest in rows if time.local(at).date() >= monday]
    took = [(at - since).total_seconds() / 60 for _verdict, at, since, *_rest in rows]
    fresh = {case: at + UNDO for verdict, at, _since, case, last in rows
             if last and verdict == "approved" and at + UNDO > now}  # fmt: skip
    cases = access.visible_to(by).filter(pk__in=fresh).select_related("data_key") if fresh else []
    return Lately(
        week.count("approved"), week.count("returned"),
        duration(median(took), short=True) if len(took) >= FEWEST and median(took) >= 1 else "",
        [{"case": one, "until": fresh[one.pk]} for one in sorted(cases, key=lambda one: fresh[one.pk], reverse=True)][
            :MOST_TO_UNDO
        ],
    )  # fmt: skip


# Since when each was waiting for that person, and whether it can be taken back as nobody has spoken since.
_SAID = """
    SELECT a.verdict, a.at, COALESCE((SELECT max(b.at) FROM remedy_approval b
                                      WHERE b.decision_id = a.decision_id AND b.id < a.id), d.at), d.case_id,
           c.state IN ('deciding', 'approved') AND d.state IN ('open', 'approved') AND NOT EXISTS (
               SELECT FROM remedy_approval b WHERE b.decision_id = a.decision_id AND b.id > a.id)
    FROM remedy_approval a JOIN remedy_decision d ON d.id = a.decision_id JOIN cases_case c ON c.id = d.case_id
    WHERE a.approver_id = %s AND a.at >= %s AND a.undone_at IS NULL"""


def handed(by: Staff) -> dict[str, list[dict[str, Any]]]:
    """Who speaks for this person, handed-over approvals of coming days included; and for whom this person does."""
    roster, now = roster_now(), time.now()
    rows = [one for one in roster.deputies if one.until is None or one.until > now]
    here = list(in_force(rows))
    mine = [one for one in rows if one.of_id == by.pk and (one.only_approvals or one in here)]
    return {
        "to": [_named(one) for one in mine],
        "from": [_named(one) for one in here if one.by_id == by.pk and one.only_approvals],
    }  # fmt: skip


def _named(row: Deputy) -> dict[str, Any]:
    known = roster_now().staff
    return {"row": row, "of": known[row.of_id], "by": known[row.by_id], "last": last_day(row.until)}


def history(by: Staff) -> list[dict[str, Any]]:
    """What this person said on decisions, the latest first, of complaints that he or she may still see."""
    said = Approval.objects.filter(approver=by, decision__case__in=access.visible_to(by))
    said = said.select_related("decision__recommended", "decision__case__data_key", "on_behalf_of").order_by("-pk")
    rows = list(said[:HISTORY])
    for one in rows:
        one.decision.recommended.case = one.decision.case
    return [{"said": one, "case": one.decision.case, "title": one.decision.recommended.title} for one in rows]


def _read(numbers: list[int], order: str) -> list[Case]:
    """These cases, with their key, unit and edition at hand."""
    where = f"cases_case.id = ANY(%s) ORDER BY {order}"
    cases = plain.rows_along(Case, "data_key", where, numbers) if numbers else []
    for case in cases:
        access.put_at_hand(case)
    return cases
