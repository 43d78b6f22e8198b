"""A very angry contact goes at once to somebody with authority and competence (R29, R51), as the SOP's ladder says.

The ladder's levels with `when` are climbed by the complaint itself: when it arrives, when it is classified, when its
temperature is noted, and when another department gets it. Who was called, and why this person, stands on the trail.
"""

from collections import ChainMap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from tanggap.cases.fields import values_of
from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import write_down
from tanggap.casework.competent import WORKING, at_work_over
from tanggap.casework.felt import warmest
from tanggap.casework.people import add_participant, end_participants, kept_out_of
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.waiting import OPEN
from tanggap.people.actors import WORKER
from tanggap.people.competences import resting_now, trained_now
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import heads_of, post_holders, roster_now, stand_ins, standing_of
from tanggap.sop.parts import Escalation

LEADING = frozenset({Role.HEAD, Role.MANAGER})


@dataclass(frozen=True)
class Called:
    """Somebody who is called in, and why: trained_leads, trained, head, manager, stand_in, away or named."""

    staff: Staff
    why: str
    until: datetime | None = None  # when the training ends that counted

    def facts(self, level: Escalation) -> dict[str, Any]:
        """As it stands on the trail."""
        until = self.until.isoformat() if self.until else ""
        return {"level": level.level, "handler": self.staff.key, "why": self.why, "training": level.training or "",
                "until": until}  # fmt: skip


def level_for(case: Case) -> Escalation | None:
    """The level to which this case goes by itself as it stands now."""
    values = values_of(case)
    if case.edition.procedure.temperature.estimate_calls:
        values = ChainMap({"temperature": warmest(case)}, values)  # type: ignore[arg-type]
    return case.edition.procedure.called_for(values)


def call_in(case: Case, *, again: bool = False) -> Called | None:
    """The locked case climbs to the level that fits it, unless it is there; who is called is told by bell and mail.

    `again`: another department has it now, so whoever was called before may be far away.
    """
    level = level_for(case)
    if level is None or (level.level <= case.escalation and not again):
        return None
    among = named_on(case) if case.hidden else None
    called = whom(case.unit, level, kept_out=kept_out_of(case), among=among)
    if called is None:
        return None
    values: dict[str, Any] = {"escalation": max(level.level, case.escalation)}
    if level.assign and case.handler_id != called.staff.pk and not case.hidden:
        values["handler"] = called.staff
        end_participants(case, Participant.Role.HANDLER)
        add_participant(case, Participant.Role.HANDLER, staff=called.staff)
    case.put(**values)
    # It is the SOP that calls; what somebody did to bring it about stands before it.
    write_down(case, "called_in", by=WORKER, **called.facts(level))
    tell_staff(told_of(case, called), Notice.Kind.VERY_ANGRY, case)
    mail_staff(case, "escalated", [called.staff], level=str(level.level), unit=case.unit.name,
               reason=level.text.say(called.staff.language))  # fmt: skip
    return called


def told_of(case: Case, called: Called) -> list[Staff]:
    """Whoever is called in, and the heads of the unit; of a hidden complaint nobody who is not on it."""
    return [called.staff] if case.hidden else [called.staff, *heads_of(case.unit)]


def named_on(case: Case) -> set[int]:
    """Ids of those who are on a hidden case by name; nobody else learns of it because somebody is angry."""
    now = case.participants.filter(until=None, staff__isnull=False).exclude(role=Participant.Role.EXCLUDED)
    return set(now.values_list("staff", flat=True))


def whom(
    unit: Unit, level: Escalation, *, kept_out: Collection[int] = (), among: Collection[int] | None = None
) -> Called | None:
    """Who is called in for that unit: trained and leading, trained, then who leads; never who is away or rests.

    Of several the nearest to the unit, then whoever handles the fewest open complaints.
    """
    trained = trained_now().get(level.training, {}) if level.training else {}
    unavailable = roster_now().away() | set(resting_now())
    for why, people in _tiers(unit, level, trained):
        fit = [staff for staff in people if staff.pk not in kept_out and (among is None or staff.pk in among)]
        here = fit if why in ("away", "named") else [staff for staff in fit if staff.pk not in unavailable]
        if here:
            staff = _least_laden(unit, here)
            return Called(staff, why, trained.get(staff.pk) if why.startswith("trained") else None)
    if among:
        return next((Called(staff, "named") for staff in roster_now().people(set(among) - set(kept_out))), None)
    return None


def _tiers(unit: Unit, level: Escalation, trained: Collection[int]) -> Iterator[tuple[str, Sequence[Staff]]]:
    """Who comes into question, the best first."""
    skilled = [staff for staff in at_work_over(unit) if staff.pk in trained]
    leads = [staff for staff in skilled if any(standing_of(staff).has(role, unit) for role in LEADING)]
    yield "trained_leads", leads
    yield "trained", skilled
    heads = heads_of(unit)
    managers = [one for one in post_holders(Role.MANAGER) if standing_of(one).has(Role.MANAGER, unit)]
    yield level.role, post_holders(level.role, unit, above=True) if level.role in WORKING else []
    yield "head", heads
    yield "manager", managers
    yield "stand_in", [other for staff in (*heads, *managers) for other in stand_ins(staff)]
    yield "away", [*heads, *managers]


def _least_laden(unit: Unit, people: Sequence[Staff]) -> Staff:
    """The nearest to the unit; of those the one who handles the fewest."""
    if len(people) == 1:
        return people[0]
    line = set(unit.line())
    roster = roster_now()

    def depth(staff: Staff) -> int:
        posts = in_force(roster.posts_of.get(staff.pk, ()))
        return max((len(post.unit.path) for post in posts if post.unit_id in line), default=0)

    counted = Case.objects.filter(OPEN, handler__in=people).order_by().values_list("handler").annotate(n=Count("pk"))
    handled = dict(counted)
    return min(people, key=lambda staff: (-depth(staff), handled.get(staff.pk, 0), staff.pk))
