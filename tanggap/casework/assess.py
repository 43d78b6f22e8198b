"""SOP 3 and 5: what kind of complaint it is, how bad, and who is responsible; forward it to them (R21-R27)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.case import Impact, Severity, Temperature
from tanggap.cases.fields import values_of
from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.call_in import call_in
from tanggap.casework.competent import refuse_untrained
from tanggap.casework.decide import ask_anew
from tanggap.casework.felt import agreed
from tanggap.casework.people import add_participant, end_participants, kept_out_of, people_to_tell
from tanggap.casework.say import check_text
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.transfers import at_the_cap, manages
from tanggap.core.errors import Forbidden, Invalid, Refused, require
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import roster_now, standing_of

# A forwarding can be taken back for so long (undo.py); until then no letter about it leaves.
LETTERS_WAIT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What the officer sees in the complaint. Empty text: not said."""

    type: str
    category: str
    severity: str
    impact_satisfaction: str = ""
    impact_reputation: str = ""
    impact_money: str = ""
    impact_law: str = ""
    temperature: str = ""
    tags: tuple[str, ...] = ()


@transaction.atomic
def assess(case: Case, seen: Assessment, *, by: Staff, version: int | None = None) -> None:
    """Type, category, severity and impact become known (SOP 3); promises that depend on them are counted anew."""
    begin(case, "assess", by=by, version=version)
    values = checked(case, seen)
    demand(case, "assess", values=frozenset(seen.tags), **values)
    case.move_to(State.ASSESSED, act="assess", **values, **agreed(values["temperature"]))
    promises.keep(case, "classification")
    promises.restart(case, by=by)
    write_down(case, "assessed", by=by, **values)
    call_in(case)


@transaction.atomic
def reclassify(case: Case, seen: Assessment, *, reason: str, by: Staff, version: int | None = None) -> None:
    """It turned out to be something else. What was broken stays broken; new targets count from the old beginning."""
    begin(case, "reclassify", by=by, version=version)
    require(case.state != State.RECEIVED, _("Assess the complaint first."), code="not_now")
    check_text(reason, "reason", longest=2_000)
    values = checked(case, seen)
    demand(case, "reclassify", reason=reason, values=frozenset(seen.tags), **values)
    before = {name: getattr(case, name) for name in values}
    case.put(**values, **agreed(values["temperature"]))
    promises.restart(case, by=by)
    write_down(case, "reclassified", by=by, private={"reason": reason}, before=before, **values)
    call_in(case)
    ask_anew(case)


@transaction.atomic
def forward(
    case: Case, *, unit: Unit | None = None, handler: Staff | None = None, note: str = "", by: Staff,
    version: int | None = None,
) -> None:
    """Hand the recorded form to the responsible party (SOP 5, R24); without a unit, to the one that the SOP names."""
    begin(case, "forward", by=by, version=version)
    unit = unit or responsible_unit(case)
    demand(case, "forward", unit=unit.code)
    require_insider(handler, unit)
    refuse_untrained(case, handler)
    before = {"before": case.unit.code, "handler_before": case.handler.key if case.handler else ""}
    # To the party that the SOP makes responsible is the procedure itself; anywhere else the complainant is passed on.
    astray = unit.pk not in {case.unit_id, responsible_unit(case).pk}
    if astray and at_the_cap(case):
        demand(case, "hand_over", reason=note, by_manager=manages(by, case))
    case.move_to(
        State.INVESTIGATING, act="forward", unit=unit, handler=handler, transfers=case.transfers + int(astray)
    )
    take_over(case, unit, handler)
    promises.move(case, unit, by=by)
    promises.turn(case, begin=("alternatives", "decision"))
    write_down(case, "forwarded", by=by, private={"note": note} if note else None, unit=unit.code, astray=astray,
               **before)  # fmt: skip
    told = people_to_tell(case, unit, handler)
    tell_staff(told, Notice.Kind.FORWARDED, case)
    mail_staff(case, "assigned", told, wait=LETTERS_WAIT_SECONDS, unit=unit.name)
    if handler is None:
        call_in(case, again=True)


@transaction.atomic
def assign(case: Case, *, handler: Staff | None = None, owner: Staff | None = None, by: Staff,
           version: int | None = None) -> None:
    """Say who handles it, or who is accountable to the complainant (R26). Nobody is never put in for somebody."""
    begin(case, "assign", by=by, version=version)
    require(handler or owner, _("Choose somebody."), code="missing")
    if owner is not None and not access.sees_identity(by, case):
        # The owner reads the name; nobody appoints himself or a friend past the second person of `unmask`.
        raise Forbidden(_("Only somebody who may see who complained can choose the owner of a hidden complaint."))
    values: dict[str, Any] = {}
    before: dict[str, str] = {}
    for role, person in ((Participant.Role.HANDLER, handler), (Participant.Role.OWNER, owner)):
        if person is None:
            continue
        refuse_excluded(case, person)
        values[role.value], had = person, getattr(case, role.value)
        before[role.value] = had.key if had else ""
        end_participants(case, role)
        add_participant(case, role, staff=person)
    if handler is not None:
        require_insider(handler, case.unit)
        refuse_untrained(case, handler)
    case.put(**values)
    write_down(case, "assigned", by=by, before=before, **{role: person.key for role, person in values.items()})
    tell_staff([person for person in values.values() if person != by], Notice.Kind.ASSIGNED, case)


def responsible_unit(case: Case) -> Unit:
    """The unit that the SOP makes responsible for this case: routing rules first, then type and category."""
    procedure = case.edition.procedure
    require(case.type, _("Say what type of complaint it is first."), code="missing")
    code = procedure.route(values_of(case))
    unit = next((unit for unit in roster_now().units.values() if unit.code == code), None)
    if unit is None:
        raise Refused(_("The SOP names a department that has not been set up: %(code)s.") % {"code": code})
    # An older edition may name what was closed since; the nearest unit above answers in its place.
    line = [roster_now().units[pk] for pk in unit.line()]
    return next((one for one in reversed(line) if one.closed_at is None), unit)


def take_over(case: Case, unit: Unit, handler: Staff | None) -> None:
    """The participants follow the case: the unit that answers now, its handler, and the heads who will approve."""
    end_participants(case, Participant.Role.HANDLER)
    if handler is not None:
        refuse_excluded(case, handler)
        add_participant(case, Participant.Role.HANDLER, staff=handler)
    if case.hidden:
        # A unit does not see a hidden case; the heads who will decide on it are named, one by one.
        for head in people_to_tell(case, unit):
            add_participant(case, Participant.Role.APPROVER, staff=head)


def require_insider(handler: Staff | None, unit: Unit) -> None:
    """A handler has a post in the unit that answers for the case, or above it."""
    if handler is None:
        return
    standing = standing_of(handler)
    working = (Role.OFFICER, Role.HEAD, Role.FRONTDESK, Role.MANAGER)
    require(
        any(standing.has(role, unit) for role in working),
        _("%(name)s has no post in that department.") % {"name": handler.display_name},
        code="not_in_unit",
    )


def refuse_excluded(case: Case, person: Staff) -> None:
    """Whoever is kept out of a case cannot be put to work on it."""
    out = person.pk in kept_out_of(case)
    require(not out, _("%(name)s is kept out of this case.") % {"name": person.display_name}, code="excluded")


def checked(case: Case, seen: Assessment) -> dict[str, Any]:
    """What was seen, as the case keeps it; raises Invalid with what cannot be taken."""
    procedure = case.edition.procedure
    problems: dict[str, Any] = {}
    if seen.type not in procedure.types:
        problems["type"] = _("Choose one of the types of the SOP.")
    if seen.category not in procedure.categories:
        problems["category"] = _("Choose one of the categories of the SOP.")
    elif seen.type in procedure.types and procedure.categories[seen.category].type != seen.type:
        problems["category"] = _("This category belongs to the other type.")
    if seen.severity not in Severity.values:
        problems["severity"] = _("Say how severe it is.")
    values: dict[str, Any] = {"type": seen.type, "category": seen.category, "severity": seen.severity}
    for name in ("impact_satisfaction", "impact_reputation", "impact_money", "impact_law"):
        values[name] = getattr(seen, name)
        if values[name] not in {*Impact.values, ""}:
            problems[name] = _("Choose none, low, medium or high.")
    values["temperature"] = seen.temperature or case.temperature
    if values["temperature"] not in {*Temperature.values, ""}:
        problems["temperature"] = _("Choose how the contact was.")
    values["tags"] = list(seen.tags)
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    return values
