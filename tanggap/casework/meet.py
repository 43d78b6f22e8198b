"""A meeting or mediation with the complainant (R54): invited, answered, changed, held with minutes, or called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Participant, Party
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import CHANGED, begin, demand, write_down
from tanggap.casework.agree import record_agreement
from tanggap.casework.assess import refuse_excluded
from tanggap.casework.conflict import refuse_involved
from tanggap.casework.meeting_letters import call_off, guests_of, tell_of
from tanggap.casework.people import add_participant, workers_on
from tanggap.casework.say import check_text
from tanggap.core import time
from tanggap.core.db.plain import add, change, first, refresh
from tanggap.core.errors import Invalid, Stale, require
from tanggap.people.models import Staff
from tanggap.remedy.models import Conflict, Guest, Meeting

FARTHEST = timedelta(days=730)
NOT_ONESELF = _("Whoever invites does not mediate. Choose somebody who has no part in this complaint.")
NOT_AHEAD = _("This meeting is not ahead any more. Look at the file again, please.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When, how long, where (a place or a link), about what; who comes of ours, and who mediates without having a part.

    `outsider` is a mediator who is not on the staff.
    """

    starts_at: datetime | None
    minutes: int = 60
    place: str
    agenda: str = ""
    staff: Sequence[Staff] = ()
    mediator: Staff | None = None
    outsider: str = ""


@transaction.atomic
def invite(
    case: Case, plan: Plan, *, kind: str, conflict: Conflict | None = None, by: Staff, version: int | None = None
) -> Meeting:
    """Invite the complainant, our people and the mediator; one meeting is ahead at a time."""
    begin(case, "invite", by=by, version=version)
    if kind not in Meeting.Kind.values:
        raise Invalid(_("Say whether it is a meeting or a mediation."), fields={"kind": _("Choose one.")})
    starts_at = _checked(case, plan, mediated=kind == Meeting.Kind.MEDIATION, known=None, by=by)
    ahead = first(Meeting, "case_id = %s AND state = 'invited'", case.pk)
    require(ahead is None, _("A meeting is ahead already. Change that one, or call it off."), code="already_invited")
    demand(case, "invite")
    [meeting] = add([Meeting(
        case=case, conflict=conflict, round=case.round, kind=kind, starts_at=starts_at, minutes=plan.minutes,
        stored_place=case.sealed(plan.place), stored_agenda=case.sealed(plan.agenda), mediator=plan.mediator,
        stored_outsider=case.sealed(plan.outsider), called_by=by, at=time.now(),
    )])  # fmt: skip
    add([Guest(meeting=meeting, staff=one) for one in dict.fromkeys(plan.staff) if one != plan.mediator])
    people = _let_in(case, meeting)
    case.put()
    write_down(case, "meeting_called", by=by, meeting=meeting.key, kind=kind, at=starts_at.isoformat(),
               conflict=conflict.key if conflict else None)  # fmt: skip
    tell_staff([one for one in people if one != by], Notice.Kind.MEETING, case)
    tell_of(meeting, to=people)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, plan: Plan, *, by: Staff, version: int | None = None) -> Meeting:
    """Another time or place: whoever is invited is told, and asked anew; who is no longer invited is told that too."""
    case = meeting.case
    begin(case, "change_meeting", by=by, version=version)
    refresh(meeting)
    mediated = meeting.kind == Meeting.Kind.MEDIATION
    starts_at = _checked(case, plan, mediated=mediated, known=meeting.mediator_id, by=by)
    demand(case, "change_meeting")
    values = {
        "starts_at": starts_at, "minutes": plan.minutes, "stored_place": case.sealed(plan.place),
        "stored_agenda": case.sealed(plan.agenda), "mediator": plan.mediator,
        "stored_outsider": case.sealed(plan.outsider), "sequence": meeting.sequence + 1, "answer": "",
        "stored_answer_words": "", "answered_at": None,
    }  # fmt: skip
    require(change(Meeting, "id = %s AND state = 'invited'", meeting.pk, **values), NOT_AHEAD, code="not_open")
    refresh(meeting)
    meeting.guests.exclude(staff__in=[one.pk for one in plan.staff]).delete()
    there = set(meeting.guests.values_list("staff_id", flat=True))
    add([Guest(meeting=meeting, staff=one) for one in dict.fromkeys(plan.staff) if one.pk not in there])
    people = _let_in(case, meeting)
    case.put()
    write_down(case, "meeting_changed", by=by, meeting=meeting.key, at=starts_at.isoformat())
    tell_staff([one for one in people if one != by], Notice.Kind.MEETING, case)
    tell_of(meeting, to=people)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Staff, version: int | None = None) -> None:
    """It does not take place; the complainant reads why."""
    case = meeting.case
    begin(case, "cancel_meeting", by=by, version=version)
    check_text(reason, "reason", longest=2_000)
    demand(case, "cancel_meeting", reason=reason)
    gone = call_off(case, reason=reason, by=by)
    require(gone is not None and gone.pk == meeting.pk, NOT_AHEAD, code="not_open")
    case.put()


@transaction.atomic
def answer_meeting(
    meeting: Meeting, *, answer: str, words: str = "", sequence: int | None = None, by: Party | Staff,
    version: int | None = None,
) -> Meeting:
    """The complainant comes, cannot come, or proposes another time; the last answer counts."""
    case = meeting.case
    begin(case, "answer_meeting", by=by, version=version)
    refresh(meeting)
    if answer not in {"comes", "cannot", "other"}:
        raise Invalid(_("Say whether you come."), fields={"answer": _("Choose one.")})
    check_text(words, "words", longest=2_000, required=answer == Meeting.Answer.OTHER)
    if sequence is not None and sequence != meeting.sequence:
        raise Stale(CHANGED, current=meeting.sequence)
    demand(case, "answer_meeting")
    values = {"answer": answer, "stored_answer_words": case.sealed(words), "answered_at": case.present()}
    require(change(Meeting, "id = %s AND state = 'invited'", meeting.pk, **values), NOT_AHEAD, code="not_open")
    refresh(meeting)
    case.put()
    write_down(case, "meeting_answered", by=by, private={"words": words} if words else None, meeting=meeting.key,
               answer=answer)  # fmt: skip
    tell_staff([one for one in {*workers_on(case), *guests_of(meeting)} if one != by], Notice.Kind.ANSWERED, case)
    return meeting


@transaction.atomic
def record_minutes(
    meeting: Meeting, *, theirs: str, ours: str, agreed: str, result: str, share: bool = False, by: Staff,
    version: int | None = None,
) -> Meeting:
    """What each side said and what was agreed. With `share` what was agreed goes to the complainant to be confirmed.

    What each side said is never told outside.
    """  # fmt: skip
    case = meeting.case
    begin(case, "record_minutes", by=by, version=version)
    if result not in {"agreed", "partly", "nothing"}:
        raise Invalid(_("Say what came of it."), fields={"result": _("Choose one.")})
    for name, text in (("theirs", theirs), ("ours", ours)):
        check_text(text, name, longest=10_000)
    check_text(agreed, "agreed", longest=5_000, required=share or result != Meeting.Result.NOTHING)
    demand(case, "record_minutes")
    values = {
        "state": Meeting.State.HELD, "held_at": time.now(), "stored_theirs": case.sealed(theirs),
        "stored_ours": case.sealed(ours), "stored_agreed": case.sealed(agreed), "result": result,
    }  # fmt: skip
    require(change(Meeting, "id = %s AND state = 'invited'", meeting.pk, **values), NOT_AHEAD, code="not_open")
    refresh(meeting)
    case.put()
    write_down(case, "meeting_held", by=by, private={"agreed": agreed} if agreed else None, meeting=meeting.key,
               result=result)  # fmt: skip
    if share:
        record_agreement(case, text=agreed, by=by)
    return meeting


def _checked(case: Case, plan: Plan, *, mediated: bool, known: int | None, by: Staff) -> datetime:
    """When it is; raises Invalid with what cannot be taken, and for whoever may not be there.

    `known` mediates already, and may have done something on the file since.
    """
    problems = {}
    if plan.starts_at is None or not time.now() < plan.starts_at < time.now() + FARTHEST:
        problems["starts_at"] = _("Choose a moment that lies ahead.")
    if not 5 <= plan.minutes <= 600:
        problems["minutes"] = _("From 5 to 600 minutes.")
    if mediated and plan.mediator is None and not plan.outsider.strip():
        problems["mediator"] = _("A mediation needs somebody neutral: choose a colleague, or name somebody outside.")
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    check_text(plan.place, "place", longest=500)
    check_text(plan.agenda, "agenda", longest=5_000, required=False)
    check_text(plan.outsider, "outsider", longest=200, required=False)
    for one in plan.staff:
        refuse_excluded(case, one)
    if plan.mediator is not None and plan.mediator.pk != known:
        if plan.mediator == by:
            raise Invalid(NOT_ONESELF, fields={"mediator": NOT_ONESELF}, code="not_neutral")
        refuse_involved(case, plan.mediator, "mediator")
    assert plan.starts_at is not None
    return plan.starts_at


def _let_in(case: Case, meeting: Meeting) -> list[Staff]:
    """Whoever is invited may read the file."""
    people = guests_of(meeting)
    for one in people:
        add_participant(case, Participant.Role.MENTIONED, staff=one)
    return people
