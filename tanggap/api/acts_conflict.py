"""Conflicts and meetings over the API: named, invited, answered, moved, called off, held with minutes, ended."""

from typing import Literal

from ninja import Router

from tanggap.api.acts import Deed, act
from tanggap.api.finding import conflict_on, meeting_on, staff_called
from tanggap.api.reading import Body, Moment, Number, Whole, Yes
from tanggap.casework import conflict as story
from tanggap.casework import meet

router = Router(tags=["conflict"])


class NoteConflict(Body):
    kind: str
    between: str
    shown: str
    decider: str | None = None


@act(router, "note_conflict")
def note_conflict(deed: Deed, body: NoteConflict) -> None:
    """Name a conflict beside the complaint; `kind` is a code of the SOP, `decider` an address. For staff only."""
    story.note_conflict(
        deed.case, kind=body.kind, between=body.between, shown=body.shown, by=deed.by, version=deed.version,
        decider=staff_called(body.decider, "decider"),
    )  # fmt: skip


class SettleConflict(Body):
    conflict: Number
    state: Literal["settled", "partly", "not_settled"]
    done: str


@act(router, "settle_conflict")
def settle_conflict(deed: Deed, body: SettleConflict) -> None:
    """What was done about it, and how it ended."""
    found = conflict_on(deed.case, body.conflict)
    story.settle_conflict(found, state=body.state, done=body.done, by=deed.by, version=deed.version)


class Planned(Body):
    starts_at: Moment
    place: str
    minutes: Whole = 60
    agenda: str = ""
    staff: list[str] = []
    mediator: str | None = None
    outsider: str = ""

    def plan(self) -> meet.Plan:
        people = [one for email in self.staff if (one := staff_called(email, "staff")) is not None]
        return meet.Plan(
            starts_at=self.starts_at, minutes=self.minutes, place=self.place, agenda=self.agenda, staff=people,
            mediator=staff_called(self.mediator, "mediator"), outsider=self.outsider,
        )  # fmt: skip


class Invite(Planned):
    kind: Literal["meeting", "mediation"] = "meeting"
    conflict: Number | None = None


@act(router, "invite")
def invite(deed: Deed, body: Invite) -> None:
    """Invite the complainant and staff (by their addresses); `outsider` names a mediator who is not on the staff."""
    meet.invite(
        deed.case, body.plan(), kind=body.kind, by=deed.by, version=deed.version,
        conflict=conflict_on(deed.case, body.conflict) if body.conflict else None,
    )  # fmt: skip


class ChangeMeeting(Planned):
    meeting: Number


@act(router, "change_meeting")
def change_meeting(deed: Deed, body: ChangeMeeting) -> None:
    """Another time or place; everybody is told and asked anew."""
    meet.change_meeting(meeting_on(deed.case, body.meeting), body.plan(), by=deed.by, version=deed.version)


class CancelMeeting(Body):
    meeting: Number
    reason: str


@act(router, "cancel_meeting")
def cancel_meeting(deed: Deed, body: CancelMeeting) -> None:
    """It does not take place; the complainant reads why."""
    meet.cancel_meeting(meeting_on(deed.case, body.meeting), reason=body.reason, by=deed.by, version=deed.version)


class AnswerMeeting(Body):
    meeting: Number
    answer: Literal["comes", "cannot", "other"]
    words: str = ""


@act(router, "answer_meeting")
def answer_meeting(deed: Deed, body: AnswerMeeting) -> None:
    """What the complainant said to the invitation, for one who said it by telephone."""
    found = meeting_on(deed.case, body.meeting)
    meet.answer_meeting(found, answer=body.answer, words=body.words, by=deed.by, version=deed.version)


class RecordMinutes(Body):
    meeting: Number
    theirs: str
    ours: str
    result: Literal["agreed", "partly", "nothing"]
    agreed: str = ""
    share: Yes = False


@act(router, "record_minutes")
def record_minutes(deed: Deed, body: RecordMinutes) -> None:
    """What each side said (staff only), and what was agreed; `share` sends that to the complainant to be confirmed."""
    meet.record_minutes(
        meeting_on(deed.case, body.meeting), theirs=body.theirs, ours=body.ours, agreed=body.agreed,
        result=body.result, share=body.share, by=deed.by, version=deed.version,
    )  # fmt: skip
