"""Dates and promises as letters say them, in the reader's language. Pages format their own."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.core import time


def date_in_words(moment: datetime, language: str, *, with_time: bool = True) -> str:
    """`Jumat, 27 November 2026, 17.00 WIB`."""
    here = time.local(moment)
    return _said(here.replace(second=0, microsecond=0, tzinfo=None), zone_letters(here), language, with_time)


# Complaints of one minute are promised the same dates, and a localised date is slow to make.
@lru_cache(maxsize=4096)
def _said(here: datetime, zone: str, language: str, with_time: bool) -> str:
    with translation.override(language):
        day = date_format(here, "l, j F Y")
        if not with_time:
            return day
        # Django's own English says "10:42 a.m.", pages say "10:42 am".
        half = "am" if here.hour < 12 else "pm"
        clock = date_format(here, "H.i") if language == "id" else f"{date_format(here, 'g:i')} {half}"
        return f"{day}, {clock} {zone}"


def day_in_words(day: date, language: str) -> str:
    """`Jumat, 27 November 2026`."""
    return _said(datetime(day.year, day.month, day.day), "", language, with_time=False)


def zone_letters(moment: datetime) -> str:
    """WIB, WITA, WIT; elsewhere what the zone calls itself."""
    return moment.tzname() or ""


@lru_cache(maxsize=64)
def promise_name(kind: str, language: str) -> str:
    """What a promise is called to the complainant."""
    with translation.override(language):
        names = {
            "first_reply": _("Our first answer"),
            "progress": _("Our next word to you"),
            "documents": _("Your answer to our question"),
            "classification": _("Our classification"),
            "alternatives": _("The alternatives of solution"),
            "reopen": _("Opening it again, if you wish"),
            "call": _("Our call to you"),
            "word": _("Our word to you, as promised"),
            "review": _("The answer of another decider"),
            "pause": _("The end of the pause"),
            "resolution": _("Our solution"),
            "offer_answer": _("Your answer to our offer"),
            "follow_up": _("Our question how it was"),
            "courtesy_call": _("Our call after closing"),
            "decision": _("Our decision"),
            "approval": _("The approval"),
            "task": _("The task"),
            "acknowledge": _("Our receipt"),
        }
        return names.get(kind, kind)


@lru_cache(maxsize=64)
def promise_inside(kind: str, language: str) -> str:
    """What staff call it: nobody is addressed, and "our" and "your" would be the wrong way round."""
    with translation.override(language):
        names = {
            "first_reply": _("First answer"),
            "progress": _("Word to the complainant on how it is going"),
            "documents": _("The complainant's answer to our question"),
            "classification": _("Classification of the complaint"),
            "alternatives": _("Alternatives of solution on the table"),
            "reopen": _("Window for opening it again"),
            "call": _("Call to the complainant"),
            "word": _("Word that was promised in a contact"),
            "review": _("Review by another decider"),
            "pause": _("End of the pause"),
            "resolution": _("Solution to the complaint"),
            "offer_answer": _("The complainant's answer to the offer"),
            "follow_up": _("Question how it was"),
            "courtesy_call": _("Courtesy call after closing"),
            "decision": _("Decision on the solution"),
            "approval": _("Approval by the head"),
            "task": _("Carrying out of a task"),
            "acknowledge": _("Sending of the receipt"),
        }
        return names.get(kind, kind)


def promises_in_words(promises: list[tuple[str, datetime]], language: str) -> str:
    """One promise a line, each with its date."""
    return "\n".join(f"- {promise_name(kind, language)}: {date_in_words(due, language)}" for kind, due in promises)


def state_words(case: Case) -> str:
    """The state as the complainant reads it: who has it now."""
    return {
        State.RECEIVED: _("Received"),
        State.ASSESSED: _("Read"),
        State.INVESTIGATING: _("Being looked into"),
        State.DECIDING: _("Being decided"),
        State.APPROVED: _("Solutions ready"),
        State.OFFERED: _("Waiting for your choice"),
        State.PUTTING_RIGHT: _("Being put right"),
        State.FOLLOWING_UP: _("Waiting for your judgement"),
        State.CLOSED: _("Closed"),
    }[State(case.state)]
