"""Saying something to the complainant: a reply on the file, and a letter that says it is there."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from tanggap.cases import letters
from tanggap.cases.models import Case, Reply
from tanggap.casework import promises
from tanggap.casework.arrivals import storable
from tanggap.casework.figures import minutes_between
from tanggap.casework.lengths import calendar_of
from tanggap.casework.links import token_of, track_url
from tanggap.casework.phrases import refuse_gaps
from tanggap.clocks.calendar import working_time
from tanggap.core import time
from tanggap.core.db.plain import add
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff
from tanggap.sop.letters import LETTERS

HELD_SECONDS = 10
# Letters that tell the complainant something about the matter itself.
NEWS = frozenset({
    "forwarded", "extended", "offer", "offer-reminder", "proceeding", "agreed", "declined-confirmed",
    "feedback-request", "reopened", "redress", "agreement", "review-asked", "review-answered",
})  # fmt: skip
LONGEST = 20_000


def say(
    case: Case, text: str, *, by: Staff, kind: str = Reply.Kind.MESSAGE, letter: str = "reply", hold: bool = False,
    medium: str = "", way: str = "", **facts: str,
) -> Reply:
    """Put a reply on the file and queue its letter; the first one keeps the promise of a first answer.

    With `hold` both wait ten seconds, so that they can be taken back.
    """  # fmt: skip
    check_text(text)
    refuse_gaps(text)
    moment = time.now()
    seconds = HELD_SECONDS if hold else 0
    reply = Reply(
        case=case, kind=kind, author=by, medium=medium or case.medium, stored_body=case.sealed(text),
        language=case.language, at=moment, visible_at=moment + timedelta(seconds=seconds),
    )  # fmt: skip
    sent = letters.to_complainant(
        case, letter, track_url=track_url(token_of(case)), automatic=False, hold_seconds=seconds, way=way, message=text,
        staff=by.full_name, unit=case.receiving_unit.name, **facts,
    )  # fmt: skip
    reply.outbound_id = sent.pk if sent else None
    add([reply])
    answered(case, moment)
    promises.keep_word(case)
    promises.heard_from_us(case)
    return reply


def answered(case: Case, moment: datetime) -> None:
    """The first answer of ours keeps that promise; it is noted how long it took."""
    if case.first_reply_at is not None:
        return
    case.put(first_reply_at=moment)
    promises.keep(case, "first_reply")
    if case.first_reply_minutes is None:
        took = working_time(calendar_of(case.receiving_unit)).between(case.received_at, moment)
        case.put(first_reply_minutes=took, first_reply_elapsed=minutes_between(case.received_at, moment))


def write_to(case: Case, letter: str, **facts: str) -> None:
    """Queue a letter of the SOP to the complainant; nothing is put on the file. News is word on how it is going."""
    if LETTERS[letter].optional and letter not in case.edition.procedure.letters:
        return
    letters.to_complainant(case, letter, track_url=track_url(token_of(case)), **facts)
    if letter in NEWS:
        promises.heard_from_us(case)


def check_text(text: str, field: str = "body", *, longest: int = LONGEST, required: bool = True) -> str:
    """The text, if it can be kept as it is; raises Invalid for that field."""
    problem = None
    if required and not text.strip():
        problem = _("Write something here first.")
    elif len(text) > longest:
        problem = _("This is too long: at most %(most)d characters, please.") % {"most": longest}
    elif not storable(text):
        problem = _("There is a character in it that cannot be stored. Please remove it.")
    if problem is not None:
        raise Invalid(problem, fields={field: problem})
    return text
