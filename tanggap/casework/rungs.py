"""Whose word is wanted on a decision: the rungs of its ladder, who may speak for each now, and who never may (SOP 8).

Maker is not checker: whoever proposed, corrected or chose what is decided does not approve it, neither in person nor
through somebody who stands in, and nobody's authority counts for two rungs. The word of a higher rung covers those
below; it may speak in their place when nobody is there for them, and when the approval is overdue.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tanggap.cases.at_hand import Part, present_participants
from tanggap.cases.fields import values_of
from tanggap.cases.models import Case, Participant
from tanggap.casework.dossier import as_row
from tanggap.core import time
from tanggap.core.db.plain import ask, change, rows
from tanggap.people.models import Role, Staff
from tanggap.people.roster import Roster, in_force
from tanggap.people.standing import NEVER_LENT, roster_now
from tanggap.remedy.models import Approval, Decision, Solution
from tanggap.sop.parts import Approval as ByAmount
from tanggap.sop.parts import ApprovalLadder, Rung

IN_PLACE_OF_POSTS = frozenset({Role.HEAD, Role.MANAGER})


@dataclass(frozen=True)
class Hand:
    """Somebody who may speak for a rung, perhaps instead of somebody else; `away`: is absent today."""

    staff: Staff
    instead_of: Staff | None = None
    away: bool = False


@dataclass(frozen=True)
class Waiting:
    """A decision that waits for approval, with all that it takes to say whose word is wanted."""

    case: Case
    decision: Decision
    options: tuple[Solution, ...]
    yes: tuple[Approval, ...]
    parts: tuple[Part, ...]
    begun_at: datetime | None = None
    due_at: datetime | None = None

    @cached_property
    def ladder(self) -> list[Rung]:
        """All rungs that there are for such a case, lowest first."""
        return ladder_of(self.case, self.decision.amount).rungs

    @cached_property
    def wanted(self) -> int:
        """How many of them, from below, this decision takes."""
        return len(rungs_of(self.case, self.decision.amount))

    @cached_property
    def place(self) -> int | None:
        """Which rung's word is wanted now, counted from 0; None when all have spoken."""
        next_one = climbed(self.ladder, self.yes)
        return next_one if next_one < self.wanted else None

    @property
    def rung(self) -> Rung | None:
        """The same rung itself."""
        return None if self.place is None else self.ladder[self.place]

    @cached_property
    def makers(self) -> frozenset[int]:
        """Ids of those whose own work it is."""
        made = {self.decision.chosen_by_id}
        for option in self.options:
            made |= {option.proposed_by_id, *option.revised_by}
        return frozenset(made - {None})

    @cached_property
    def heard(self) -> frozenset[int]:
        """Ids of those who have approved it, or for whom somebody has."""
        return frozenset({pk for one in self.yes for pk in (one.approver_id, one.on_behalf_of_id)} - {None})

    @property
    def overdue(self) -> bool:
        """Whether the promise to approve has passed."""
        return self.due_at is not None and self.due_at <= time.now()

    @cached_property
    def open_places(self) -> range:
        """The rungs that may speak now: the next one, and what may take its place."""
        if self.place is None:
            return range(0)
        last = self.place
        while last < len(self.ladder) - 1 and not any(not hand.away for hand in hands(self, self.ladder[last].role)):
            last += 1
        if self.overdue:
            last = min(last + 1, len(self.ladder) - 1)
        return range(self.place, last + 1)


def ladder_of(case: Case, amount: int) -> ByAmount | ApprovalLadder:
    """The ladder of the SOP that fits this case as it stands now."""
    procedure = case.edition.procedure
    return procedure.approval_ladder(values_of(case, amount=amount)) if procedure.approval.ladders else (
        procedure.approval
    )


def rungs_of(case: Case, amount: int) -> list[Rung]:
    """Those of its rungs that a decision of that amount takes."""
    procedure = case.edition.procedure
    values = values_of(case, amount=amount) if procedure.approval.ladders else None
    return procedure.approval_rungs(amount, values)


def climbed(ladder: Sequence[Rung], yes: Iterable[Approval]) -> int:
    """How many rungs from below have been answered: up to the highest that said yes.

    By role and not by number: when a complaint is classified anew, another ladder may hold.
    """
    said = {one.role for one in yes}
    return max((place for place, rung in enumerate(ladder, 1) if rung.role in said), default=0)


def hands(waiting: Waiting, role: str) -> list[Hand]:
    """Who there is to speak for a rung of that role: its holders, and those who stand in for them."""
    roster = roster_now()
    away, kept_out = roster.away(), {staff for staff, _unit, part in waiting.parts if part == "excluded"}
    never = waiting.makers | waiting.heard | kept_out
    found: list[Hand] = []
    for holder in _holders(waiting, role, roster):
        if holder.pk in never:
            continue
        found.append(Hand(holder, away=holder.pk in away))
        for deputy in _deputies(holder, roster, away, role, waiting):
            if deputy.pk not in never:
                found.append(Hand(deputy, holder, deputy.pk in away))
    return found


def _holders(waiting: Waiting, role: str, roster: Roster) -> list[Staff]:
    line = set(waiting.case.unit.line())
    held = {post.staff_id for post in in_force(roster.posts) if post.role == role and post.unit_id in line}
    if role in IN_PLACE_OF_POSTS:
        # Whoever was put on the case to decide on it has the role from a post elsewhere.
        named = [staff for staff, _unit, part in waiting.parts if part == Participant.Role.APPROVER and staff]
        held |= {pk for pk in named if any(post.role == role for post in in_force(roster.posts_of.get(pk, ())))}
    return [staff for staff in roster.people(held) if staff.is_active]


def _deputies(holder: Staff, roster: Roster, away: set[int], role: str, waiting: Waiting) -> Iterator[Staff]:
    if role in NEVER_LENT:
        return
    for deputy in in_force(roster.deputies):
        if deputy.of_id != holder.pk or (deputy.only_when_absent and holder.pk not in away):
            continue
        if deputy.only_approvals and waiting.case.hidden:
            continue  # a hidden complaint stays with those who are named on it
        within = deputy.up_to is None or waiting.decision.amount <= deputy.up_to
        if within and (staff := roster.staff.get(deputy.by_id)) is not None and staff.is_active:
            yield staff


def hand_of(waiting: Waiting, by: Staff) -> tuple[int, Hand] | None:
    """For which rung this person may speak now, in person rather than for somebody else; None for none."""
    for place in waiting.open_places:
        mine = [hand for hand in hands(waiting, waiting.ladder[place].role) if hand.staff.pk == by.pk]
        if mine:
            return place, min(mine, key=lambda hand: hand.instead_of is not None)
    return None


def asked(waiting: Waiting) -> list[Staff]:
    """Whom to tell: those of the nearest unit who may speak for each rung that may, whoever is away included."""
    found: dict[int, Staff] = {}
    for place in waiting.open_places:
        role = waiting.ladder[place].role
        there = hands(waiting, role)
        depth = {hand.staff.pk: _depth(hand.instead_of or hand.staff, role, waiting) for hand in there}
        nearest = max(depth.values(), default=0)
        found |= {hand.staff.pk: hand.staff for hand in there if role != Role.HEAD or depth[hand.staff.pk] == nearest}
    return list(found.values())


def _depth(holder: Staff, role: str, waiting: Waiting) -> int:
    """How near to the case the post is by which somebody holds that role; a named approver is as near as can be."""
    line = waiting.case.unit.line()
    posts = [post for post in in_force(roster_now().posts_of.get(holder.pk, ())) if post.role == role]
    near = [line.index(post.unit_id) + 1 for post in posts if post.unit_id in line]
    return max(near, default=len(line))


def waiting_of(case: Case, decision: Decision, options: Sequence[Solution], due: tuple[datetime, datetime] | None
               ) -> Waiting:  # fmt: skip
    """The same for one decision; `due`: since when and until when the approval is promised."""
    yes = rows(Approval, "decision_id = %s AND verdict = 'approved' AND undone_at IS NULL ORDER BY id", decision.pk)
    parts = case.at_hand.participants if case.at_hand is not None else present_participants(case.pk)
    return Waiting(case, decision, tuple(options), tuple(yes), tuple(parts), *(due or (None, None)))


def waiting_on(cases: Sequence[Case]) -> list[Waiting]:
    """What waits on each of these cases, in their order; one query, however many they are."""
    if not cases:
        return []
    on_file: dict[int, dict[str, list[Any]]] = {case.pk: {kind: [] for kind in _SHELVES} for case in cases}
    parts = (f"SELECT '{kind}', json_agg(t)::text FROM ({rows}) AS t" for kind, rows in _SHELVES.items())
    for kind, shelf in ask(" UNION ALL ".join(parts), *[list(on_file)] * len(_SHELVES)):
        for row in json.loads(shelf or "[]"):
            on_file[row.pop("of_case")][kind].append(row)
    return [one for case in cases if (one := _put_together(case, on_file[case.pk])) is not None]


def _put_together(case: Case, found: dict[str, list[Any]]) -> Waiting | None:
    if not found["decisions"]:
        return None
    decision = as_row(Decision, found["decisions"][0])
    solutions = {row["id"]: as_row(Solution, row) for row in found["solutions"]}
    ranked = sorted(found["options"], key=lambda row: row["rank"])
    options = [solutions[row["solution_id"]] for row in ranked]
    decision.case, decision.known_options = case, options
    for option in options:
        option.case = case
    decision.recommended = next(one for one in options if one.pk == decision.recommended_id)
    if (chooser := roster_now().staff.get(decision.chosen_by_id)) is not None:
        decision.chosen_by = chooser
    yes = tuple(as_row(Approval, row) for row in sorted(found["approvals"], key=lambda row: row["id"]))
    there = tuple((row["staff_id"], row["unit_id"], row["role"]) for row in found["participants"])
    promised = [tuple(map(datetime.fromisoformat, (row["started_at"], row["due_at"]))) for row in found["clocks"][:1]]
    return Waiting(case, decision, tuple(options), yes, there, *(promised[0] if promised else (None, None)))


_OPEN = "remedy_decision d ON d.state = 'open' AND d.case_id = ANY(%s)"
_SHELVES = {
    "decisions": "SELECT d.*, d.case_id AS of_case FROM remedy_decision d "
                 "WHERE d.state = 'open' AND d.case_id = ANY(%s)",
    "options": f"SELECT o.*, d.case_id AS of_case FROM remedy_decisionoption o JOIN {_OPEN} WHERE o.decision_id = d.id",
    "solutions": "SELECT s.*, d.case_id AS of_case FROM remedy_solution s JOIN remedy_decisionoption o ON "
                 f"o.solution_id = s.id JOIN {_OPEN} WHERE o.decision_id = d.id",
    "approvals": f"SELECT a.*, d.case_id AS of_case FROM remedy_approval a JOIN {_OPEN} WHERE a.decision_id = d.id "
                 "AND a.verdict = 'approved' AND a.undone_at IS NULL",
    "participants": "SELECT case_id AS of_case, staff_id, unit_id, role FROM cases_participant "
                    "WHERE case_id = ANY(%s) AND until IS NULL AND role IN ('approver', 'excluded')",
    "clocks": "SELECT case_id AS of_case, started_at, due_at FROM clocks_clock "
              "WHERE case_id = ANY(%s) AND kind = 'approval' AND state IN ('running', 'paused')",
}  # fmt: skip


def by_case(cases: Sequence[Case]) -> dict[int, Waiting]:
    """The same by the number of the case; nothing is asked where there are none."""
    return {one.case.pk: one for one in waiting_on(cases)} if cases else {}


def roles_now(waiting: Waiting) -> str:
    """The roles that may speak now."""
    return " ".join(waiting.ladder[place].role for place in waiting.open_places)


def note(waiting: Iterable[Waiting]) -> None:
    """Keep with these decisions which roles may speak now, for counters and lists that ask the database."""
    changed: dict[str, list[int]] = {}
    for one in waiting:
        if (roles := roles_now(one)) != one.decision.waits_for:
            changed.setdefault(roles, []).append(one.decision.pk)
            one.decision.waits_for = roles
    for roles, decisions in changed.items():
        change(Decision, "id = ANY(%s)", decisions, waits_for=roles)
