"""SOP 3 and 5 on the desk: assess, classify anew, forward, resolve at once, assign, hand over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.case import Impact, Severity, Temperature
from tanggap.cases.models import Case
from tanggap.casework.assess import Assessment, assess, assign, forward, reclassify, responsible_unit
from tanggap.casework.competent import warnings
from tanggap.casework.hand_over import hand_over
from tanggap.casework.rest import rest
from tanggap.casework.temperature import note_temperature
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.ui.formatting import clock_time
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import (
    category_groups,
    language,
    staff_of,
    staff_options,
    type_options,
    unit_of,
    unit_options,
)
from tanggap.workspace.case_undo import undo_href

IMPACTS = (
    ("impact_satisfaction", _("Impact on satisfaction")),
    ("impact_reputation", _("Impact on reputation")),
    ("impact_money", _("Impact on money")),
    ("impact_law", _("Impact on law")),
)


def classification(turn: Turn) -> list[Field]:
    """What kind of complaint it is, how bad, how far it reaches."""
    case = turn.case
    judged = "impact" in case.edition.procedure.needs("assess").fields
    fields = [
        Field(name="type", label=_("Type"), kind="radios", look="pair", options=type_options(case), initial=case.type),
        Field(name="category", label=_("Category"), kind="select", groups=category_groups(case), initial=case.category,
              empty=_("Choose a category")),
        Field(name="severity", label=_("Severity"), kind="radios", options=options(Severity.choices),
              initial=case.severity),
        *(Field(name=name, label=label, kind="radios", options=options(Impact.choices), initial=getattr(case, name),
                optional=not judged) for name, label in IMPACTS),
        Field(name="temperature", label=_("How the complainant feels"), kind="radios", optional=True,
              options=options(Temperature.choices), initial=case.temperature, hint=_estimate_hint(case)),
    ]  # fmt: skip
    values = case.edition.procedure.values
    if values:
        said = language()
        named = options((code, words.say(said)) for code, words in values.items())
        fields.append(Field(name="tags", label=_("Values that are touched"), kind="checks", look="chips", options=named,
                            initial=list(case.tags), optional=True))  # fmt: skip
    return fields


def _estimate_hint(case: Case) -> str:
    """What the words sound like; it counts when somebody chooses it."""
    if not case.temperature_estimate:
        return ""
    return _("Estimated from the words: %(mood)s.") % {"mood": Temperature(case.temperature_estimate).label}


def _temperature_fields(turn: Turn) -> list[Field]:
    return [Field(name="temperature", label=_("How the complainant feels"), kind="radios",
                  options=options(Temperature.choices), hint=_estimate_hint(turn.case),
                  initial=turn.case.temperature or turn.case.temperature_estimate)]  # fmt: skip


def _note_temperature(turn: Turn, given: Given) -> Done:
    note_temperature(turn.case, temperature=given["temperature"], by=turn.by, version=turn.version)
    return Done(said=_("It is noted how the complainant feels: %(mood)s.") % {
        "mood": str(Temperature(given["temperature"]).label).lower()})  # fmt: skip


def _rest_fields(turn: Turn) -> list[Field]:
    case, mine = turn.case, turn.by.pk in (turn.case.handler_id, turn.case.owner_id)
    if not mine:
        return []
    return [
        Field(name="hand_over", label=_("Hand the complaint over to a colleague"), kind="checkbox", initial=False,
              hint=_("It is passed on without a reason; nobody is blamed.")),
        Field(name="to", label=_("To whom"), kind="select", groups=staff_options(case.unit, laden_for=turn.by),
              empty=_("The department decides"), optional=True),
    ]  # fmt: skip


def _rest(turn: Turn, given: Given) -> Done:
    to = staff_of(given.get("to", ""), "to")
    hand_over = bool(given.get("hand_over")) or to is not None
    made = rest(turn.case, hand_over=hand_over, to=to, by=turn.by, version=turn.version)
    said = _("Nothing new comes to you until %(time)s.") % {"time": clock_time(made.until)}
    if hand_over:
        said = _("The complaint is passed on.") + " " + said
    seen = access.visible_to(turn.by).filter(pk=turn.case.pk).exists()
    return Done(said=said, to="" if seen else "/desk/")


def assessment(given: Given) -> Assessment:
    """What was seen, as the story wants it."""
    names = ("type", "category", "severity", "temperature", *(name for name, _label in IMPACTS))
    return Assessment(**{name: given[name] for name in names}, tags=tuple(given.get("tags", ())))


def _assess(turn: Turn, given: Given) -> Done:
    assess(turn.case, assessment(given), by=turn.by, version=turn.version)
    return Done(said=_("The complaint is classified."))


def _reason(label: Any) -> Field:
    return Field(name="reason", label=label, rows=3)


def _reclassify(turn: Turn, given: Given) -> Done:
    reclassify(turn.case, assessment(given), reason=given["reason"], by=turn.by, version=turn.version)
    undo = undo_href(turn.case, "classify")
    return Done(said=_("The complaint is classified anew; its promises were counted again."), undo=undo)


def _forward_fields(turn: Turn) -> list[Field]:
    try:
        unit = responsible_unit(turn.case)
    except TanggapError:
        unit = None
    return [
        Field(name="unit", label=_("Department"), kind="select", options=unit_options(), size="medium",
              initial=unit.pk if unit else "", empty=_("As the SOP says"),
              hint=_("The SOP names this department for the type and category.") if unit else ""),
        Field(name="handler", label=_("Officer"), kind="select", groups=staff_options(unit, laden_for=turn.by),
              empty=_("The department decides"), optional=True),
        Field(name="note", label=_("Note to the department"), rows=3, optional=True),
    ]  # fmt: skip


def _forward(turn: Turn, given: Given) -> Done:
    unit, handler = unit_of(given["unit"]), staff_of(given["handler"])
    forward(turn.case, unit=unit, handler=handler, note=given["note"], by=turn.by, version=turn.version)
    said = _("Forwarded to %(unit)s.") % {"unit": turn.case.unit.name}
    said = with_advice(said, turn.case, handler)
    return Done(said=said, undo="" if turn.case.hidden else undo_href(turn.case, "forward"))


def _assign_fields(turn: Turn) -> list[Field]:
    case = turn.case
    return [
        Field(name="handler", label=_("Handled by"), kind="select", groups=staff_options(case.unit, laden_for=turn.by),
              initial=case.handler_id or "", empty=_("Unchanged")),
        Field(name="owner", label=_("Accountable to the complainant"), kind="select", groups=staff_options(),
              size="medium", initial=case.owner_id or "", empty=_("Unchanged")),
    ]  # fmt: skip


def _assign(turn: Turn, given: Given) -> Done:
    handler, owner = staff_of(given["handler"]), staff_of(given["owner"], "owner")
    changed = {
        name: person
        for name, person, before in (("handler", handler, turn.case.handler_id), ("owner", owner, turn.case.owner_id))
        if person is not None and person.pk != before
    }
    assign(turn.case, **changed, by=turn.by, version=turn.version)
    return Done(said=with_advice(_("Assigned."), turn.case, handler), undo=undo_href(turn.case, "assign"))


def with_advice(said: Any, case: Case, handler: Staff | None) -> str:
    """What was done, and what is worth knowing about whom it was given to."""
    return " ".join([str(said), *(warnings(case, handler) if handler is not None else ())])


def _hand_over_fields(turn: Turn) -> list[Field]:
    return [
        Field(name="unit", label=_("Department"), kind="select", options=unit_options(), size="medium",
              empty=_("Choose a department")),
        Field(name="handler", label=_("Officer"), kind="select", groups=staff_options(laden_for=turn.by), optional=True,
              empty=_("The department decides")),
        _reason(_("Why it belongs there")),
    ]  # fmt: skip


def _hand_over(turn: Turn, given: Given) -> Done:
    unit = unit_of(given["unit"]) or turn.case.unit
    handler = staff_of(given["handler"])
    hand_over(turn.case, unit=unit, reason=given["reason"], handler=handler, by=turn.by, version=turn.version)
    return Done(said=with_advice(_("Handed over to %(unit)s.") % {"unit": unit.name}, turn.case, handler))


IMPACT_ANSWERS = {"impact": "impact_satisfaction", "values": "tags"}
ASSESS = Act(
    name="assess", title=_("Classify the complaint"), button=_("Classify"), icon="tag", fields=classification,
    run=_assess, answers=IMPACT_ANSWERS,
    lead=_("What kind of complaint is it, how bad is it, and how far does it reach?"),
)  # fmt: skip
RECLASSIFY = Act(
    name="reclassify", title=_("Classify anew"), button=_("Classify anew"), icon="tag", run=_reclassify,
    fields=lambda turn: [*classification(turn), _reason(_("What has turned out"))], answers=IMPACT_ANSWERS,
    lead=_("A new target counts from the old beginning; what was overdue stays overdue."),
)  # fmt: skip
NOTE_TEMPERATURE = Act(
    name="note_temperature", address="temperature", title=_("How the complainant feels"), button=_("Note it"),
    icon="mood-angry", fields=_temperature_fields, run=_note_temperature,
    lead=_("Your judgement counts from then on. Somebody very angry goes at once to whoever the SOP names."),
)  # fmt: skip
REST = Act(
    name="rest", address="rest", title=_("This contact was hard"), button=_("Take a rest"), icon="heart",
    fields=_rest_fields, run=_rest,
    lead=_("Nothing new comes to you for a while. You and your head see it; on the complaint nothing is said of it."),
)  # fmt: skip
FORWARD = Act(
    name="forward", label=_("Forward"), title=_("Forward to the department"), button=_("Forward"),
    icon="arrow-forward-up", fields=_forward_fields, run=_forward,
)  # fmt: skip
ASSIGN = Act(
    name="assign", title=_("Who handles it"), button=_("Assign"), icon="user-check", fields=_assign_fields, run=_assign,
)  # fmt: skip
HAND_OVER = Act(
    name="hand_over", address="hand-over", label=_("Hand over"), title=_("Hand over to another department"),
    button=_("Hand over"), icon="arrow-forward-up", fields=_hand_over_fields, run=_hand_over,
)  # fmt: skip
ACTS = (ASSESS, RECLASSIFY, NOTE_TEMPERATURE, REST, FORWARD, ASSIGN, HAND_OVER)
