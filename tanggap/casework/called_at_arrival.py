"""Whoever arrives very angry is somebody's at once: who is called in is written together with the complaint itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from tanggap.audit import trail
from tanggap.cases import notices
from tanggap.cases.models import Notice, Participant
from tanggap.casework.arrivals import Arrival
from tanggap.casework.call_in import Called, level_for, told_of, whom
from tanggap.casework.staff_mail import letters_to
from tanggap.channels.models import Outbound
from tanggap.people.actors import WORKER
from tanggap.sop.parts import Escalation


@dataclass(frozen=True)
class Call:
    """One arrival for which somebody is called in."""

    arrival: Arrival
    level: Escalation
    called: Called

    def participant(self) -> Participant | None:
        """Whoever handles it from now on, where the SOP says so."""
        case = self.arrival.case
        if case.handler_id is None:
            return None
        return Participant(case=case, staff=self.called.staff, role=Participant.Role.HANDLER, since=case.received_at)

    def notices(self) -> list[Notice]:
        """For the bell of those who are told."""
        case, shut = self.arrival.case, {staff.pk for staff in self.arrival.kept_out}
        return notices.forge(told_of(case, self.called), Notice.Kind.VERY_ANGRY, case, kept_out=shut)

    def letters(self) -> list[Outbound]:
        """To whoever is called in."""
        case, staff = self.arrival.case, self.called.staff
        return letters_to(case, "escalated", [staff], level=str(self.level.level), unit=case.unit.name,
                          reason=self.level.text.say(staff.language))  # fmt: skip

    def event(self) -> trail.Event:
        """That, and why, for the trail."""
        case = self.arrival.case
        return trail.Event(verb="called_in", subject=case, by=WORKER, at=case.received_at, new=True,
                           facts=self.called.facts(self.level), coarse=case.anonymous)  # fmt: skip


def calls(arrivals: list[Arrival]) -> list[Call]:
    """Those for which the SOP calls somebody in; their cases stand at that level now. Nothing is written yet."""
    return [*_calls(arrivals)]


def _calls(arrivals: list[Arrival]) -> Iterator[Call]:
    for each in arrivals:
        if each.words.past is not None or (level := level_for(each.case)) is None:
            continue
        case, shut = each.case, {staff.pk for staff in each.kept_out}
        among = {staff.pk for staff, _role in each.named} if case.hidden else None
        called = whom(case.unit, level, kept_out=shut, among=among)
        if called is None:
            continue
        case.escalation = level.level
        if level.assign and not case.hidden:
            case.handler = called.staff
        yield Call(each, level, called)
