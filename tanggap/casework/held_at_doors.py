"""What the doors hold of one person (UU PDP): found by a number or an address of theirs, handed out, or forgotten.

Whoever asks has shown somebody that the number or address is theirs; who looked, and for what, is on the trail. What
became a complaint is told by its page, as the complainant sees it, and is not forgotten here. Nor is what still waits.
What lies sealed is found by nobody, so it stands in no answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case, Party
from tanggap.casework.quarantine import HEAD
from tanggap.casework.retention import RULES, forget_now
from tanggap.casework.who import SPEAKS
from tanggap.channels.inbound import FORGOTTEN, read_raw
from tanggap.channels.models import Call, Callback, Inbound, Letter, Outbound, Ticket
from tanggap.core.errors import Forbidden, Invalid
from tanggap.people import vault
from tanggap.people.contacts import phones_in
from tanggap.people.models import Role, Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.people.vault import Contact

NOT_YOU = _("What we hold of somebody is looked up by managers of the whole organisation.")
SAY_WHO = _("Write the telephone number or the email address that they have shown to be theirs.")
MOST = 1_000
ASIDE = (Inbound.State.QUARANTINED, Inbound.State.REFUSED, Inbound.State.DISCARDED)


@dataclass(frozen=True)
class Held:
    """Rows by kind, as the rules of retention name the kinds; complaints that the reader may see; mails that left."""

    who: Contact
    rows: dict[str, list[Any]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    sent: list[Outbound] = field(default_factory=list)

    def over(self) -> dict[str, list[int]]:
        """Of each kind the numbers of those that can be forgotten: what is over, and part of no complaint."""
        return {kind: [row.pk for row in rows if _is_over(kind, row)] for kind, rows in self.rows.items()}


def looks_up(by: Staff) -> bool:
    """Managers of the whole organisation: administrators set things up, and read no complaints."""
    tops = [unit for unit in roster_now().units.values() if unit.parent_id is None]
    return any(standing_of(by).has(Role.MANAGER, unit) for unit in tops)


def held(*, phone: str = "", email: str = "", by: Staff) -> Held:
    """Everything of whoever has that number or address. Raises Invalid for what is none, Forbidden."""
    if not looks_up(by):
        raise Forbidden(NOT_YOU)
    who = vault.contact(phone=phone, email=email)
    if not (who.phone or who.email):
        raise Invalid(SAY_WHO, fields={"phone": SAY_WHO})
    persons = vault.persons_with(phone=who.phone, email=who.email)
    numbers = set(persons.values_list("pk", flat=True)) if persons is not None else set()
    speaking = Party.objects.filter(person__in=numbers, role__in=SPEAKS)
    cases = list(access.visible_to(by).filter(pk__in=speaking.values("case")).order_by("-pk")[:MOST])
    keys = [case.key for case in cases]
    rows = {
        "calls": list(_calls(who, numbers)[:MOST]), "callbacks": list(_callbacks(who)[:MOST]),
        "tickets": _tickets(who), "letters": list(Letter.objects.filter(case_key__in=keys, data_key=None)[:MOST]),
        "messages": _messages(who),
    }  # fmt: skip
    return Held(who, rows, cases, _sent(who))


@transaction.atomic
def look_up(*, phone: str = "", email: str = "", by: Staff) -> Held:
    """`held`, written down."""
    found = held(phone=phone, email=email, by=by)
    trail.record("held_looked_up", by, by=by, private=_asked(found), **_counts(found))
    return found


@transaction.atomic
def export(*, phone: str = "", email: str = "", by: Staff) -> dict[str, Any]:
    """The same as plain data, for whoever asked for it. Written down."""
    found = held(phone=phone, email=email, by=by)
    trail.record("held_exported", by, by=by, private=_asked(found), **_counts(found))
    told = {kind: [_TOLD[kind](row) for row in rows] for kind, rows in found.rows.items()}
    complaints = [{"reference": case.reference, "received_at": case.received_at.isoformat(), "state": case.state,
                   "title": case.title, "body": case.body} for case in found.cases]  # fmt: skip
    # Not what stood in them: there are secret links among it.
    sent = [{"subject": one.subject, "state": one.state, "at": one.created_at.isoformat(),
             "did_not_arrive": one.problem if one.failed_at else ""} for one in found.sent]  # fmt: skip
    return {"phone": found.who.phone, "email": found.who.email, "complaints": complaints, "sent": sent, **told}


@transaction.atomic
def forget(*, phone: str = "", email: str = "", by: Staff) -> int:
    """What is over and part of no complaint is forgotten now, as it would be after its time; how many. Written down."""
    found = held(phone=phone, email=email, by=by)
    over = found.over()
    for kind, numbers in over.items():
        forget_now(kind, numbers)
    gone = sum(map(len, over.values()))
    # Not whom: that is what was asked for.
    trail.record("held_forgotten", by, by=by, **{kind: len(numbers) for kind, numbers in over.items()})
    return gone


def _calls(who: Contact, persons: Iterable[int]) -> "QuerySet[Call]":
    theirs = Q(person__in=persons)
    if who.phone:
        theirs |= Q(digest=vault.digest_of("phone", who.phone))
    return Call.objects.filter(theirs, data_key=None).order_by("pk")


def _callbacks(who: Contact) -> "QuerySet[Callback]":
    found = Callback.objects.filter(stored_number=who.phone, data_key=None).select_related("answer")
    return found.order_by("pk") if who.phone else found.none()


def _tickets(who: Contact) -> list[Ticket]:
    """Those of the last days are few; their numbers stand there as they were typed."""
    waiting = Ticket.objects.filter(forgotten_at=None, data_key=None).exclude(stored_phone="").order_by("pk")
    return [one for one in waiting if who.phone and who.phone in phones_in(one.phone)]


def _messages(who: Contact) -> list[Inbound]:
    """What lies aside and names their address in its head: mails of theirs, and reports of letters to them."""
    if not who.email:
        return []
    aside = Inbound.objects.filter(state__in=ASIDE, key=None).exclude(media_type=FORGOTTEN)
    wanted = who.email.casefold().encode()
    heads = aside.values_list("pk", HEAD).order_by("pk")
    numbers = [pk for pk, head in heads.iterator(chunk_size=200) if wanted in bytes(head).lower()]
    return list(aside.filter(pk__in=numbers[:MOST]).order_by("pk"))


def _sent(who: Contact) -> list[Outbound]:
    mails = Outbound.objects.filter(to_address__iexact=who.email, key=None).order_by("pk") if who.email else []
    return list(mails[:MOST])


def _is_over(kind: str, row: Any) -> bool:
    """Not part of a complaint, and nobody has to do anything with it any more."""
    if kind == "calls":
        return not row.case_key and row.ended_at is not None
    if kind == "callbacks":
        return row.state != Callback.State.OPEN and not (row.answer and row.answer.case_key)
    if kind == "tickets":
        return row.ended_at is not None
    if kind == "messages":
        return row.state != Inbound.State.QUARANTINED and not row.case_key
    return False


def _asked(found: Held) -> dict[str, str]:
    """For whoever looks into misuse; it can be erased."""
    return {"phone": found.who.phone, "email": found.who.email}


def _counts(found: Held) -> dict[str, int]:
    return {**{kind: len(rows) for kind, rows in found.rows.items()}, "complaints": len(found.cases),
            "sent": len(found.sent)}  # fmt: skip


_TOLD: dict[str, Any] = {
    "calls": lambda row: {"at": row.started_at.isoformat(), "direction": row.direction, "number": row.number,
                          "name": row.name, "note": row.note, "outcome": row.outcome},
    "callbacks": lambda row: {"at": row.at.isoformat(), "number": row.number, "name": row.name, "about": row.about,
                              "state": row.state},
    "tickets": lambda row: {"at": row.taken_at.isoformat(), "name": row.name, "phone": row.phone,
                            "purpose": row.purpose},
    "letters": lambda row: {"at": row.received_at.isoformat(), "agenda": row.agenda, "sender": row.sender,
                            "address": row.address, "subject": row.subject, "text": row.text},
    "messages": lambda row: {"at": row.received_at.isoformat(), "state": row.state,
                             "mail": read_raw(row).decode("utf-8", "replace")},
}  # fmt: skip
assert set(_TOLD) == set(RULES), "every kind that is kept is handed out"
