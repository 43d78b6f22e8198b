"""The coach on a case (R45-R47, R50): what the case knows and the words do not, the phrase that would fit, the guard.

It advises. It stops a reply only where the SOP says so in [coach], and then with a way to send it with a reason.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.lengths import calendar_of
from tanggap.casework.money import authority_of
from tanggap.casework.phrases import TOLD, values_for
from tanggap.casework.promises import told
from tanggap.casework.wording import date_in_words
from tanggap.clocks.calendar import working_time
from tanggap.core import time
from tanggap.core.errors import Refused
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.reading import coach
from tanggap.reading.coach import Advice, Facts
from tanggap.reading.coach.kinds import ELEMENTS
from tanggap.reading.coach.words import names_in, numbers_in
from tanggap.sop.letters import fill
from tanggap.sop.render.talking import element, warning

SHORTEST_REASON = 10
MOST_DAYS = 60  # further ahead no working day is counted


class Stopped(Refused):
    """The SOP asks for more, or for less, before this reply goes; `pieces` and `found` say what."""

    code = "coach"

    def __init__(self, sentence: Any, *, pieces: Iterable[str], found: Iterable[str], reason: bool) -> None:
        super().__init__(sentence)
        self.pieces, self.found, self.reason = list(pieces), list(found), reason


def advise(case: Case, text: str, *, of: str = "reply", by: Staff) -> Advice:
    """What that text says as a reply to this complainant, or as the note of a call with them."""
    additions = case.edition.procedure.coach.additions
    facts = facts_for(case, by=by) if text.strip() and of == "reply" else Facts()
    return coach.read(text, case.language, of=of, facts=facts, additions=additions)


def facts_for(case: Case, *, by: Staff) -> Facts:
    """What can be held against the words: amounts, dates, names and numbers."""
    dates = [one.due_at for one in told(case) if one.is_open]
    own = f"{_contact(case)} {case.reference} {case.body} {_reach(case)}"
    return Facts(
        language=case.language, amount=_most(case, by), today=time.today(),
        latest=time.local(max(dates)).date() if dates else None, workdays=_workdays(case),
        names=_names(case, by), own=frozenset(numbers_in(own)),
    )  # fmt: skip


def suggestion(case: Case, kind: str, *, of: str = "reply", by: Staff) -> str:
    """The words that would add that piece here, the edition's own before the shipped ones; empty where none are."""
    if kind not in ELEMENTS:
        return ""
    own = case.edition.procedure.coach.phrases.get(kind) if of == "reply" else None  # type: ignore[call-overload]
    words = own.say(case.language) if own else coach.phrase(kind, case.language, of=of)
    values = {**values_for(case, by), "what": _what(case)}
    if case.next_due_kind not in TOLD and (due := next((one.due_at for one in told(case) if one.is_open), None)):
        values["due"] = date_in_words(due, case.language)
    return fill(words, values).strip()


def refuse_unfit(
    case: Case, text: str, *, despite: str = "", asks: bool = False, by: Staff
) -> dict[str, list[str]]:
    """Raises Stopped where the SOP stops such a reply and no reason is given; else what it went without, and with.

    A question is no answer yet: it needs no apology, but nothing may stand in it that stops a reply.
    """
    rules = case.edition.procedure.coach
    wanted = [] if asks or case.first_reply_at is not None else rules.first_reply
    if not wanted and not rules.stops:
        return {}
    advice = advise(case, text, by=by)
    pieces = [kind for kind in wanted if advice.state(kind) == "missing"]
    found = [kind for kind in rules.stops if any(one.kind == kind for one in advice.warnings)]
    if not pieces and not found:
        return {}
    if not rules.reason or len(despite.strip()) < SHORTEST_REASON:
        raise Stopped(_sentence(pieces, found, rules.reason), pieces=pieces, found=found, reason=rules.reason)
    return {"without": pieces, "with": found}


def _sentence(pieces: list[str], found: list[str], reason: bool) -> Any:
    named = {"pieces": ", ".join(map(element, pieces)), "warnings": ", ".join(map(warning, found))}
    if pieces and found:
        said = _("The procedure asks a first reply for %(pieces)s, and lets none go that has %(warnings)s.")
    elif pieces:
        said = _("The procedure asks a first reply for: %(pieces)s.")
    else:
        said = _("The procedure lets no reply go that has %(warnings)s.")
    rest = _("Change it, or say in ten characters or more why it goes as it is.") if reason else _("Change it, please.")
    return f"{said % named} {rest}"


def _most(case: Case, by: Staff) -> int:
    """The most that may be written into a reply: what one may give oneself, or what was approved for this case."""
    own = max((authority_of(by, case, kind) for kind in case.edition.procedure.redress), default=0)
    given = case.redress.filter(approved=True).exclude(state="released").values_list("amount", flat=True)
    return max(own, *given) if given else own


def _workdays(case: Case) -> Callable[[int], date]:
    working = working_time(calendar_of(case.receiving_unit))

    def day_after(count: int) -> date:
        day = time.today()
        for _ahead in range(MOST_DAYS * 7):
            if count <= 0:
                break
            day += timedelta(days=1)
            count -= bool(working.hours_on(day))
        return day

    return day_after


def _names(case: Case, by: Staff) -> frozenset[str]:
    """The words of names that may stand in the reply; none where who complains is hidden: nothing may be told."""
    if case.hidden or not case.shown_name:
        return frozenset()
    staff = [one.full_name for one in (by, case.owner, case.handler) if one is not None]
    written = [case.shown_name, *staff, case.unit.name, case.receiving_unit.name, case.title, case.body, case.product]
    return frozenset(names_in(" ".join(written)))


def _contact(case: Case) -> str:
    """How the complainant is reached: their own numbers may be named to them."""
    if case.hidden:
        return ""
    party = case.parties.filter(role="complainant", person__isnull=False).order_by("pk").first()
    known = vault.read_by_number(party.person_id) if party and party.person_id else vault.NOBODY
    return " ".join((known.phone, known.whatsapp, known.email))


def _reach(case: Case) -> str:
    contact = case.edition.procedure.organisation.contact
    return " ".join(one for one in (contact.phone, contact.whatsapp, contact.email) if one)


def _what(case: Case) -> str:
    """What happened, in the complainant's own words; as a part of a sentence it begins small."""
    title = case.title.strip().rstrip(".!…")
    return title[:1].lower() + title[1:] if title[1:2].islower() else title

