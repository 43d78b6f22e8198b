"""What the page of a complaint shows to whoever follows it: the next step first, then the journey and the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tanggap.cases.models import Case, Party
from tanggap.cases.states import Outcome, State
from tanggap.casework import vouchers
from tanggap.casework.available import available
from tanggap.casework.lengths import reopen_until
from tanggap.casework.listen import follow_up_answered
from tanggap.casework.mandate_state import shows_mandate
from tanggap.casework.timeline import Moment, for_the_complainant
from tanggap.core import time
from tanggap.portal.promised import Promised, Standing, promised, standing
from tanggap.portal.settled import Settled, settled
from tanggap.remedy.models import Approval, Offer, Solution, Voucher
from tanggap.ui import formatting
from tanggap.voice.models import Feedback

# What the rules call an act, and under which address the complainant does it.
ADDRESS = {"confirm_agreement": "confirm", "object_agreement": "object", "ask_call": "call", "drop_call": "drop-call",
           "answer_meeting": "meeting"}  # fmt: skip


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
    approval: Approval | None
    settled: Settled

    @property
    def turn(self) -> str:
        """Whose turn it is: "you", "us", or "done"."""
        if not self.case.is_open:
            return "done"
        mine = self.offer or self.question or self.asks_how_it_was or self.settled.to_confirm
        return "you" if mine else "us"

    @property
    def conversation(self) -> list[Moment]:
        """The complaint itself and every message since."""
        return [one for one in self.moments if one.kind in {"complaint", "heard", "said"}]

    @property
    def events(self) -> list[Moment]:
        return [one for one in self.moments if one.kind == "event"]

    @property
    def asks_how_it_was(self) -> bool:
        """It is time to say how it was, and nobody has; a complaint that was taken back is not asked about."""
        meant = self.case.outcome not in {Outcome.WITHDRAWN, Outcome.MERGED}
        return "feedback" in self.acts and self.feedback is None and meant

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
    acts = {ADDRESS.get(one.act, one.act) for one in available(case, party) if not one.missing}
    if case.outcome in {Outcome.WITHDRAWN, Outcome.MERGED}:
        acts.discard("review")
    if case.state == State.INVESTIGATING and party.may_answer or "decline" in acts:
        acts.add("propose")
    if shows_mandate(party):
        acts.add("mandate")
    yes = offer.decision.approvals.filter(verdict=Approval.Verdict.APPROVED, undone_at=None) if offer else None
    return Tracked(
        case=case, party=party, acts=frozenset(acts), moments=moments, offer=offer, options=options,
        question=question, feedback=follow_up_answered(case), promises=promised(case, language, moments),
        standing=standing(case, language, question) if case.is_open else (), reopen_until=_reopen_until(case),
        approval=yes.select_related("approver").order_by("rung").last() if yes is not None else None,
        settled=settled(case, acts),
    )  # fmt: skip


@dataclass(frozen=True)
class VoucherShown:
    """A voucher as its owner sees it. `state` is valid, redeemed or expired."""

    voucher: Voucher
    state: str


def vouchers_of(case: Case) -> list[VoucherShown]:
    """What was given to them as a code, the newest first; only whoever holds the secret of the case comes here."""
    found = Voucher.objects.filter(redress__case=case).order_by("-pk")
    return [VoucherShown(one, vouchers.state_of(one)) for one in found]


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
    if seen.settled.to_confirm:
        return _("Please check what we agreed."), _(
            "If it is right, confirm it; if not, tell us what is different. We keep to it either way."
        )
    if seen.asks_how_it_was and case.is_open:
        return _("Please tell us: is it solved?"), _or_else(seen)
    return _ours(seen)


def _or_else(seen: Tracked) -> str:
    """What happens to a finished complaint whose complainant says nothing."""
    more = _("It takes a minute. If it is not right yet, we start again.")
    days = seen.case.edition.procedure.reopen_days
    if (promise := seen.promise("follow_up")) is not None and not promise.paused:
        silent = _("If we hear nothing until %(until)s, we close it; you can open it again for %(days)s days.")
        more += " " + silent % {"until": formatting.full_date(promise.due_at), "days": days}
    return more


def _ours(seen: Tracked) -> tuple[str, str]:
    """What we do next, when nothing is asked of the complainant."""
    case = seen.case
    if case.state == State.CLOSED:
        if seen.settled.deadlock is not None:
            return _("We have not agreed."), _("Below stands where both of us are, and where you can turn to.")
        if seen.reopen_until is not None and "reopen" in seen.acts:
            until = formatting.full_date(seen.reopen_until)
            return _("Your complaint is closed."), _("If it is not right, you can open it again until %(until)s.") % {
                "until": until
            }
        return _("Your complaint is closed."), _("If something else is wrong, tell us in a new complaint.")
    unit = {"unit": case.unit.name}
    sentence = {
        State.RECEIVED: _("We are reading your complaint."),
        State.ASSESSED: _("We are passing it on to the department in charge."),
        State.INVESTIGATING: _("%(unit)s is finding out what happened and preparing solutions.") % unit,
        State.DECIDING: _("The head of %(unit)s is looking at our solutions.") % unit,
        State.APPROVED: _("The solutions are agreed inside. We are about to offer them to you."),
        State.OFFERED: _("We are waiting for your choice."),
        State.PUTTING_RIGHT: _("We are carrying out the solution."),
        State.FOLLOWING_UP: _("Thank you for your answer. We are finishing the file."),
    }[State(case.state)]
    return sentence, _by_when(seen) or _("There is nothing you have to do now.")


def _by_when(seen: Tracked) -> str:
    """The nearest date that we promised; a date that has passed is owned up to."""
    running = [one for one in seen.promises if one.open and not one.paused]
    ahead = next((one for one in running if one.due_at > time.now()), None)
    if missed := [one for one in running if one.due_at <= time.now()]:
        late = {"what": missed[0].words, "until": formatting.full_date_time(missed[0].due_at)}
        sentence = _("We are late. %(what)s was due %(until)s, and you are still waiting for it.") % late
        if "review" in seen.acts:
            sentence += " " + _("You may ask for another decider.")
        return sentence
    if ahead is None:
        return ""
    until = {"what": ahead.words, "until": formatting.full_date_time(ahead.due_at)}
    return _("%(what)s: at the latest %(until)s.") % until + " " + _("There is nothing you have to do now.")
