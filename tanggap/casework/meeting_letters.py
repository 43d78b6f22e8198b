"""What is written about a meeting: the invitation, what changed, that it is off; with the appointment for calendars."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from tanggap.cases.letters import common, spokesperson
from tanggap.cases.models import Case
from tanggap.casework.acting import write_down
from tanggap.casework.links import desk_url, token_of, track_url
from tanggap.casework.say import write_to
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.wording import date_in_words
from tanggap.channels.outbox import mail_host
from tanggap.core import time
from tanggap.core.db.plain import change, first, rows
from tanggap.core.icalendar import CANCEL, REQUEST, Appointment, written
from tanggap.core.subject import HasKey
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Guest, Meeting


def guests_of(meeting: Meeting) -> list[Staff]:
    """The staff who are invited, the mediator among them."""
    asked = {one.staff_id for one in rows(Guest, "meeting_id = %s ORDER BY id", meeting.pk)}
    asked |= {meeting.mediator_id} - {None}
    return [staff for pk, staff in roster_now().staff.items() if pk in asked and staff.is_active]


def mediator_of(meeting: Meeting) -> str:
    """Who mediates, by name; empty where nobody does."""
    return meeting.mediator.full_name if meeting.mediator else str(meeting.outsider)


def appointment_of(
    meeting: Meeting, *, language: str, url: str, method: str = REQUEST, people: Sequence[tuple[str, str]] = ()
) -> str:
    """The meeting as a file for calendars, in that language; nothing of what was complained about stands in it."""
    case = meeting.case
    with translation.override(language):
        what = _("%(what)s about complaint %(reference)s") % {
            "what": meeting.get_kind_display(), "reference": case.reference}  # fmt: skip
    organisation = common(case, url)["organisation"]
    return written(
        Appointment(
            uid=f"{meeting.uid}@{mail_host()}", sequence=meeting.sequence, starts_at=meeting.starts_at,
            minutes=meeting.minutes, stamp=time.now(), summary=what, location=str(meeting.place),
            description="\n\n".join(part for part in (str(meeting.agenda), url) if part),
            organizer=(organisation, f"tanggap@{mail_host()}"), people=people,
        ),
        method=method,
    )  # fmt: skip


def tell_of(meeting: Meeting, *, to: Sequence[Staff], reason: str = "") -> None:
    """The letters to the complainant and to these members of staff; with a reason it is off."""
    case, off = meeting.case, meeting.state == Meeting.State.CANCELLED
    method = CANCEL if off else REQUEST
    known = case.edition.procedure.letters
    facts = {"when": date_in_words(meeting.starts_at, case.language), "place": str(meeting.place),
             "agenda": str(meeting.agenda), "mediator": mediator_of(meeting), "reason": reason}  # fmt: skip
    letter = "meeting-cancelled" if off else "meeting"
    url = track_url(token_of(case))
    file = appointment_of(meeting, language=case.language, url=url, method=method, people=_complainant(case))
    if letter in known:
        write_to(case, letter, appointment=file, **facts)
    else:
        # An edition from before meetings were thought of says it in the words of a reply.
        write_to(case, "reply", appointment=file, message=_in_words(meeting, facts, case.language))
    inside = [(one.full_name, one.email) for one in to]
    own = appointment_of(meeting, language=case.language, url=desk_url(case), method=method, people=inside)
    mail_staff(case, "meeting-off" if off else "meeting-staff", to, appointment=own, **facts)


def call_off(case: Case, *, reason: str = "", by: HasKey) -> Meeting | None:
    """The meeting that was ahead does not take place; everybody who was invited is told."""
    meeting = first(Meeting, "case_id = %s AND state = 'invited'", case.pk, case=case)
    if meeting is None or not change(
        Meeting, "id = %s AND state = 'invited'", meeting.pk, state=Meeting.State.CANCELLED,
        sequence=meeting.sequence + 1,
    ):  # fmt: skip
        return None
    meeting.state, meeting.sequence = Meeting.State.CANCELLED, meeting.sequence + 1
    write_down(case, "meeting_cancelled", by=by, private={"reason": reason} if reason else None, meeting=meeting.key)
    tell_of(meeting, to=guests_of(meeting), reason=reason)
    return meeting


def _complainant(case: Case) -> list[tuple[str, str]]:
    party = spokesperson(case)
    contact = vault.read_by_number(party.person_id) if party is not None and party.person_id else vault.NOBODY
    return [(contact.name or contact.email, contact.email)] if contact.email else []


def _in_words(meeting: Meeting, facts: dict[str, str], language: str) -> str:
    with translation.override(language):
        off = _("%(what)s on %(when)s is off.") if meeting.state == Meeting.State.CANCELLED else _(
            "We invite you: %(what)s on %(when)s, %(place)s."
        )  # fmt: skip
        parts = [off % {"what": meeting.get_kind_display(), **facts}, facts["agenda"], facts["reason"]]
        return "\n\n".join(part for part in parts if part)
