"""What the page of a complaint shows to whoever follows it: the next step first, then the journey and the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tanggap.cases.models import Case, Party
from tanggap.cases.states import State
from tanggap.casework.available import available
from tanggap.casework.lengths import reopen_until
from tanggap.casework.listen import follow_up_answered
from tanggap.casework.timeline import Moment, for_the_complainant
from tanggap.core import time
from tanggap.portal.promised import Promised, Standing, promised, standing
from tanggap.remedy.models import Offer, Solution
from tanggap.ui import formatting
from tanggap.voice.models import Feedback


@dataclass(frozen=True)
class Tracked:
    """Everything on the page, as plain values."""

    case: Case
    party: Party
    acts: frozenset[str]
    moments: Sequence[Moment]
    offer: Offer | None
    options: Sequence[Solution]
    question: Moment | None
    feedback: Feedback | None
    promises: Sequence[Promised]
    standing: Sequence[Standing]
    reopen_until: datetime | None

    @property
    def conversation(self) -> list[Moment]:
        """The complaint itself and every message since."""
        return [one for one in self.moments if one.kind in {"complaint", "heard", "said"}]

    @property
    def events(self) -> list[Moment]:
        return [one for one in self.moments if one.kind == "event"]

    @property
    def asks_how_it_was(self) -> bool:
        return "feedback" in self.acts and self.feedback is None and self.case.state in {"following_up", "closed"}

    def promise(self, *kinds: str) -> Promised | None:
        """The open promise of the first of these kinds that there is one of."""
        return next((one for kind in kinds for one in self.promises if one.kind == kind and one.open), None)


def tracked(party: Party, language: str) -> Tracked:
    """Read it all for that party; `party` comes from the door (cases/access.py)."""
    case = party.case
    moments = for_the_complainant(case)
    offer = case.offers.filter(state=Offer.State.OPEN).select_related("decision__recommended").first()
    options = list(offer.decision.options.order_by("ranked_in__rank").distinct()) if offer else []
    for one in options:
        one.case = case
    question = _open_question(case, moments)
    return Tracked(
        case=case, party=party, acts=frozenset(one.act for one in available(case, party) if not one.missing),
        moments=moments, offer=offer, options=options, question=question,
        feedback=follow_up_answered(case), promises=promised(case, language, moments),
        standing=standing(case, language, question) if case.is_open else (), reopen_until=_reopen_until(case),
    )  # fmt: skip


def _open_question(case: Case, moments: Sequence[Moment]) -> Moment | None:
    """The newest question that waits for an answer."""
    if case.waiting_since is None or case.state == State.OFFERED:
        return None
    asked = [one for one in moments if one.kind == "said" and one.reply_kind == "question"]
    return asked[-1] if asked else None


def _reopen_until(case: Case) -> datetime | None:
    until = reopen_until(case)
    return until if until is not None and until > time.now() else None


def headline(seen: Tracked) -> tuple[str, str]:
    """The next step in one sentence, and what happens if nothing is done."""
    case, offer = seen.case, seen.offer
    if offer is not None:
        until = formatting.full_date_time(offer.answer_by)
        silent = _("If you do not answer in time, we carry out what we recommend.")
        if case.edition.procedure.on_silence != "proceed":
            silent = _("If you do not answer in time, we ask you how to go on. Nothing is closed without telling you.")
        return _("Choose one of our solutions by %(until)s.") % {"until": until}, silent
    if seen.question is not None:
        waits = seen.promise("documents")
        if waits is None:
            return _("Please answer our question."), _("Our promises wait until we have your answer.")
        until = formatting.full_date_time(waits.due_at)
        return _("Please answer our question by %(until)s.") % {"until": until}, _(
            "Our promises wait until we have your answer."
        )
    if seen.asks_how_it_was:
        more = _("It takes a minute. If it is not right yet, we start again.")
        return _("Please tell us: is it solved?"), more
    return _ours(seen)


def _ours(seen: Tracked) -> tuple[str, str]:
    """What we do next, when nothing is asked of the complainant."""
    case = seen.case
    if case.state == State.CLOSED:
        if seen.reopen_until is not None and "reopen" in seen.acts:
            until = formatting.full_date(seen.reopen_until)
            return _("Your complaint is closed."), _("If it is not right, you can open it again until %(until)s.") % {
                "until": until
            }
        return _("Your complaint is closed."), _("If something else is wrong, tell us in a new complaint.")
    sentence = {
        State.RECEIVED: _("We are reading your complaint."),
        State.ASSESSED: _("We are passing it on to the department in charge."),
        State.INVESTIGATING: _("We are finding out what happened and preparing solutions."),
        State.DECIDING: _("The head of department is looking at our solutions."),
        State.APPROVED: _("The solutions are agreed inside. We are about to offer them to you."),
        State.PUTTING_RIGHT: _("We are carrying out the solution."),
        State.FOLLOWING_UP: _("Thank you for your answer. We are finishing the file."),
    }[State(case.state)]
    nearest = next((one for one in seen.promises if one.open and not one.paused), None)
    more = ""
    if nearest is not None:
        more = _("%(what)s: at the latest %(until)s.") % {
            "what": nearest.words, "until": formatting.full_date_time(nearest.due_at),
        }  # fmt: skip
    return sentence, more or _("There is nothing you have to do now.")


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


STOPS = (
    ("received", frozenset({State.RECEIVED})),
    ("read", frozenset({State.ASSESSED})),
    ("looked_into", frozenset({State.INVESTIGATING, State.DECIDING, State.APPROVED})),
    ("choose", frozenset({State.OFFERED})),
    ("carried_out", frozenset({State.PUTTING_RIGHT})),
    ("judged", frozenset({State.FOLLOWING_UP})),
    ("closed", frozenset({State.CLOSED})),
)

# Which promise says until when a stop is reached, or what comes meanwhile.
PROMISED_AT = {
    "read": ("first_reply",), "looked_into": ("progress", "resolution"), "choose": ("offer_answer",),
    "carried_out": ("resolution",), "judged": ("follow_up",),
}  # fmt: skip


def journey(seen: Tracked) -> list[dict[str, Any]]:
    """The line of the promise: what is done, where it is now, what comes."""
    case = seen.case
    place = next(number for number, (_name, states) in enumerate(STOPS) if case.state in states)
    if case.state == State.RECEIVED:
        place = 1
    notes = {"received": _day(case), **{name: _until(seen.promise(*kinds)) for name, kinds in PROMISED_AT.items()}}
    labels = {
        "received": _("We received it"), "read": _("An officer reads and answers"),
        "looked_into": _("The department looks into it"), "choose": _("You choose a solution"),
        "carried_out": _("The solution is carried out"), "judged": _("You judge the result"), "closed": _("Closed"),
    }  # fmt: skip
    last = place == len(STOPS) - 1
    return [
        {
            "label": labels[name],
            "note": notes.get(name, "") if number >= place or name == "received" else "",
            "state": "done" if number < place or last else "current" if number == place else "next",
        }
        for number, (name, _states) in enumerate(STOPS)
    ]


def _day(case: Case) -> str:
    return formatting.full_date(case.received_at) if case.anonymous else formatting.full_date_time(case.received_at)


def _until(promise: Promised | None) -> str:
    if promise is None:
        return ""
    if promise.paused:
        return _("Waits; the date moves along.")
    until = {"what": promise.words, "until": formatting.full_date_time(promise.due_at)}
    if promise.kind == "progress":
        return _("%(what)s: at the latest %(until)s.") % until
    return _("At the latest %(until)s") % until
