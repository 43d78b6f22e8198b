"""The stage bar: the nine stages of the SOP, which are done, when and by whom, and where the case stands."""


from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tanggap.audit.models import Entry
from tanggap.cases.case import Kind
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework.dossier import Dossier
from tanggap.casework.people import holders_of
from tanggap.people.models import Role
from tanggap.sop.acts import STAGES
from tanggap.ui.formatting import date_time
from tanggap.workspace.acts_people import language

CURRENT = {
    State.RECEIVED: "classified", State.ASSESSED: "forwarded", State.INVESTIGATING: "alternatives",
    State.DECIDING: "approval", State.APPROVED: "told", State.OFFERED: "told", State.PUTTING_RIGHT: "carried_out",
    State.FOLLOWING_UP: "feedback",
}  # fmt: skip
# The entries on the trail that say that a stage was passed; the newest counts.
PASSED = {
    "received": ("received",), "classified": ("assessed", "resolved_at_once"), "forwarded": ("forwarded",),
    "alternatives": ("decided",), "approval": ("approved", "approved_conditionally"),
    "told": ("accepted", "proceeded", "lapsed"),
    "carried_out": ("put_right", "resolved_at_once"), "feedback": ("feedback",),
    "recorded": ("closed", "referred", "rejected", "withdrawn", "deadlocked", "merged"),
}  # fmt: skip


def stages(case: Case, on_file: Dossier) -> list[dict[str, str]]:
    """The stops for the macro `stages`."""
    if case.kind == Kind.CONTACT:
        return _of_a_contact(case)
    newest: dict[str, Entry] = {entry.verb: entry for entry in on_file.entries}
    current = CURRENT.get(State(case.state), "")
    place = STAGES.index(current) if current else len(STAGES)
    labels, said = case.edition.procedure.stages, language()
    stops = []
    for number, code in enumerate(STAGES):
        passed = max((newest[verb] for verb in PASSED[code] if verb in newest), key=lambda one: one.seq, default=None)
        if code == current:
            state, note = "current", _waiting(case, on_file)
        elif number < place and passed is not None:
            state, note = "done", _how(code, passed, on_file)
        else:
            state, note = "next", ""
        stops.append({"label": labels[code].say(said), "note": note, "state": state})
    return stops


def _of_a_contact(case: Case) -> list[dict[str, str]]:
    """A question, a request or thanks goes no way through the SOP: it came, and it is answered (R79)."""
    came = case.edition.procedure.stages["received"].say(language())
    over = case.closed_at
    end = case.get_outcome_display() if over else pgettext("stage", "Answer")
    note = date_time(over) if over else case.handler.full_name if case.handler else case.unit.name
    return [
        {"label": came, "note": date_time(case.received_at), "state": "done"},
        {"label": str(end), "note": note, "state": "done" if over else "current"},
    ]


def _how(code: str, passed: Entry, on_file: Dossier) -> str:
    """One short line: a unit, a number, a person, or the moment."""
    units = {unit.code: unit.name for unit in on_file.units.values()}
    if code == "forwarded" and (name := units.get(str(passed.facts.get("unit", "")))):
        return name
    if code == "alternatives" and (count := len(passed.facts.get("options", []))):
        return ngettext("%(count)d submitted", "%(count)d submitted", count) % {"count": count}
    if code == "approval" and (name := _name(passed.actor, on_file)):
        return name
    return date_time(passed.at)


def _name(key: str, on_file: Dossier) -> str:
    return next((one.full_name for one in on_file.staff.values() if one.key == key), "")


def _waiting(case: Case, on_file: Dossier) -> str:
    """Whom the case waits for now."""
    unit = case.unit.name
    if case.state == State.OFFERED:
        return _("Waiting for the complainant")
    if case.state == State.DECIDING:
        heads = holders_of(case, Role.HEAD)
        if len(heads) == 1:
            return _("Waiting for %(name)s") % {"name": heads[0].full_name}
        return _("Waiting for the head of %(unit)s") % {"unit": unit}
    if case.state == State.APPROVED:
        return _("To be offered")
    if case.state == State.PUTTING_RIGHT:
        left = sum(one.state in {"open", "planned"} for one in on_file.tasks)
        return ngettext("%(count)d task open", "%(count)d tasks open", left) % {"count": left}
    if case.state == State.FOLLOWING_UP:
        answered = any(one.round == case.round for one in on_file.feedback)
        return _("Answered") if answered else _("Waiting for the complainant")
    return case.handler.full_name if case.handler else unit
