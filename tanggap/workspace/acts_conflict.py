"""Conflicts and meetings on the desk (R54, R55): name a conflict, invite, change, call off, minutes, how it ended."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework import meet
from tanggap.casework.conflict import ENDED, note_conflict, settle_conflict
from tanggap.core import time
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.remedy.models import Conflict, Meeting
from tanggap.workspace.acts_fields import Field, Given, Option, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import AT_WORK, language, of_case, staff_of, staff_options

MOST_GUESTS = 40


def conflict_of(case: Case, pk: int) -> Conflict:
    """A conflict of this case."""
    return of_case(case.conflicts.all(), case, pk)


def meeting_of(case: Case, pk: int) -> Meeting:
    """A meeting of this case."""
    return of_case(case.meetings.select_related("mediator"), case, pk)


def kinds_of(case: Case) -> list[tuple[str, str]]:
    """The kinds of conflict that the SOP names."""
    policy = case.edition.procedure.conflict
    return [(code, one.label.say(language())) for code, one in policy.kinds.items()] if policy is not None else []


def _note_fields(turn: Turn) -> list[Field]:
    return [
        Field(name="kind", label=_("What kind of conflict"), kind="radios", look="list",
              options=options(kinds_of(turn.case))),
        Field(name="between", label=_("Between whom"), kind="text"),
        Field(name="shown", label=_("How it showed"), rows=4),
        Field(name="decider", label=_("Who decides on it"), kind="select", groups=staff_options(), optional=True,
              size="medium", empty=_("Not yet known"), hint=_("Somebody who has no part in this complaint.")),
    ]  # fmt: skip


def _note(turn: Turn, given: Given) -> Done:
    note_conflict(
        turn.case, kind=given["kind"], between=given["between"], shown=given["shown"],
        decider=staff_of(given["decider"], "decider"), by=turn.by, version=turn.version,
    )  # fmt: skip
    return Done(said=_("The conflict is named and stays in view until it has ended."))


def _settle(turn: Turn, given: Given) -> Done:
    settle_conflict(turn.subject, state=given["state"], done=given["done"], by=turn.by, version=turn.version)
    return Done(said=_("It is on file how the conflict ended."))


def _guests(case: Case) -> list[Staff]:
    """Who may be asked along: those at work in the units of this complaint."""
    units = (case.unit_id, case.receiving_unit_id)
    here = [
        one for one in roster_now().staff.values()
        if one.is_active and any(standing_of(one).has(role, unit) for role in AT_WORK for unit in units)
    ]  # fmt: skip
    return sorted(here, key=lambda one: one.full_name)[:MOST_GUESTS]


def _plan_fields(case: Case, meeting: Meeting | None = None) -> list[Field]:
    asked = [] if meeting is None else [one.staff_id for one in meeting.guests.all()]
    people: tuple[Option, ...] = options((one.pk, one.full_name) for one in _guests(case))
    begins = time.local(meeting.starts_at).strftime("%Y-%m-%dT%H:%M") if meeting else ""
    return [
        Field(name="starts_at", label=_("When"), kind="moment", initial=begins),
        Field(name="minutes", label=_("How many minutes"), kind="number", initial=meeting.minutes if meeting else 60),
        Field(name="place", label=_("Where"), kind="text", initial=meeting.place if meeting else "",
              hint=_("A place, or the link of a video call.")),
        Field(name="agenda", label=_("Agenda"), rows=4, optional=True, initial=meeting.agenda if meeting else "",
              hint=_("The complainant reads this.")),
        Field(name="mediator", label=_("Mediator"), kind="select", groups=staff_options(), optional=True, size="medium",
              empty=_("Nobody on the staff"), initial=meeting.mediator_id or "" if meeting else "",
              hint=_("Somebody who has no part in this complaint.")),
        Field(name="outsider", label=_("Mediator from outside"), kind="text", optional=True,
              initial=meeting.outsider if meeting else ""),
        Field(name="staff", label=_("Who comes of ours"), kind="checks", look="chips", options=people, optional=True,
              initial=asked),
    ]  # fmt: skip


def _plan(given: Given) -> meet.Plan:
    return meet.Plan(
        starts_at=given["starts_at"], minutes=given["minutes"] or 0, place=given["place"], agenda=given["agenda"],
        staff=[one for pk in given["staff"] if (one := staff_of(pk, "staff")) is not None],
        mediator=staff_of(given["mediator"], "mediator"), outsider=given["outsider"],
    )  # fmt: skip


def _invite_fields(turn: Turn) -> list[Field]:
    words = dict(kinds_of(turn.case))
    found = list(turn.case.conflicts.filter(state=Conflict.State.OPEN).order_by("pk"))
    fields = [
        Field(name="kind", label=_("What it is"), kind="radios", options=options(Meeting.Kind.choices),
              initial=Meeting.Kind.MEDIATION if found else Meeting.Kind.MEETING),
        *_plan_fields(turn.case),
    ]  # fmt: skip
    if found:
        named = options((one.pk, words.get(one.kind, one.kind)) for one in found)
        fields.insert(1, Field(name="conflict", label=_("About the conflict"), kind="select", options=named,
                               optional=True, empty=_("None"), initial=found[-1].pk, size="medium"))  # fmt: skip
    return fields


def _invite(turn: Turn, given: Given) -> Done:
    chosen = given.get("conflict", "")
    conflict = conflict_of(turn.case, int(chosen)) if chosen else None
    meet.invite(turn.case, _plan(given), kind=given["kind"], conflict=conflict, by=turn.by, version=turn.version)
    return Done(said=_("Everybody is invited; the appointment goes along with the letter."))


def _change(turn: Turn, given: Given) -> Done:
    meet.change_meeting(turn.subject, _plan(given), by=turn.by, version=turn.version)
    return Done(said=_("The meeting is changed; everybody is asked anew."))


def _cancel(turn: Turn, given: Given) -> Done:
    meet.cancel_meeting(turn.subject, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The meeting is called off; everybody is told."))


def _answer(turn: Turn, given: Given) -> Done:
    meet.answer_meeting(turn.subject, answer=given["answer"], words=given["words"], by=turn.by, version=turn.version)
    return Done(said=_("The answer is recorded."))


def _minutes_fields(turn: Turn) -> list[Field]:
    return [
        Field(name="theirs", label=_("What the complainant's side said"), rows=4, hint=_("Only staff read this.")),
        Field(name="ours", label=_("What our side said"), rows=4, hint=_("Only staff read this.")),
        Field(name="result", label=_("What came of it"), kind="radios", options=_results()),
        Field(name="agreed", label=_("What was agreed"), rows=4, optional=True),
        Field(name="share", label=_("Send what was agreed to the complainant, to be confirmed"), kind="checkbox",
              initial=True),
    ]  # fmt: skip


def _results() -> tuple[Option, ...]:
    return options(one for one in Meeting.Result.choices if one[0])


def _minutes(turn: Turn, given: Given) -> Done:
    shared = given["share"] and bool(given["agreed"].strip())
    meet.record_minutes(
        turn.subject, theirs=given["theirs"], ours=given["ours"], agreed=given["agreed"], result=given["result"],
        share=shared, by=turn.by, version=turn.version,
    )  # fmt: skip
    said = _now("The minutes are on file; the complainant is asked to confirm what was agreed.")
    return Done(said=said if shared else _("The minutes are on file."))


def _text(name: str, label: Any) -> Field:
    return Field(name=name, label=label, rows=4)


NOTE_CONFLICT = Act(
    name="note_conflict", address="conflict", title=_("Name a conflict"), button=_("Record"), icon="scale",
    fields=_note_fields, run=_note, lead=_("A conflict is not the complaint itself, and may outlive it. Staff only."),
)  # fmt: skip
SETTLE_CONFLICT = Act(
    name="settle_conflict", address="conflict-ended", title=_("How the conflict ended"), button=_("Record"),
    icon="heart-handshake", find=conflict_of, run=_settle, answers={"reason": "done"},
    fields=lambda turn: [
        Field(name="state", label=_("How it ended"), kind="radios",
              options=options(one for one in Conflict.State.choices if one[0] in ENDED)),
        _text("done", _("What was done")),
    ],
)  # fmt: skip
INVITE = Act(
    name="invite", address="meeting", title=_("Invite to a meeting or mediation"), button=_("Send the invitations"),
    label=_("Invite to a meeting"), icon="users", fields=_invite_fields, run=_invite,
    lead=_("The complainant answers on their page; the appointment goes along for calendars."),
)  # fmt: skip
CHANGE_MEETING = Act(
    name="change_meeting", address="meeting-changed", title=_("Move the meeting"),
    button=_("Move it and tell everybody"), icon="calendar-event", find=meeting_of, run=_change,
    fields=lambda turn: _plan_fields(turn.case, turn.subject),
)  # fmt: skip
CANCEL_MEETING = Act(
    name="cancel_meeting", address="meeting-off", title=_("Call the meeting off"), button=_("Call it off"), icon="x",
    look="danger", find=meeting_of, run=_cancel, fields=lambda turn: [_text("reason", _("Why, for the complainant"))],
)  # fmt: skip
ANSWER_MEETING = Act(
    name="answer_meeting", address="meeting-answer", title=_("Record the answer to the invitation"),
    button=_("Record the answer"), icon="check", find=meeting_of, run=_answer,
    lead=_("For a complainant who said it by telephone or in person."),
    fields=lambda turn: [
        Field(name="answer", label=_("Does the complainant come?"), kind="radios",
              options=options(one for one in Meeting.Answer.choices if one[0])),
        Field(name="words", label=_("In their words"), rows=3, optional=True),
    ],
)  # fmt: skip
MINUTES = Act(
    name="record_minutes", address="minutes", title=_("Minutes of the meeting"), button=_("Keep the minutes"),
    icon="file-text", find=meeting_of, fields=_minutes_fields, run=_minutes,
)  # fmt: skip
ACTS = (NOTE_CONFLICT, SETTLE_CONFLICT, INVITE, CHANGE_MEETING, CANCEL_MEETING, ANSWER_MEETING, MINUTES)
