"""What came by the doors and became no complaint is forgotten after its time (UU PDP): who it was and what was said.

That it came, when, by which door and what was done with it stays, for the figures and for the trail. What became a
complaint, or still waits for somebody, is never touched here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.channels.inbound import FORGOTTEN
from tanggap.channels.models import Call, Callback, Inbound, Letter, Scan, Ticket
from tanggap.core import files, time
from tanggap.core.errors import Forbidden, Invalid
from tanggap.people.actors import WORKER
from tanggap.people.models import Role, Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.privacy.models import Retention

BATCH, ROUNDS = 200, 50
LONGEST = 3_650
NOT_YOU = _("How long things are kept is decided by administrators of the whole organisation.")
HOW_LONG = _("Write a number of days from %(least)d to %(most)d.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One kind of thing: what we propose, what is over by then, and how a batch of it is forgotten."""

    noun: str  # as text keys have it
    name: Any
    words: Any
    what: Any
    days: int
    over: Callable[[datetime], "QuerySet[Any]"]
    forget: Callable[[list[int]], None]


def keeps() -> dict[str, int]:
    """For how many days each kind is kept here."""
    decided = dict(Retention.objects.values_list("kind", "days"))
    return {kind: decided.get(kind, rule.days) for kind, rule in RULES.items()}


def would_go(days: Mapping[str, int]) -> dict[str, int]:
    """How many of each kind the next run would forget, if that were how long they are kept."""
    return {kind: rule.over(_before(days[kind])).count() for kind, rule in RULES.items()}


def decides(by: Staff) -> bool:
    """Administrators of the whole organisation."""
    tops = [unit for unit in roster_now().units.values() if unit.parent_id is None]
    return any(standing_of(by).has(Role.ADMIN, unit) for unit in tops)


def days_of(given: Mapping[str, str]) -> dict[str, int]:
    """What was typed, as days; raises Invalid by field."""
    found, wrong = {}, {}
    for kind in RULES:
        text = given.get(kind, "").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        found[kind] = number
        if not 1 <= number <= LONGEST:
            wrong[kind] = HOW_LONG % {"least": 1, "most": LONGEST}
    if wrong:
        raise Invalid(_("Please look at the marked fields."), fields=wrong)
    return found


@transaction.atomic
def decide(days: Mapping[str, int], *, by: Staff) -> None:
    """From now on they are kept for so long; what is over by that is forgotten with the next run. Recorded."""
    if not decides(by):
        raise Forbidden(NOT_YOU)
    before = keeps()
    for kind, number in days.items():
        if number != before[kind]:
            Retention.objects.update_or_create(kind=kind, defaults={"days": number})
            trail.record("retention_changed", f"retention:{kind}", by=by, days=number, before=before[kind])


def forget_due() -> int:
    """What is over by now, of every kind; how many. One kind that fails stops no other.

    Side effects: what people told us is gone from the rows, the personal text from their trail, scans from the store.
    """
    return sum(_forget(kind, rule, days) for (kind, rule), days in zip(RULES.items(), keeps().values(), strict=True))


def _forget(kind: str, rule: Rule, days: int) -> int:
    before, gone = _before(days), 0
    try:
        for _round in range(ROUNDS):
            with transaction.atomic():
                rows = list(rule.over(before).order_by("pk").select_for_update(of=("self",), skip_locked=True)[:BATCH])
                if rows:
                    rule.forget([row.pk for row in rows])
                    trail.erase_many([f"{rule.noun}:{row.pk}" for row in rows])
            gone += len(rows)
            if len(rows) < BATCH:
                break
    except Exception:
        log.exception("what is over could not be forgotten", kind=kind)
    if gone:
        trail.record("forgotten", f"retention:{kind}", by=WORKER, count=gone, days=days)
    return gone


def forget_now(kind: str, numbers: list[int]) -> None:
    """These are forgotten before their time, because whoever it is has asked for it."""
    if numbers:
        RULES[kind].forget(numbers)
        trail.erase_many([f"{RULES[kind].noun}:{number}" for number in numbers])


def last_runs() -> dict[str, tuple[datetime, int]]:
    """When something of each kind was forgotten last, and how many."""
    found: dict[str, tuple[datetime, int]] = {}
    for kind in RULES:
        runs = [one for one in trail.entries(f"retention:{kind}") if one.verb == "forgotten"]
        if runs:
            found[kind] = (runs[-1].at, int(runs[-1].facts["count"]))
    return found


def _before(days: int) -> datetime:
    return time.now() - timedelta(days=days)


def _calls_over(before: datetime) -> "QuerySet[Any]":
    told = ~Q(stored_number="") | ~Q(stored_name="") | ~Q(stored_note="")
    return Call.objects.filter(told, case_key="", ended_at__lt=before)


def _forget_calls(numbers: list[int]) -> None:
    Call.objects.filter(pk__in=numbers).update(
        stored_number="", stored_name="", stored_note="", digest=None, data_key=None, person=None
    )


def _callbacks_over(before: datetime) -> "QuerySet[Any]":
    """Those that are over; one that led to a complaint is part of it."""
    told = ~Q(stored_number="") | ~Q(stored_name="") | ~Q(stored_about="")
    of_no_case = Q(answer=None) | Q(answer__case_key="")
    return Callback.objects.filter(told, of_no_case, data_key=None, ended_at__lt=before)


def _forget_callbacks(numbers: list[int]) -> None:
    Callback.objects.filter(pk__in=numbers).update(stored_number="", stored_name="", stored_about="")


def _tickets_over(before: datetime) -> "QuerySet[Any]":
    """All of them: a complaint that came of a visit has in its own file what was said."""
    return Ticket.objects.filter(day__lt=time.local(before).date(), forgotten_at=None)


def _forget_tickets(numbers: list[int]) -> None:
    Ticket.objects.filter(pk__in=numbers).update(
        stored_name="", stored_phone="", stored_purpose="", data_key=None, forgotten_at=time.now()
    )


def _letters_over(before: datetime) -> "QuerySet[Any]":
    over = Q(state__in=[Letter.State.ANSWERED, Letter.State.NOT_FOR_US])
    told = ~Q(stored_sender="") | ~Q(stored_address="") | ~Q(stored_subject="") | ~Q(stored_text="")
    return Letter.objects.filter(
        over, told | ~Q(stored_read="") | ~Q(stored_own_number=""), case_key="", sorted_at__lt=before
    )


def _forget_letters(numbers: list[int]) -> None:
    scans = Scan.objects.filter(letter__in=numbers)
    kept, raws = list(scans.values_list("file", flat=True)), list(scans.exclude(raw=None).values_list("raw", flat=True))
    scans.delete()
    files.let_go(kept)
    _empty(raws)
    Letter.objects.filter(pk__in=numbers).update(
        stored_sender="", stored_address="", stored_own_number="", stored_subject="", stored_read="", stored_text="",
        stored_instruction="", data_key=None, reading=Letter.Reading.NOTHING,
    )


def _messages_over(before: datetime) -> "QuerySet[Any]":
    """What was discarded, and what no person wrote: reports of mail servers, automatic answers."""
    over = Inbound.objects.filter(state__in=[Inbound.State.DISCARDED, Inbound.State.REFUSED], case_key="")
    return over.exclude(media_type=FORGOTTEN).filter(received_at__lt=before).defer("raw")


def _empty(numbers: list[int]) -> None:
    """The bytes are gone; the digest stays, so that the same mail once more is still known."""
    Inbound.objects.filter(pk__in=numbers).update(raw=b"", media_type=FORGOTTEN, key=None)


RULES: Mapping[str, Rule] = {
    "calls": Rule(
        noun="call", name=_("Calls"),
        words=_("Calls that are about no complaint"), what=_("number, name and note"), days=365,
        over=_calls_over, forget=_forget_calls,
    ),
    "callbacks": Rule(
        noun="callback", name=_("Promised calls"),
        words=_("Calls that we owed and made"), what=_("number, name and what it was about"),
        days=180, over=_callbacks_over, forget=_forget_callbacks,
    ),
    "tickets": Rule(
        noun="ticket", name=_("Numbers at the front desk"),
        words=_("Numbers that visitors drew"), what=_("name, telephone number and why they came"),
        days=3, over=_tickets_over, forget=_forget_tickets,
    ),
    "letters": Rule(
        noun="letter", name=_("Letters on paper"),
        words=_("Letters on paper that are no complaint"),
        what=_("sender, address, subject, text and scan"), days=730, over=_letters_over, forget=_forget_letters,
    ),
    "messages": Rule(
        noun="inbound", name=_("Mails that were set aside"),
        words=_("Mails that were discarded or written by machines"),
        what=_("the whole mail, and who sent it"), days=180, over=_messages_over, forget=_empty,
    ),
}  # fmt: skip
